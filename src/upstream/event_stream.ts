import { joinChunks } from "../system/join_chunks.ts";
import { type LineEnds, LineSplitter } from "../text/line_splitter.ts";

const COLON = 0x3a;
const BLANK = 0x20;
const LINE_FEED = new Uint8Array([0x0a]);
/** Characters of an event's id; a longer one is no id that we could send back. */
const MAX_ID = 1_024;
const EVENT_ID = /^[\x20-\x7e]*$/;

/** One event of a stream. */
export interface StreamEvent {
  /** `message` when the stream gives no name. */
  readonly name: string;
  /** Its data, in a buffer of its own. */
  readonly data: Uint8Array;
}

export interface EventStreamOptions {
  /** Most bytes of an event's data. */
  readonly maxBytes: number;
  readonly onEvent: (event: StreamEvent) => void;
  /** Called in place of `onEvent` when the data is longer than `maxBytes`. */
  readonly onTooLong: (ends: LineEnds) => void;
}

/**
 * Reads Server-Sent Events out of bytes, in linear time
 * (https://html.spec.whatwg.org/multipage/server-sent-events.html). Lines end in LF or CR LF; a lone
 * CR, which the standard allows as well, ends none: no server of the protocol writes it. An event that
 * the stream's end cuts off is dropped, as the standard says.
 */
export class EventStream {
  readonly #options: EventStreamOptions;
  readonly #lines: LineSplitter;
  /** Data lines of the event that is being read. */
  #data: Uint8Array[] = [];
  #size = 0;
  #name = "message";
  #tooLong: LineEnds | null = null;
  #lastId: string | null = null;
  #retryMs: number | null = null;

  constructor(options: EventStreamOptions) {
    this.#options = options;
    this.#lines = new LineSplitter({
      maxBytes: options.maxBytes + "data: ".length,
      onLine: (line, owned) => this.#take(line, owned),
      onTooLong: (ends) => {
        if (ends.head.startsWith("data:")) {
          this.#tooLong ??= { ...ends, head: ends.head.slice(5).trimStart() };
        }
      },
    });
  }

  /** Id of the last event that had one: from there the stream can be taken up again. */
  get lastId(): string | null {
    return this.#lastId;
  }

  /** Milliseconds that the server wants between two attempts, if it said so. */
  get retryMs(): number | null {
    return this.#retryMs;
  }

  push(piece: Uint8Array): void {
    this.#lines.push(piece);
  }

  #take(line: Uint8Array, owned: boolean): void {
    if (line.length === 0) return this.#dispatch();
    const colon = line.indexOf(COLON);
    const field = text(colon === -1 ? line : line.subarray(0, Math.min(colon, 16)));
    const from = colon === -1 ? line.length : colon + (line[colon + 1] === BLANK ? 2 : 1);
    const value = line.subarray(from);
    switch (field.replace(/^\uFEFF/, "")) {
      case "data":
        return this.#add(value, owned);
      case "event":
        this.#name = text(value.subarray(0, 64));
        return;
      case "id":
        return this.#noteId(value);
      case "retry":
        if (value.length <= 9 && /^\d+$/.test(text(value))) this.#retryMs = Number(text(value));
    }
  }

  #add(value: Uint8Array, owned: boolean): void {
    this.#size += value.length + 1;
    if (this.#tooLong !== null) return;
    if (this.#size > this.#options.maxBytes + 1) {
      const head = text((this.#data[0] ?? value).subarray(0, MAX_ID));
      this.#tooLong = { head, tail: "" };
      this.#data = [];
    } else this.#data.push(owned ? value : value.slice());
  }

  #noteId(value: Uint8Array): void {
    const id = value.length <= MAX_ID ? text(value) : "";
    this.#lastId = id !== "" && EVENT_ID.test(id) ? id : this.#lastId;
  }

  #dispatch(): void {
    const lines = this.#data;
    const name = this.#name;
    const tooLong = this.#tooLong;
    this.#data = [];
    this.#size = 0;
    this.#name = "message";
    this.#tooLong = null;
    if (tooLong !== null) return this.#options.onTooLong(tooLong);
    const [only, ...more] = lines;
    if (only === undefined) return;
    const data = more.length === 0
      ? only
      : joinChunks(lines.flatMap((one, at) => at === 0 ? [one] : [LINE_FEED, one]));
    if (data.length > 0) this.#options.onEvent({ name, data });
  }
}

function text(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}
