import type { JSONRPCMessage } from "@modelcontextprotocol/client";
import { isLarge } from "../json/is_large.ts";
import { readMessageEnds } from "../json/message_ends.ts";
import type { Clock } from "../system/system.ts";
import { cleanLine } from "../text/clean_text.ts";
import { endsOf, type LineEnds } from "../text/line_splitter.ts";
import { Flood } from "./flood.ts";
import { MAX_VALUES_BESIDE, type ReadLarge, toMessage } from "./large_line.ts";
import { readMessages, readTooLong } from "./messages.ts";

/** Characters of the first text that is not a message which the log shows. */
const SHOWN_JUNK = 200;

export interface HttpInboxOptions {
  readonly clock: Clock;
  readonly deliver: (message: JSONRPCMessage) => void;
  /** The first text that is no message, cut and cleaned. Called once. */
  readonly onJunk: (text: string) => void;
  /** Called at most once, with what the server did, as a clause. */
  readonly onFlood: (reason: string) => void;
  /** Reads large answers to calls of tools. @default {they are read here, while others wait} */
  readonly readLarge?: ReadLarge;
}

/** Makes messages of the JSON texts that a server sends over HTTP, and knows what still has no answer. */
export class HttpInbox {
  readonly #options: HttpInboxOptions;
  readonly #flood: Flood;
  /** Requests that have no answer yet, and whether they call a tool. */
  readonly #awaited = new Map<string | number, boolean>();
  #junkTold = false;

  constructor(options: HttpInboxOptions) {
    this.#options = options;
    this.#flood = new Flood({
      clock: options.clock,
      onFlood: options.onFlood,
      nouns: { lines: "messages", bytes: "bytes" },
    });
  }

  /** A request is sent. */
  await(id: string | number, { isCall }: { readonly isCall: boolean }): void {
    this.#awaited.set(id, isCall);
    this.#flood.await(id);
  }

  /** Nobody waits for the answer any more. */
  forget(id: string | number): void {
    this.#awaited.delete(id);
  }

  awaits(id: string | number): boolean {
    return this.#awaited.has(id);
  }

  /** Counts bytes that came. */
  count(bytes: number): void {
    this.#flood.wrote("stdout", bytes);
  }

  /**
   * Takes over a JSON text: a message, or several in an array. Resolves when it was delivered; at once
   * unless it is read elsewhere. `null`: it was.
   */
  take(json: Uint8Array): Promise<void> | null {
    if (this.#flood.told) return null;
    this.#flood.line();
    const { readLarge } = this.#options;
    const large = readLarge !== undefined && isLarge(json);
    if (large) {
      const { id, kind } = readMessageEnds(endsOf(json));
      if (id !== null && kind !== "request" && this.#awaited.get(id) === true) {
        return this.#readElsewhere(id, { size: json.length, answer: readLarge(json) });
      }
    }
    const messages = readMessages(json, large ? { maxValues: MAX_VALUES_BESIDE } : {});
    if (messages.length === 0) this.#noteJunk(json);
    for (const message of messages) this.#deliver(message, json.length);
    return null;
  }

  /** Takes a JSON text that came with an error status, if it is the answer to a request. */
  answerWith(id: string | number, json: Uint8Array): void {
    const answer = readMessages(json).find((message) =>
      !("method" in message) && "id" in message && message.id === id
    );
    if (answer !== undefined) this.#deliver(answer, json.length);
  }

  /** An answer was too long to be kept. */
  dropped(ends: LineEnds): void {
    const failure = readTooLong(ends);
    if (failure !== null) this.#deliver(failure, 0);
  }

  /** Answers a request in the server's place, unless it was answered. */
  fail(id: string | number, error: { readonly code: number; readonly message: string }): void {
    if (this.#awaited.has(id)) this.#deliver({ jsonrpc: "2.0", id, error }, 0);
  }

  async #readElsewhere(
    id: string | number,
    { size, answer }: { readonly size: number; readonly answer: ReturnType<ReadLarge> },
  ): Promise<void> {
    this.#flood.answered(id, size);
    const message = toMessage(id, await answer);
    // it may have been taken back meanwhile
    if (this.#awaited.has(id)) this.#deliver(message, 0);
  }

  #deliver(message: JSONRPCMessage, size: number): void {
    if ("id" in message && !("method" in message) && message.id !== undefined) {
      // an answer that nobody waits for is dropped: it may come twice when a stream is taken up again
      if (!this.#awaited.delete(message.id)) return;
      this.#flood.answered(message.id, size);
    }
    this.#options.deliver(message);
  }

  #noteJunk(json: Uint8Array): void {
    if (this.#junkTold) return;
    this.#junkTold = true;
    this.#options.onJunk(
      cleanLine(new TextDecoder().decode(json.subarray(0, 4 * SHOWN_JUNK)), SHOWN_JUNK),
    );
  }
}
