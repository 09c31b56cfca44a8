import { win32 } from "node:path";
import type { System } from "../system/system.ts";

/** Extensions that Windows tries when PATHEXT is not set. */
const DEFAULT_EXTENSIONS = ".COM;.EXE;.BAT;.CMD";

/**
 * Characters with a meaning in a command line of cmd.exe, which runs every batch file. Their escape
 * depends on what the batch file does with them, so there is no safe way to pass them.
 */
const UNSAFE = /["%!^&|<>\r\n]/;

/** npm's batch files, each with the script that it runs by the `node` in the same directory. */
const NPM_SCRIPTS: Readonly<Record<string, string>> = {
  "npx.cmd": "npx-cli.js",
  "npm.cmd": "npm-cli.js",
};

/**
 * File names of a command: unchanged if it has an extension of programs, else with each of them.
 */
export function windowsNames(command: string, pathExt: string | undefined): readonly string[] {
  const extensions = (pathExt ?? DEFAULT_EXTENSIONS).split(";").filter((text) =>
    text.startsWith(".")
  );
  const own = win32.extname(command).toLowerCase();
  if (extensions.some((extension) => extension.toLowerCase() === own)) return [command];
  return extensions.map((extension) => command + extension.toLowerCase());
}

/**
 * The argv that runs a program on Windows. `npx` and `npm` run without their batch files. The
 * runtime starts any other batch file through cmd.exe, so its arguments must have no meaning to
 * cmd.exe.
 *
 * @throws {RangeError} when an argument cannot be passed safely; the message is a clause
 */
export async function windowsArgv(
  program: string,
  args: readonly string[],
  system: System,
): Promise<readonly [string, ...string[]]> {
  if (!/\.(?:cmd|bat)$/i.test(program)) return [program, ...args];
  const direct = await npmArgv(program, system);
  if (direct !== null) return [...direct, ...args];
  for (const [index, text] of [program, ...args].entries()) {
    const character = UNSAFE.exec(text)?.[0];
    if (character === undefined) continue;
    const what = index === 0 ? "its path" : `"args"[${index - 1}]`;
    const shown = JSON.stringify(character);
    throw new RangeError(
      `${program} is a batch file, and ${what} contains ${shown}, which cannot be passed safely; ` +
        "name the program that the batch file starts instead",
    );
  }
  return [program, ...args];
}

async function npmArgv(
  program: string,
  system: System,
): Promise<readonly [string, string] | null> {
  const { basename, dirname, join } = win32;
  const script = NPM_SCRIPTS[basename(program).toLowerCase()];
  if (script === undefined) return null;
  const node = join(dirname(program), "node.exe");
  const path = join(dirname(program), "node_modules", "npm", "bin", script);
  for (const needed of [node, path]) {
    if (await system.files.realPath(needed) === null) return null;
  }
  return [node, path];
}
