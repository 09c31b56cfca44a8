import type { Clock } from "../system/system.ts";
import { MAX_MESSAGE_BYTES } from "./messages.ts";

/** The time within which what follows may be written. */
const WINDOW_MS = 10_000;
/** Bytes on a stream that are no awaited answer: two of the largest messages. */
export const MAX_FLOOD_BYTES = 2 * MAX_MESSAGE_BYTES;
/** Lines on stdout that are no awaited answer. Progress and log messages are some hundreds a second. */
export const MAX_FLOOD_LINES = 100_000;
/** Requests that are remembered although they were not answered: a canceled one may still be. */
const MAX_AWAITED = 10_000;

export interface FloodOptions {
  readonly clock: Pick<Clock, "monotonic">;
  /** Called at most once, with what the server did, as a clause. */
  readonly onFlood: (reason: string) => void;
  /** What is counted, for the reason. @default {lines and bytes to stdout} */
  readonly nouns?: { readonly lines: string; readonly bytes: string };
}

const OF_STDOUT = { lines: "lines to stdout", bytes: "bytes to stdout" };

/**
 * Notices a server that writes and writes what nobody asked for. Each byte and each line of it costs
 * all who share the bridge.
 */
export class Flood {
  readonly #options: FloodOptions;
  readonly #awaited = new Set<string | number>();
  #since = -Infinity;
  #bytes = { stdout: 0, stderr: 0 };
  #lines = 0;
  #told = false;

  constructor(options: FloodOptions) {
    this.#options = options;
  }

  /** Whether the server was found to flood. */
  get told(): boolean {
    return this.#told;
  }

  /** A request was sent: its answer is no flood. */
  await(id: string | number): void {
    this.#awaited.add(id);
    const [oldest] = this.#awaited;
    if (this.#awaited.size > MAX_AWAITED && oldest !== undefined) this.#awaited.delete(oldest);
  }

  /** Takes back the bytes and the line of an answer that was awaited. */
  answered(id: string | number, bytes: number): void {
    if (!this.#awaited.delete(id)) return;
    // what came before the window has been forgotten
    this.#bytes.stdout = Math.max(0, this.#bytes.stdout - bytes);
    this.#lines = Math.max(0, this.#lines - 1);
  }

  line(): void {
    this.#lines += 1;
    if (this.#lines > MAX_FLOOD_LINES) this.#look();
  }

  wrote(stream: "stdout" | "stderr", bytes: number): void {
    this.#bytes[stream] += bytes;
    this.#look();
  }

  #look(): void {
    const now = this.#options.clock.monotonic();
    const { stdout, stderr } = this.#bytes;
    const nouns = this.#options.nouns ?? OF_STDOUT;
    const reason = this.#lines > MAX_FLOOD_LINES
      ? `it wrote ${this.#lines} ${nouns.lines} that answer nothing`
      : stdout > MAX_FLOOD_BYTES
      ? `it wrote ${stdout} ${nouns.bytes} that answer nothing`
      : stderr > MAX_FLOOD_BYTES
      ? `it wrote ${stderr} bytes to stderr`
      : null;
    if (now - this.#since > WINDOW_MS) {
      this.#since = now;
      this.#bytes = { stdout: 0, stderr: 0 };
      this.#lines = 0;
    } else if (reason !== null && !this.#told) {
      this.#told = true;
      this.#options.onFlood(`${reason}, within ${WINDOW_MS / 1000} s`);
    }
  }
}
