import type { PortExit, ProcessPort } from "../ipc/port.ts";
import { EngineError, SandboxError } from "../errors.ts";
import { type EngineName, RETIREMENT_SECONDS } from "../engines.ts";
import type { ReadLargeMessage } from "../rpc/large_message.ts";
import type { Clock } from "../system/system.ts";
import { type PreparedSandbox, SandboxLine } from "./sandbox_line.ts";

/**
 * Milliseconds within which a started sandbox must be ready. The launcher ends one that says nothing
 * for 20 s; this is for one that says something and is never ready.
 */
export const READY_DEADLINE_MS = 30_000;

export interface PrepareOptions {
  readonly port: Pick<ProcessPort, "startSandbox">;
  /** The sandbox's runtime: Python source by dotted module name. */
  readonly modules: Readonly<Record<string, string>>;
  /** Seconds that a sandbox may take for one run, the wait for its program included. */
  readonly lifetimeSeconds: number;
  readonly clock: Clock;
  readonly readLarge: ReadLargeMessage;
  /** Called with the engine on which a sandbox is begun, before it is ready. */
  readonly onBegun: (engine: EngineName) => void;
}

/**
 * Starts a sandbox and loads the runtime into it. When the engine does not start it, tries once more.
 *
 * @throws {EngineError} when no engine can be used or the sandbox ends before it is ready
 * @throws {SandboxError} when the sandbox violates the protocol or is not ready in time
 * @throws the signal's reason when it aborts; the sandbox is then killed
 */
export async function prepareSandbox(
  options: PrepareOptions,
  signal: AbortSignal,
): Promise<PreparedSandbox> {
  signal.throwIfAborted();
  try {
    return await prepareOnce(options, signal);
  } catch (error) {
    if (!isEngineFault(error) || signal.aborted) throw error;
    // the engine is chosen again after a failed start: once more, perhaps on another
    return await prepareOnce(options, signal);
  }
}

function isEngineFault(error: unknown): boolean {
  return error instanceof EngineError && error.code === "SANDBOX_START_FAILED";
}

async function prepareOnce(
  options: PrepareOptions,
  signal: AbortSignal,
): Promise<PreparedSandbox> {
  const { clock, readLarge, modules, lifetimeSeconds } = options;
  const process = await options.port.startSandbox(signal);
  const line = new SandboxLine(process, { readLarge, clock });
  options.onBegun(process.engine);
  const ready = line.ready({
    ms: READY_DEADLINE_MS,
    late: () => notReadyInTime(process.engine),
    ended: (exit) => endedEarly(line, exit),
    watch: (fail) => {
      const cancel = () => fail(signal.reason);
      signal.addEventListener("abort", cancel, { once: true });
      if (signal.aborted) cancel();
      return () => signal.removeEventListener("abort", cancel);
    },
  });
  const containerSeconds = lifetimeSeconds + RETIREMENT_SECONDS;
  // a write fails only when the sandbox has ended, and `ended` reports why
  line.current.channel.boot({ modules, lifetimeSeconds, containerSeconds }).catch(() => {});
  return await ready;
}

function endedEarly(line: SandboxLine, exit: PortExit): EngineError {
  const { engine } = line.process;
  if (exit.reason !== undefined) {
    return new EngineError("SANDBOX_START_FAILED", `Cannot start a sandbox: ${exit.reason}`);
  }
  const words = line.current.said().trim();
  return new EngineError(
    "SANDBOX_START_FAILED",
    `Cannot start a sandbox on ${engine}: it ended with exit code ${exit.code} before it was ready` +
      (words === "" ? "" : `\n${words}`),
  );
}

function notReadyInTime(engine: EngineName): SandboxError {
  return new SandboxError(
    "SANDBOX_LOST",
    `Cannot use the sandbox that ${engine} started: it was not ready after ` +
      `${READY_DEADLINE_MS / 1000} s`,
  );
}
