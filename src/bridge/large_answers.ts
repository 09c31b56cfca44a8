import type { LargeAnswer } from "../catalogue/large_answer.ts";
import type { Clock } from "../system/system.ts";
import type { ReaderPort } from "../ipc/port.ts";

/** How long the reader is kept after its last answer. */
const IDLE_MS = 5_000;
/** Longest time for one answer. The bounds of an answer leave it a few seconds. */
const READ_MS = 60_000;
/** Bytes of answers that may wait to be read: four of the largest size. */
const MAX_WAITING_BYTES = 256 * 1024 * 1024;

/** What the reader is asked. */
export interface ReaderRequest {
  readonly id: number;
  readonly line: Uint8Array;
  readonly maxValues: number;
}

/** What the reader answers. */
export interface ReaderReply {
  readonly id: number;
  readonly answer: LargeAnswer;
}

export interface LargeAnswersOptions {
  readonly port: ReaderPort;
  readonly clock: Clock;
  /** Most values in an answer. */
  readonly maxValues: number;
}

interface Pending {
  readonly bytes: number;
  readonly settle: (answer: LargeAnswer) => void;
}

/**
 * Has large answers of servers read in a Worker of its own. It is started when the first one comes,
 * and ended when there were none for a while, which gives its memory back.
 */
export class LargeAnswers {
  readonly #options: LargeAnswersOptions;
  readonly #pending = new Map<number, Pending>();
  #reader: Promise<MessagePort> | null = null;
  #lastId = 0;
  #bytes = 0;
  #cancelClock: (() => void) | null = null;

  constructor(options: LargeAnswersOptions) {
    this.#options = options;
  }

  /** Takes the line over, whose buffer must be its own. Never rejects. */
  async read(line: Uint8Array): Promise<LargeAnswer> {
    const bytes = line.length;
    if (this.#bytes + bytes > MAX_WAITING_BYTES) {
      const reason = `too many large answers came at once: ${this.#bytes} bytes wait to be read`;
      return { kind: "too_large", reason };
    }
    const id = ++this.#lastId;
    const { promise, resolve } = Promise.withResolvers<LargeAnswer>();
    this.#pending.set(id, { bytes, settle: resolve });
    this.#bytes += bytes;
    this.#watch();
    try {
      const reader = await (this.#reader ??= this.#start());
      const request: ReaderRequest = { id, line, maxValues: this.#options.maxValues };
      reader.postMessage(request, line.buffer instanceof ArrayBuffer ? [line.buffer] : []);
    } catch {
      this.#end();
    }
    return await promise;
  }

  /** Ends the reader, and fails what waits for it. */
  close(): void {
    this.#end();
  }

  async #start(): Promise<MessagePort> {
    const port = await this.#options.port.startReader();
    port.addEventListener("message", ({ data }: MessageEvent<ReaderReply>) => {
      const pending = this.#pending.get(data.id);
      if (pending === undefined) return;
      this.#pending.delete(data.id);
      this.#bytes -= pending.bytes;
      this.#watch();
      pending.settle(data.answer);
    });
    port.start();
    return port;
  }

  /** Ends the reader when it has nothing to do, or does not get on. */
  #watch(): void {
    this.#cancelClock?.();
    const ms = this.#pending.size === 0 ? IDLE_MS : READ_MS;
    this.#cancelClock = this.#options.clock.after(ms, () => this.#end());
  }

  #end(): void {
    this.#cancelClock?.();
    this.#cancelClock = null;
    if (this.#reader !== null) this.#options.port.endReader();
    this.#reader?.then((port) => port.close(), () => {});
    this.#reader = null;
    for (const { settle } of this.#pending.values()) settle({ kind: "no_answer" });
    this.#pending.clear();
    this.#bytes = 0;
  }
}
