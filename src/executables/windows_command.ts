import { win32 } from "node:path";
import type { System } from "../system/system.ts";

/** What Windows tries when a command has no extension and PATHEXT is not set. */
const DEFAULT_EXTENSIONS = ".COM;.EXE;.BAT;.CMD";

/**
 * Characters with a meaning in a command line of cmd.exe, which runs every batch file. How they are
 * escaped depends on what the batch file does with them, so there is no safe way to pass them.
 */
const UNSAFE = /["%!^&|<>\r\n]/;

/** npm's own commands: batch files that start a script beside them with the `node` beside them. */
const NPM_SCRIPTS: Readonly<Record<string, string>> = {
  "npx.cmd": "npx-cli.js",
  "npm.cmd": "npm-cli.js",
};

/** Names that a command may have on disk: as it is when it has an extension of a program, else with each. */
export function windowsNames(command: string, pathExt: string | undefined): readonly string[] {
  const extensions = (pathExt ?? DEFAULT_EXTENSIONS).split(";").filter((text) =>
    text.startsWith(".")
  );
  const own = win32.extname(command).toLowerCase();
  if (extensions.some((extension) => extension.toLowerCase() === own)) return [command];
  return extensions.map((extension) => command + extension.toLowerCase());
}

/**
 * The argv that runs a program found on Windows. `npx` and `npm` are started without their batch
 * files; another batch file is handed to the runtime, which starts it through cmd.exe, and only with
 * arguments that mean nothing to cmd.exe.
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
    throw new RangeError(
      `${program} is a batch file, and ${what} holds ${JSON.stringify(character)}, which cannot ` +
        "be passed to one safely; name the program that the batch file starts instead",
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
