import type { ChildProcess, System } from "./system.ts";
import { settlesWithin, within } from "./waiting.ts";

export interface RunCommandOptions {
  /** Absolute path of the program, then its arguments. */
  readonly argv: readonly [string, ...string[]];
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Milliseconds after which the program is killed. */
  readonly timeoutMs: number;
  /**
   * Milliseconds that it may take to end after SIGTERM, before it is killed.
   *
   * @default {0}
   */
  readonly graceMs?: number;
  /** Holds the child while it runs. */
  readonly running?: Set<ChildProcess>;
  /**
   * Bytes kept of each of stdout and stderr; the rest is read and dropped.
   *
   * @default {1048576}
   */
  readonly maxOutputBytes?: number;
}

/** The result of running a program to its end. */
export type CommandResult =
  | {
    readonly kind: "exited";
    readonly code: number;
    readonly stdout: string;
    readonly stderr: string;
  }
  | { readonly kind: "timeout"; readonly timeoutMs: number }
  /** The program could not be started; `reason` is the system's. */
  | { readonly kind: "not_started"; readonly reason: string };

/** How long to wait for a killed program to end. */
const KILLED_GRACE_MS = 1000;

/** Runs a program with an empty stdin and collects its output. Never throws. */
export async function runCommand(
  system: System,
  options: RunCommandOptions,
): Promise<CommandResult> {
  const { clock } = system;
  let child: ChildProcess;
  try {
    child = system.spawn({
      argv: options.argv,
      env: options.env,
      ownGroup: true,
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    });
  } catch (error) {
    return { kind: "not_started", reason: error instanceof Error ? error.message : String(error) };
  }
  options.running?.add(child);
  child.exited.then(() => options.running?.delete(child));
  const maxBytes = options.maxOutputBytes ?? 1024 * 1024;
  const stdout = new BoundedReader(child.stdout, maxBytes);
  const stderr = new BoundedReader(child.stderr, maxBytes);
  const finished = Promise.all([child.exited, stdout.text, stderr.text, child.closeInput()]);

  const ended = await within(finished, { clock, ms: options.timeoutMs });
  if (ended === null) {
    const { graceMs = 0 } = options;
    if (graceMs > 0) child.kill("SIGTERM");
    if (graceMs === 0 || !(await settlesWithin(child.exited, { clock, ms: graceMs }))) {
      child.kill("SIGKILL");
    }
    await settlesWithin(child.exited, { clock, ms: KILLED_GRACE_MS });
    await Promise.all([stdout.cancel(), stderr.cancel()]);
    return { kind: "timeout", timeoutMs: options.timeoutMs };
  }
  const [exit, out, err] = ended;
  return { kind: "exited", code: exit.code, stdout: out, stderr: err };
}

/** Reads a stream to its end and keeps its first bytes. */
class BoundedReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  /** Resolves at the end of the stream, or when reading fails. */
  readonly text: Promise<string>;

  constructor(stream: ReadableStream<Uint8Array>, maxBytes: number) {
    this.#reader = stream.getReader();
    this.text = this.#read(maxBytes);
  }

  async cancel(): Promise<void> {
    await this.#reader.cancel().catch(() => {});
  }

  async #read(maxBytes: number): Promise<string> {
    const decoder = new TextDecoder();
    let room = maxBytes;
    let text = "";
    try {
      while (true) {
        const { done, value } = await this.#reader.read();
        if (done) break;
        text += decoder.decode(value.subarray(0, room), { stream: true });
        room -= Math.min(room, value.length);
      }
    } catch {
      // a broken pipe counts as the end of the stream
    }
    return text + decoder.decode();
  }
}
