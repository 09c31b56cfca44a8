import type { LargeTool, PreparedArguments } from "../calls/large_arguments.ts";
import type { LargeAnswer } from "../catalogue/large_answer.ts";
import type { ValueForm } from "../catalogue/value.ts";
import type { WrittenJson } from "../json/written_json.ts";
import type { LargeMessage } from "../rpc/large_message.ts";
import type { Clock } from "../system/system.ts";
import type { ReaderPort } from "../ipc/port.ts";
import type { ReaderResults, ReaderTask } from "./reader_work.ts";

/** How long the reader is kept after its last work. */
const IDLE_MS = 5_000;
/** Longest time for one piece of work. The bounds of what is read leave it a few seconds. */
const READ_MS = 60_000;
/**
 * Bytes of servers' answers that may wait to be read: four of the largest size. A sandbox waits until
 * its message was read, so what sandboxes send is bounded by their number.
 */
const MAX_WAITING_BYTES = 256 * 1024 * 1024;

/** What the reader is asked. */
export interface ReaderRequest {
  readonly id: number;
  readonly bytes: Uint8Array;
  readonly task: ReaderTask;
}

/** What the reader answers. */
export interface ReaderReply {
  readonly id: number;
  readonly result: ReaderResults[keyof ReaderResults];
}

export interface ReaderClientOptions {
  readonly port: ReaderPort;
  readonly clock: Clock;
  /** Most values in an answer of a server. */
  readonly maxValues: number;
}

/** What came of a piece of work; `null` when the reader was lost. */
type Settled = ReaderReply["result"] | null;

/**
 * Has large JSON of servers and sandboxes read in a Worker of its own. It is started when the first
 * comes, and ended when there was none for a while, which gives its memory back.
 *
 * Whatever is handed to it must have a buffer of its own, which it takes over. Nothing rejects.
 */
export class ReaderClient {
  readonly #options: ReaderClientOptions;
  readonly #pending = new Map<number, (result: Settled) => void>();
  #reader: Promise<MessagePort> | null = null;
  #lastId = 0;
  #answerBytes = 0;
  #cancelClock: (() => void) | null = null;

  constructor(options: ReaderClientOptions) {
    this.#options = options;
  }

  /** Reads a large answer of a server to a call of a tool, whose value is wanted in this form. */
  async readAnswer(line: Uint8Array, form: ValueForm): Promise<LargeAnswer> {
    const waiting = this.#answerBytes;
    if (waiting + line.length > MAX_WAITING_BYTES) {
      const reason = `too many large answers came at once: ${waiting} bytes wait to be read`;
      return { kind: "too_large", reason };
    }
    const { length } = line;
    const { maxValues } = this.#options;
    this.#answerBytes += length;
    const answer = await this.#ask<"answer">(line, { kind: "answer", maxValues, form });
    this.#answerBytes -= length;
    return answer ?? { kind: "no_answer", reason: "its answer takes too long to read" };
  }

  /** Reads a large message of a sandbox. */
  async readMessage(bytes: Uint8Array): Promise<LargeMessage> {
    return await this.#ask<"message">(bytes, { kind: "message" }) ??
      { kind: "refused", reason: "Cannot read a message of the sandbox: it took too long" };
  }

  /** Makes large arguments such as the tool wants them. */
  async prepareArguments({ bytes }: WrittenJson, tool: LargeTool): Promise<PreparedArguments> {
    return await this.#ask<"arguments">(bytes, { kind: "arguments", tool }) ??
      { kind: "bad", message: "Cannot check the arguments of a call: it took too long; send less" };
  }

  /** Ends the reader, and fails what waits for it. */
  close(): void {
    this.#end();
  }

  async #ask<K extends ReaderTask["kind"]>(
    bytes: Uint8Array,
    task: ReaderTask & { readonly kind: K },
  ): Promise<ReaderResults[K] | null> {
    const id = ++this.#lastId;
    const { promise, resolve } = Promise.withResolvers<Settled>();
    this.#pending.set(id, resolve);
    this.#watch();
    try {
      const reader = await (this.#reader ??= this.#start());
      const request: ReaderRequest = { id, bytes, task };
      reader.postMessage(request, bytes.buffer instanceof ArrayBuffer ? [bytes.buffer] : []);
    } catch {
      this.#end();
    }
    // the reader answers a task with what its kind gives
    return await promise as ReaderResults[K] | null;
  }

  async #start(): Promise<MessagePort> {
    const port = await this.#options.port.startReader();
    port.addEventListener("message", ({ data }: MessageEvent<ReaderReply>) => {
      const settle = this.#pending.get(data.id);
      if (settle === undefined) return;
      this.#pending.delete(data.id);
      this.#watch();
      settle(data.result);
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
    for (const settle of this.#pending.values()) settle(null);
    this.#pending.clear();
  }
}
