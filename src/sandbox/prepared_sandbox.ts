import type { ByteSource, PortExit, PortSandbox, ProcessPort } from "../ipc/port.ts";
import { EngineError, messageOf, SandboxError } from "../errors.ts";
import { type EngineName, isContainerEngine } from "../engines.ts";
import { SandboxChannel } from "../rpc/channel.ts";
import type { ReadLargeMessage } from "../rpc/large_message.ts";
import type { Clock } from "../system/system.ts";
import { readExitReport } from "./exit_report.ts";
import { type EndReport, FirstProcessReader } from "./first_process.ts";
import { MAX_AGE_SECONDS } from "./reuse.ts";
import { TextTail } from "../text/text_tail.ts";

/**
 * Milliseconds within which a started sandbox must be ready. The launcher ends one that says nothing
 * for 20 s; this is for one that says something and is never ready.
 */
export const READY_DEADLINE_MS = 30_000;

/** Characters of the engine's stderr that are kept for error messages. */
const DIAGNOSTIC_CHARACTERS = 4_000;

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
 * A started sandbox with the runtime loaded and no user code run yet. It serves one run.
 */
export interface PreparedSandbox {
  readonly process: PortSandbox;
  readonly channel: SandboxChannel;
  /** Resolves if the sandbox violates the protocol; otherwise it stays pending. */
  readonly broken: Promise<SandboxError>;
  /** Resolves when the process has ended and its output has been read. Never rejects. */
  readonly ended: Promise<PortExit>;
  /**
   * Resolves with the report of the end on stderr, which the program cannot write, before `ended`.
   * Stays pending if there is none.
   */
  readonly reported: Promise<EndReport>;
  /** The end of what the engine wrote to stderr. */
  diagnostics(): string;
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
  const prepared = attach(await options.port.startSandbox(signal), options.readLarge);
  options.onBegun(prepared.process.engine);
  const { channel, process } = prepared;
  const failed = Promise.withResolvers<never>();
  const cancel = () => failed.reject(signal.reason);
  const stopClock = options.clock.after(
    READY_DEADLINE_MS,
    () => failed.reject(notReadyInTime(process.engine)),
  );
  signal.addEventListener("abort", cancel, { once: true });
  if (signal.aborted) cancel();
  prepared.broken.then(failed.reject);
  prepared.ended.then((exit) => failed.reject(endedEarly(prepared, exit)));
  try {
    // a write fails only when the sandbox has ended, and `ended` reports why
    const { modules, lifetimeSeconds } = options;
    const containerSeconds = lifetimeSeconds + MAX_AGE_SECONDS;
    channel.boot({ modules, lifetimeSeconds, containerSeconds }).catch(() => {});
    await Promise.race([channel.ready, failed.promise]);
    return prepared;
  } catch (error) {
    process.kill();
    channel.close(error instanceof Error ? error : new Error(String(error)));
    throw error;
  } finally {
    failed.promise.catch(() => {});
    stopClock();
    signal.removeEventListener("abort", cancel);
  }
}

function attach(process: PortSandbox, readLarge: ReadLargeMessage): PreparedSandbox {
  const channel = new SandboxChannel((bytes) => process.write(bytes), readLarge);
  const words = new TextTail(DIAGNOSTIC_CHARACTERS);
  const broken = Promise.withResolvers<SandboxError>();
  const reported = Promise.withResolvers<EndReport>();
  const readStderr = isContainerEngine(process.engine) ? readRecords : readWords;
  const drained = Promise.all([
    readFrames(process.stdout, { channel, onBroken: broken.resolve }),
    readStderr(process.stderr, { channel, words, onReport: reported.resolve }),
  ]);
  return {
    process,
    channel,
    broken: broken.promise,
    reported: reported.promise,
    ended: drained.then(() => process.exited),
    diagnostics: () => words.text().trim(),
  };
}

/** Reads to the end also after a protocol error: a full pipe would keep the process alive. */
function readFrames(
  stdout: ByteSource,
  reader: { channel: SandboxChannel; onBroken: (error: SandboxError) => void },
): Promise<void> {
  let broken = false;
  const fail = (error: unknown) => {
    broken = true;
    reader.onBroken(
      error instanceof SandboxError
        ? error
        : new SandboxError("PROTOCOL_ERROR", messageOf(error), { cause: error }),
    );
  };
  return stdout.drain((chunk) => {
    if (broken) return undefined;
    try {
      return reader.channel.receive(chunk)?.catch(fail);
    } catch (error) {
      fail(error);
      return undefined;
    }
  });
}

interface StderrReader {
  readonly channel: SandboxChannel;
  readonly words: TextTail;
  readonly onReport: (report: EndReport) => void;
}

/** Reads the stderr of a container: output, the report of the end, and words of the engine. */
function readRecords(stderr: ByteSource, reader: StderrReader): Promise<void> {
  const { channel, words, onReport } = reader;
  const records = new FirstProcessReader({
    onOutput: (message) => {
      // before a program runs, only the runtime itself can fail and say so
      if (!channel.receiveOutput(message)) words.append(new TextEncoder().encode(message.text));
    },
    onEnd: onReport,
    onWords: (bytes) => words.append(bytes),
  });
  return stderr.drain((chunk) => records.receive(chunk));
}

/** Reads the stderr of an embedded sandbox. */
function readWords(stderr: ByteSource, { words, onReport }: StderrReader): Promise<void> {
  return stderr.drain((chunk) => {
    words.append(chunk);
    const exitCode = readExitReport(words.text());
    if (exitCode === null) return;
    const unknown = { oomKills: 0, peakBytes: null, cpuMs: null, nonce: null };
    onReport({ exitCode, signal: null, done: true, ...unknown });
  });
}

function endedEarly(prepared: PreparedSandbox, exit: PortExit): EngineError {
  const { engine } = prepared.process;
  if (exit.reason !== undefined) {
    return new EngineError("SANDBOX_START_FAILED", `Cannot start a sandbox: ${exit.reason}`);
  }
  const words = prepared.diagnostics();
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
