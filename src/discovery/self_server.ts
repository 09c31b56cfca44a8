import { pathDirectories, pathsOf } from "../system/paths.ts";
import type { System } from "../system/system.ts";
import { PROGRAM_NAME } from "./display.ts";
import type { StdioDefinition } from "./server_definition.ts";

/** Variable that counts how many bridges a process runs under. Set in every server we start. */
export const DEPTH_VARIABLE = "MCP_BRIDGE_DEPTH";

/** How many levels of bridges may be under the first, where a bridge may start itself at all. */
const MAX_DEPTH = 1;

/** Our name as a package: `mcp-code-bridge`, `npm:mcp-code-bridge@1.2`, `jsr:@scope/mcp-code-bridge`. */
const PACKAGE = new RegExp(
  `^(?:npm:|jsr:)?/?(?:@[\\w.-]+/)?${PROGRAM_NAME}(?:@[\\w.^~<>=*-]+)?$`,
  "i",
);

/**
 * The command that the package of a platform brings: the executable, without the start script of
 * the package that users name.
 */
export const NATIVE_COMMAND = `${PROGRAM_NAME}-native`;

/** Programs that run a package by its name. */
const PACKAGE_RUNNERS = ["npx", "npm", "pnpm", "pnpx", "yarn", "bun", "bunx", "deno"];

/** How many bridges this process runs under: 0 when a client started it. */
export function bridgeDepth(env: (name: string) => string | undefined): number {
  const value = env(DEPTH_VARIABLE);
  return value !== undefined && /^\d{1,3}$/.test(value) ? Number(value) : 0;
}

/**
 * Why this process must not serve, because a bridge started it; `null` when it may. This catches what
 * `isSelf()` cannot see, such as a copy of the program under another name.
 */
export function nestingRefusal(
  env: (name: string) => string | undefined,
  options: { readonly allowSelfServer: boolean },
): string | null {
  const depth = bridgeDepth(env);
  if (depth === 0 || (options.allowSelfServer && depth <= MAX_DEPTH)) return null;
  return `Cannot serve: this bridge was started by a bridge, ${depth} deep; ` +
    (options.allowSelfServer
      ? `at most ${MAX_DEPTH} is allowed`
      : "take it out of the configuration, or set MCP_BRIDGE_ALLOW_SELF_SERVER=1");
}

/**
 * Whether a server's command would start this very program: by our name, by our executable under any
 * name, or by a runtime that is given our main module.
 */
export async function isSelf(
  definition: StdioDefinition,
  system: System,
): Promise<boolean> {
  const { basename } = pathsOf(system.platform);
  const { command, args } = definition;
  const program = basename(command).replace(/\.(?:exe|cmd|bat)$/i, "").toLowerCase();
  if (program === PROGRAM_NAME || program === NATIVE_COMMAND) return true;
  if (runsPackages(program, args) && args.some((text) => PACKAGE.test(text))) return true;
  if (system.compiled) {
    const own = await realPathOf(system, system.execPath);
    return own !== null && await commandIs(own, definition, system);
  }
  for (const main of mainModules(system)) {
    if (await runsModule(main, definition, system)) return true;
  }
  return false;
}

/** Our main module, and for a bundle, which lies in `dist/bundle` of its source, also the source's. */
function mainModules({ platform, mainModule, bundle }: System): readonly string[] {
  if (mainModule === null) return [];
  if (bundle === null) return [mainModule];
  const { dirname, join } = pathsOf(platform);
  return [mainModule, join(dirname(dirname(bundle)), "main.ts")];
}

/** Whether a program runs packages by their names; on Windows npx is a script of Node.js. */
function runsPackages(program: string, args: readonly string[]): boolean {
  return PACKAGE_RUNNERS.includes(program) ||
    (program === "node" && /[/\\]npx-cli\.js$/.test(args[0] ?? ""));
}

/** Whether one of the paths that a command may mean is the executable given. */
async function commandIs(
  executable: string,
  definition: StdioDefinition,
  system: System,
): Promise<boolean> {
  for (const path of candidates(definition, system)) {
    if (await realPathOf(system, path) === executable) return true;
  }
  return false;
}

function candidates(definition: StdioDefinition, system: System): readonly string[] {
  const { join } = pathsOf(system.platform);
  const { command } = definition;
  if (/[/\\]/.test(command)) return [fromDirectory(command, { definition, system })];
  const path = definition.env["PATH"] ?? system.env("PATH") ?? "";
  const names = system.platform === "windows" ? [command, `${command}.exe`] : [command];
  return pathDirectories(system, path)
    .flatMap((directory) => names.map((name) => join(directory, name)));
}

/** Whether an argument is our main module, or `task` is run in the directory that holds it. */
async function runsModule(
  mainModule: string,
  definition: StdioDefinition,
  system: System,
): Promise<boolean> {
  const { dirname } = pathsOf(system.platform);
  const main = await realPathOf(system, mainModule);
  if (main === null) return false;
  const places = [definition.cwd ?? "."];
  for (const argument of definition.args) {
    // `--config=DIR/deno.json` and `--cwd=DIR` name places too
    const place = argument.startsWith("-") ? argument.slice(argument.indexOf("=") + 1) : argument;
    const path = await realPathOf(system, fromDirectory(place, { definition, system }));
    if (path === main) return true;
    places.push(place);
  }
  if (!definition.args.includes("task")) return false;
  for (const place of places) {
    const path = await realPathOf(system, fromDirectory(place, { definition, system }));
    if (path !== null && (path === dirname(main) || dirname(path) === dirname(main))) return true;
  }
  return false;
}

function fromDirectory(
  path: string,
  { definition, system }: { readonly definition: StdioDefinition; readonly system: System },
): string {
  const { resolve } = pathsOf(system.platform);
  return resolve(system.cwd(), definition.cwd ?? "", toPath(path, system));
}

function toPath(url: string, system: System): string {
  if (!url.startsWith("file://")) return url;
  try {
    const path = decodeURIComponent(new URL(url).pathname);
    return system.platform === "windows" ? path.replace(/^\/(?=[a-z]:)/i, "") : path;
  } catch {
    return url;
  }
}

async function realPathOf(system: System, path: string): Promise<string | null> {
  try {
    return await system.files.realPath(path);
  } catch {
    // what may not be looked at is not ours
    return null;
  }
}
