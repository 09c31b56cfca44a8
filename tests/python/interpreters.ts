/** Finds the Pythons of this machine that the sandbox's runtime must run on. */

import { join } from "node:path";
import { LONG_TESTS } from "../support/long_tests.ts";

/** Minor versions of CPython 3 that images may bring. */
const MINORS = [9, 10, 11, 12, 13, 14];

export interface Interpreter {
  readonly path: string;
  /** `3.12`. */
  readonly version: string;
}

const found = await findInterpreters();

/**
 * The oldest version that is here; with `LONG_TESTS` the newest too, and with `EVERY_PYTHON` each,
 * oldest first. What runs on the oldest and the newest runs on those between, but for what a version
 * removed and another brought back.
 */
export const INTERPRETERS: readonly Interpreter[] = Deno.env.has("EVERY_PYTHON")
  ? found
  : found.filter((_, index) => index === 0 || LONG_TESTS && index === found.length - 1);

async function findInterpreters(): Promise<Interpreter[]> {
  const byVersion = new Map<string, Interpreter>();
  for (const path of await candidates()) {
    const interpreter = await inspect(path);
    if (interpreter !== null && !byVersion.has(interpreter.version)) {
      byVersion.set(interpreter.version, interpreter);
    }
  }
  return MINORS.flatMap((minor) => {
    const interpreter = byVersion.get(`3.${minor}`);
    return interpreter === undefined ? [] : [interpreter];
  });
}

/** One line for each version that is not here. */
export function absentVersions(): string[] {
  return MINORS.map((minor) => `3.${minor}`)
    .filter((version) => !found.some((interpreter) => interpreter.version === version))
    .map((version) => `Python ${version} is not on this machine: its tests are left out`);
}

async function candidates(): Promise<string[]> {
  const names = ["python3", ...MINORS.map((minor) => `python3.${minor}`)];
  const folders = (Deno.env.get("PATH") ?? "").split(":").filter((folder) => folder !== "");
  const home = Deno.env.get("HOME");
  if (home !== undefined) folders.push(...await pyenvFolders(join(home, ".pyenv", "versions")));
  return folders.flatMap((folder) => names.map((name) => join(folder, name)));
}

async function pyenvFolders(versions: string): Promise<string[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(versions));
    return entries.map((entry) => join(versions, entry.name, "bin"));
  } catch {
    return [];
  }
}

/** `null` for what is not there, or a shim of a version that is not there. */
async function inspect(path: string): Promise<Interpreter | null> {
  try {
    await Deno.stat(path);
    const { success, stdout } = await new Deno.Command(path, {
      args: [
        "-I",
        "-c",
        "import sys; print('%d.%d' % sys.version_info[:2]); print(sys.executable)",
      ],
      stdout: "piped",
      stderr: "null",
    }).output();
    const [version, executable] = new TextDecoder().decode(stdout).split("\n");
    if (!success || version === undefined || !executable) return null;
    return { path: executable, version };
  } catch {
    return null;
  }
}
