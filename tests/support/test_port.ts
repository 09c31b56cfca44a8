import type { ProcessPort } from "../../src/ipc/port.ts";
import { UpstreamError } from "../../src/errors.ts";
import type { Log } from "../../src/log.ts";
import { createDenoSystem } from "../../src/system/deno_system.ts";
import type { Clock } from "../../src/system/system.ts";
import { joinHalves } from "./joined_halves.ts";
import { serverCommand } from "./server_command.ts";

const SYSTEM = createDenoSystem();
/** What the runtime that runs the servers needs to find its cache. */
const VARIABLES = ["DENO_DIR", "HOME", "PATH", "LOCALAPPDATA", "SystemRoot"];

/** The real port, which starts the servers under `tests/servers/` as real processes. */
export interface TestPort extends Pick<ProcessPort, "startServer"> {
  /** Names in the order of their starts. */
  readonly started: readonly string[];
  /** How many of the processes have not ended. */
  running(): number;
  /** Ends what is left, so that a test that fails leaves nothing. */
  killAll(): Promise<void>;
}

/**
 * `servers`: for each name, the file under `tests/servers/` and its arguments. `graceMs`: how long one
 * that is stopped has at each step.
 */
export function testPort(
  servers: Readonly<Record<string, readonly [file: string, ...args: string[]]>>,
  graceMs = 300,
): TestPort {
  const started: string[] = [];
  const env = Object.fromEntries(
    VARIABLES.map((name) => [name, SYSTEM.env(name) ?? ""]).filter(([, value]) => value !== ""),
  );
  let running = 0;
  const { port, table } = joinHalves((name) => {
    const server = servers[name];
    if (server === undefined) {
      return Promise.reject(new UpstreamError("NOT_FOUND", `no server ${name}`));
    }
    started.push(name);
    const { command, args } = serverCommand(...server);
    const process = SYSTEM.spawn({ argv: [command, ...args], env, ownGroup: true });
    running += 1;
    process.exited.then(() => running -= 1);
    return Promise.resolve({ ...process, graceMs });
  });
  return {
    started,
    running: () => running,
    startServer: (name, signal) => port.startServer(name, signal),
    killAll: () => table.close(),
  };
}

/** The clock of the machine. */
export const realClock: Clock = SYSTEM.clock;

/** A log that keeps its lines. */
export function testLog(): { readonly log: Log; readonly lines: string[] } {
  const lines: string[] = [];
  return { log: (level, message) => lines.push(`${level}: ${message}`), lines };
}
