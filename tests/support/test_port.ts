import type { PortServer, ProcessPort } from "../../src/ipc/port.ts";
import { UpstreamError } from "../../src/errors.ts";
import type { Log } from "../../src/log.ts";
import type { Clock } from "../../src/system/system.ts";
import { byteSource } from "./byte_source.ts";
import { serverCommand } from "./server_command.ts";

/** A port that starts the servers under `tests/servers/` as real processes. */
export interface TestPort extends Pick<ProcessPort, "startServer"> {
  /** Names in the order of their starts. */
  readonly started: readonly string[];
  /** How many of the processes have not ended. */
  running(): number;
  /** Ends what is left, so that a test that fails leaves nothing. */
  killAll(): Promise<void>;
}

/** `servers`: for each name, the file under `tests/servers/` and its arguments. */
export function testPort(
  servers: Readonly<Record<string, readonly [file: string, ...args: string[]]>>,
): TestPort {
  const started: string[] = [];
  const processes: PortServer[] = [];
  let running = 0;
  return {
    started,
    running: () => running,
    startServer(name) {
      const server = servers[name];
      if (server === undefined) {
        return Promise.reject(new UpstreamError("NOT_FOUND", `no server ${name}`));
      }
      started.push(name);
      const { command, args } = serverCommand(...server);
      const process = startProcess(command, args);
      processes.push(process);
      running += 1;
      process.exited.then(() => running -= 1);
      return Promise.resolve(process);
    },
    async killAll() {
      for (const process of processes) process.kill();
      await Promise.all(processes.map(({ exited }) => exited));
    },
  };
}

/** A real process as the port gives it. */
export function startProcess(command: string, args: readonly string[]): PortServer {
  const child = new Deno.Command(command, {
    args: [...args],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  writer.closed.catch(() => {});
  const gone = Promise.withResolvers<never>();
  gone.promise.catch(() => {});
  const exited = child.status.then(({ code, signal }) => {
    gone.reject(new Error("the process has ended"));
    writer.abort().catch(() => {});
    return { code, signal };
  });
  let written: Promise<void> = Promise.resolve();
  return {
    stdout: byteSource(child.stdout),
    stderr: byteSource(child.stderr),
    exited,
    write(bytes) {
      written = Promise.race([writer.write(bytes), gone.promise]);
      return written;
    },
    flushed: () => written,
    closeInput: () => void writer.close().catch(() => {}),
    kill() {
      try {
        child.kill("SIGKILL");
      } catch {
        // it has ended
      }
    },
  };
}

/** The clock of the machine. */
export const realClock: Clock = {
  monotonic: () => performance.now(),
  now: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** A log that keeps its lines. */
export function testLog(): { readonly log: Log; readonly lines: string[] } {
  const lines: string[] = [];
  return { log: (level, message) => lines.push(`${level}: ${message}`), lines };
}
