import type { ContainerClient } from "../engine/container/container_client.ts";
import { EngineError } from "../errors.ts";
import type { Clock } from "../system/system.ts";
import { deadline } from "../system/waiting.ts";
import { LineSplitter } from "../text/line_splitter.ts";
import { TextTail } from "../text/text_tail.ts";
import { lastLines } from "../executables/command_failure.ts";

export interface LongCommandOptions {
  readonly client: Pick<ContainerClient, "spawn" | "name">;
  readonly clock: Clock;
  /** What it is for, as a clause: `fetch "docker.io/library/python:3.12-slim"`. */
  readonly what: string;
  readonly onProgress?: (text: string) => void;
  /** Ends the command. */
  readonly signal: AbortSignal;
}

/** Milliseconds for one command: an image may be large, and its registry far. */
const COMMAND_MS = 3_600_000;
/** UTF-16 units of the output that are kept. */
const KEPT = 64 * 1024;
/** Bytes of a line that are shown as progress. */
const MAX_LINE_BYTES = 64 * 1024;

/**
 * Runs a command of an engine that may take long, and shows each line that it writes.
 *
 * @returns the end of what it wrote to stdout
 * @throws {EngineError} `IMAGE_FAILED`
 */
export async function runLongCommand(
  args: readonly string[],
  options: LongCommandOptions,
): Promise<string> {
  const { client, clock, signal, what } = options;
  const failed = (why: string) =>
    new EngineError("IMAGE_FAILED", `Cannot ${what} with ${client.name}: ${why}`);
  const late = deadline({
    clock,
    ms: COMMAND_MS,
    signal,
    reason: () => failed(`it did not end within ${COMMAND_MS / 60_000} min`),
  });
  let child: ReturnType<ContainerClient["spawn"]>;
  try {
    late.signal.throwIfAborted();
    child = client.spawn(args);
  } catch (error) {
    late.cancel();
    throw error;
  }
  const end = () => void child.kill("SIGTERM");
  late.signal.addEventListener("abort", end, { once: true });
  const [stdout, stderr] = [new TextTail(KEPT), new TextTail(KEPT)];
  try {
    const [exit] = await Promise.all([
      child.exited,
      read(child.stdout, stdout, options),
      read(child.stderr, stderr, options),
      child.closeInput(),
    ]);
    late.signal.throwIfAborted();
    if (exit.code !== 0) {
      throw failed(
        `it ended with exit code ${exit.code} (${lastLines(stderr.text() || stdout.text())})`,
      );
    }
    return stdout.text();
  } finally {
    late.signal.removeEventListener("abort", end);
    late.cancel();
  }
}

async function read(
  stream: ReadableStream<Uint8Array>,
  tail: TextTail,
  { onProgress }: LongCommandOptions,
): Promise<void> {
  const decoder = new TextDecoder();
  const lines = new LineSplitter({
    maxBytes: MAX_LINE_BYTES,
    onLine: (line) => onProgress?.(decoder.decode(line)),
    onTooLong: ({ head }) => onProgress?.(head),
  });
  for await (const piece of stream) {
    tail.append(piece);
    lines.push(piece);
  }
}
