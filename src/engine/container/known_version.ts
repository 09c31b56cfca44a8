import { messageOf } from "../../errors.ts";
import { parseJson } from "../../json/read_json.ts";
import type { Log } from "../../log.ts";
import { pathsOf } from "../../system/paths.ts";
import type { System } from "../../system/system.ts";
import { readProcessMarks } from "../lease.ts";
import { identifyFile } from "./file_identity.ts";

export interface KnownVersionOptions {
  readonly system: System;
  readonly log: Log;
  /** The launcher's state directory. */
  readonly stateDir: string;
  /** Absolute path of podman. */
  readonly program: string;
}

const FILE = "podman-version.json";
const MAX_FILE_BYTES = 8 * 1024;

/**
 * The version of podman's client. It is kept in the state directory until the program's file
 * changes or the machine boots again: to ask takes a tenth of a bridge's start.
 *
 * @param ask asks podman; `null` when it does not say
 */
export async function knownVersion(
  { system, log, stateDir, program }: KnownVersionOptions,
  ask: () => Promise<string | null>,
): Promise<string | null> {
  const [{ bootId }, identity] = await Promise.all([
    readProcessMarks(system, system.pid),
    identifyFile(system, program),
  ]);
  // a program may stand for another one, whose file is not seen: asked again after each boot
  if (bootId === null) return await ask();
  const key = JSON.stringify([bootId, identity]);
  const file = pathsOf(system.platform).join(stateDir, FILE);
  const kept = parseKept(await system.files.readText(file, MAX_FILE_BYTES).catch(() => ""));
  if (kept?.key === key) return kept.version;
  const version = await ask();
  if (version === null) return null;
  try {
    await system.files.writeAtomic(file, JSON.stringify({ key, version }), 0o600);
  } catch (error) {
    log("debug", `Cannot keep podman's version: ${messageOf(error)}`);
  }
  return version;
}

function parseKept(text: string): { readonly key: string; readonly version: string } | null {
  const value = parseJson(text);
  if (typeof value !== "object" || value === null) return null;
  const { key, version } = { key: null, version: null, ...value };
  return typeof key === "string" && typeof version === "string" ? { key, version } : null;
}
