import { basename } from "node:path";
import type { Files } from "./system.ts";

/** Access for the owner only. */
const PRIVATE_MODE = 0o700;

/**
 * Makes a directory inside the state directory if it is missing.
 *
 * @throws {Error} when something else is there. A symbolic link is refused even if it leads to a
 * directory: what is written through it would land outside
 */
export async function makeOwnDirectory(files: Files, path: string): Promise<void> {
  if (await isOwnDirectory(files, path)) return;
  await files.makeDirectory(path, PRIVATE_MODE);
  await isOwnDirectory(files, path);
}

/**
 * Names in a directory inside the state directory, sorted; empty when there is none.
 *
 * @throws {Error} as {@linkcode makeOwnDirectory}
 */
export async function listOwnDirectory(files: Files, path: string): Promise<readonly string[]> {
  return await isOwnDirectory(files, path) ? await files.list(path) : [];
}

async function isOwnDirectory(files: Files, path: string): Promise<boolean> {
  const info = await files.info(path);
  if (info === null) return false;
  if (info.kind === "directory") return true;
  const what = info.kind === "symlink" ? "a symbolic link" : "not a directory";
  throw new Error(`"${basename(path)}" in the state directory is ${what}; remove it`);
}
