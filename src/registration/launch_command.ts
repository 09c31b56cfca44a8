import { PROGRAM_NAME } from "../discovery/display.ts";
import { NATIVE_COMMAND } from "../discovery/self_server.ts";
import { UsageError } from "../errors.ts";
import { programFile } from "../executables/program_file.ts";
import { windowsArgv } from "../executables/windows_command.ts";
import { pathDirectories, pathsOf } from "../system/paths.ts";
import type { Platform, System } from "../system/system.ts";
import type { Launch } from "./clients.ts";

/** How a client can start this program. */
export type LaunchForm =
  /** As it runs now: this executable, or this source by Deno. */
  | { readonly kind: "here" }
  /** The package of a registry, started by npx. */
  | { readonly kind: "npm"; readonly version: string; readonly directory: string };

export interface LaunchOptions {
  readonly form: LaunchForm;
  /** Version of Deno that runs the source: `2.9.6`. */
  readonly denoVersion: string;
}

type Command = Pick<Launch, "command" | "args">;

/**
 * The command that starts this program as a client's server.
 *
 * @throws {UsageError} when this program runs from nothing that a client could start
 */
export async function launchCommand(
  system: System,
  { form, denoVersion }: LaunchOptions,
): Promise<Command> {
  if (form.kind === "npm") return await byNpx(system, npmArguments({ ...form, ...system }));
  if (system.compiled) return { command: system.execPath, args: [] };
  const { dirname, join } = pathsOf(system.platform);
  // a bundle lies in dist/bundle of its source
  const root = system.bundle === null
    ? system.mainModule === null ? null : dirname(system.mainModule)
    : dirname(dirname(system.bundle));
  if (root === null) throw new UsageError("Cannot register: this program runs from no file");
  const { platform } = system;
  return await byNpx(system, sourceArguments(root, { platform, join, denoVersion }));
}

/** Arguments of npx that run this source by Deno. */
function sourceArguments(
  root: string,
  { platform, join, denoVersion }: {
    readonly platform: Platform;
    readonly denoVersion: string;
    join(...parts: string[]): string;
  },
): readonly string[] {
  return [
    ...notFromFolder(root, platform),
    "--prefer-offline",
    "-y",
    `deno@${denoVersion}`,
    "run",
    // Deno warns at each start that sets of permissions are experimental
    "--quiet",
    "--config",
    join(root, MANIFEST),
    RIGHTS,
    "--no-prompt",
    join(root, MAIN),
  ];
}

const MANIFEST = "deno.json";
const MAIN = "main.ts";
const RIGHTS = "-P=launcher";

/** Whether arguments are such, for whatever folder. */
export function isSourceForm(args: readonly string[], system: Pick<System, "platform">): boolean {
  const { basename, dirname, join } = pathsOf(system.platform);
  const main = args.at(-1) ?? "";
  const manifest = args[args.indexOf("--config") + 1];
  return basename(main) === MAIN && args.includes(RIGHTS) &&
    manifest === join(dirname(main), MANIFEST);
}

export interface NpmForm {
  readonly version: string;
  /** In which npx looks for `node_modules` and `.npmrc`: it must exist, and be the user's own. */
  readonly directory: string;
  readonly platform: Platform;
}

/**
 * Arguments of npx that run the package, without a question to the registry when it is in the cache.
 * The executable is started without the package's script, because npx would look for the `node` that
 * runs it in the folder that the client stands in.
 */
export function npmArguments({ version, directory, platform }: NpmForm): readonly string[] {
  return [
    ...["-y", "--prefer-offline", ...notFromFolder(directory, platform)],
    ...["-p", `${PROGRAM_NAME}@${version}`, NATIVE_COMMAND],
  ];
}

/**
 * Options with which npx takes nothing from the folder that the client stands in: its `.npmrc`, a
 * package in its `node_modules`, and a `sh` in `node_modules/.bin`, which npx puts on PATH.
 */
function notFromFolder(directory: string, platform: Platform): readonly string[] {
  const prefix = ["--prefix", directory];
  return platform === "windows" ? prefix : [...prefix, "--script-shell", "/bin/sh"];
}

/**
 * A command that runs npx. On Windows npx is a batch file, which most clients cannot start: there its
 * script is given to Node.js by their paths.
 */
async function byNpx(system: System, args: readonly string[]): Promise<Command> {
  if (system.platform !== "windows") return { command: "npx", args };
  const { join } = pathsOf(system.platform);
  for (const directory of pathDirectories(system, system.env("PATH") ?? "")) {
    const batch = join(directory, "npx.cmd");
    if (await programFile(system, batch) === null) continue;
    const [command, ...rest] = await windowsArgv(batch, args, system);
    return { command, args: rest };
  }
  return { command: "npx", args };
}

/**
 * Whether an executable lies in the cache of npx, where it is gone when the cache is emptied: a client
 * then starts it by npx, too.
 */
export function isInNpxCache(path: string): boolean {
  return /[/\\]_npx[/\\]/.test(path);
}
