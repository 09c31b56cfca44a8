import { basename } from "node:path";
import type { Log } from "../log.ts";
import { type CommandResult, runCommand } from "../system/run_command.ts";
import type { ChildProcess, System } from "../system/system.ts";
import { pause } from "../system/waiting.ts";

type Argv = readonly [string, ...string[]];

/** Programs whose `run` starts a container, and which leave it behind when they are killed. */
const CLIENTS: ReadonlySet<string> = new Set(["docker", "podman", "nerdctl"]);
/** Options before the subcommand that take the next argument for their value. */
const OPTIONS_WITH_VALUE: ReadonlySet<string> = new Set([
  ...["-H", "--host", "-c", "--context", "--config", "-l", "--log-level"],
  ...["--tlscacert", "--tlscert", "--tlskey", "--connection", "--url", "--identity"],
  ...["-n", "--namespace", "-a", "--address"],
]);
const LABEL = "mcp-code-bridge.server";
/** Milliseconds that each of the commands may take that remove a container. */
const COMMAND_MS = 2_000;
/** Milliseconds after which a removal that fails is not tried again, and the pause between two tries. */
const REMOVAL_MS = 6_000;
const PAUSE_MS = 100;

/** How a server that runs in a container is started and found again. */
export interface ContainerStart {
  /** The command with a label for the container. */
  readonly argv: Argv;
  /** The client with its own options, to which a subcommand is added. */
  readonly client: Argv;
  readonly label: string;
}

/**
 * The start of a container by an engine's client (`docker run …`); `null` when the command is another.
 *
 * @param id tells the container from all others
 */
export function containerStart(argv: Argv, id: string): ContainerStart | null {
  const [program, ...args] = argv;
  if (!CLIENTS.has(basename(program).replace(/\.exe$/i, ""))) return null;
  let at = 0;
  while (args[at]?.startsWith("-")) at += OPTIONS_WITH_VALUE.has(args[at] ?? "") ? 2 : 1;
  const client: Argv = [program, ...args.slice(0, at)];
  if (args[at] === "container") at++;
  if (args[at] !== "run") return null;
  const label = `${LABEL}=${id}`;
  const run = args.slice(0, at + 1);
  return { argv: [program, ...run, "--label", label, ...args.slice(at + 1)], client, label };
}

export interface ContainerServerOptions {
  readonly system: System;
  readonly log: Log;
  /** Environment of the client, which decides which engine it speaks to. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The process of a client whose container ends with it. A program that is first in its container is not
 * ended by SIGTERM unless it wants to be, and when the client is killed nobody ends the container.
 */
export function withContainer(
  process: ChildProcess,
  start: ContainerStart,
  options: ContainerServerOptions,
): ChildProcess {
  const exited = process.exited.then(async (exit) => {
    if (exit.signal === "SIGKILL") await removeContainer(start, options);
    return exit;
  });
  return { ...process, exited };
}

async function removeContainer(
  { client, label }: ContainerStart,
  { system, log, env }: ContainerServerOptions,
): Promise<void> {
  const { clock } = system;
  const run = (args: readonly string[]) =>
    runCommand(system, { argv: [...client, ...args], env, timeoutMs: COMMAND_MS });
  // needed only when something fails, and loaded with the program if it stood at the top
  const explain = async (result: CommandResult) =>
    (await import("./command_failure.ts")).describeCommandFailure(result);
  const tryRemoval = async (): Promise<string | null> => {
    const found = await run(["ps", "-aq", "--no-trunc", "--filter", `label=${label}`]);
    if (!succeeded(found)) return await explain(found);
    const ids = found.stdout.split("\n").filter(isContainerId);
    if (ids.length === 0) return null;
    // the removal of a container that runs gives it ten seconds more
    await run(["kill", ...ids]);
    // the engine may be removing it already, because of `--rm`, which makes this fail
    const removed = await run(["rm", "-f", ...ids]);
    return succeeded(removed) ? null : await explain(removed);
  };
  const until = clock.monotonic() + REMOVAL_MS;
  let failed: string | null = null;
  do {
    if (failed !== null) await pause({ clock, ms: PAUSE_MS });
    failed = await tryRemoval();
    if (failed === null) return;
  } while (clock.monotonic() < until);
  log(
    "warning",
    `Cannot remove the container of a server: ${client[0]} ${failed}; ` +
      `if it is still there, it has the label ${label}`,
  );
}

function succeeded(result: CommandResult): result is CommandResult & { readonly kind: "exited" } {
  return result.kind === "exited" && result.code === 0;
}

function isContainerId(line: string): boolean {
  return /^[0-9a-f]{12,64}$/.test(line);
}
