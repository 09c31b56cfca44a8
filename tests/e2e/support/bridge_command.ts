import { fileURLToPath } from "node:url";
import { STATE } from "./home.ts";

/** The bridge as a program to be started: from source, or whatever `MCP_BRIDGE_TEST_COMMAND` names. */
export interface BridgeCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/** How to start the bridge that is under test. */
export function bridgeCommand(): BridgeCommand {
  const binary = Deno.env.get("MCP_BRIDGE_TEST_COMMAND");
  if (binary !== undefined && binary !== "") return { command: binary, args: [] };
  const [main, config] = ["main.ts", "deno.json"].map((name) =>
    fileURLToPath(new URL(`../../../${name}`, import.meta.url))
  );
  // the last as `deno task serve` and the executable have it
  const v8 = "--v8-flags=--max-semi-space-size=2";
  const flags = ["--quiet", "--no-prompt", "--no-check", "--cached-only", v8];
  return {
    command: Deno.execPath(),
    args: ["run", "--config", config ?? "", "-P=launcher", ...flags, main ?? ""],
  };
}

/** The environment of a bridge whose user lives in `home`, a directory of `createHome()`. */
export function bridgeEnvironment(
  home: string,
  changes: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const kept = [
    "PATH",
    "DENO_DIR",
    "MCP_BRIDGE_IMAGE",
    // what the whole suite is to run with, as an unprivileged user or with gVisor
    "MCP_BRIDGE_LIMITS",
    "MCP_BRIDGE_OCI_RUNTIME",
    // whether containers serve several runs
    "MCP_BRIDGE_REUSE",
    "SystemRoot",
    "TEMP",
    "TMP",
    // rootless podman keeps its images there
    "XDG_DATA_HOME",
    "XDG_RUNTIME_DIR",
  ];
  const environment: Record<string, string> = {
    HOME: home,
    USERPROFILE: home,
    MCP_BRIDGE_STATE_DIR: `${home}/${STATE}`,
  };
  for (const name of kept) {
    const value = Deno.env.get(name);
    if (value !== undefined && value !== "") environment[name] = value;
  }
  environment["DENO_DIR"] ??= defaultDenoDir();
  return { ...environment, ...changes };
}

/** Where Deno keeps its cache when nobody says: the child has another HOME and would look elsewhere. */
function defaultDenoDir(): string {
  const home = Deno.env.get("HOME") ?? "";
  if (Deno.build.os === "darwin") return `${home}/Library/Caches/deno`;
  if (Deno.build.os === "windows") return `${Deno.env.get("LOCALAPPDATA") ?? ""}\\deno`;
  return `${Deno.env.get("XDG_CACHE_HOME") ?? `${home}/.cache`}/deno`;
}
