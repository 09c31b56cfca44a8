import type { JSONRPCMessage } from "@modelcontextprotocol/client";
import type { RpcError } from "../catalogue/rpc_error.ts";
import { isLarge } from "../json/is_large.ts";
import { readMessageEnds } from "../json/message_ends.ts";
import { endsOf, type LineEnds } from "../text/line_splitter.ts";
import { AwaitedRequests } from "./awaited_requests.ts";
import { errorMessage } from "./carried_result.ts";
import type { Flood } from "./flood.ts";
import type { JunkLog } from "./junk_log.ts";
import { MAX_VALUES_BESIDE, type ReadLarge, toMessage } from "./large_line.ts";
import { type IncomingAnswer, readMessages, readTooLong } from "./messages.ts";

export interface InboxOptions {
  readonly deliver: (message: JSONRPCMessage) => void;
  readonly junk: Pick<JunkLog, "note">;
  readonly flood: Flood;
  /** Reads large answers to calls of tools. @default {they are read here, while others wait} */
  readonly readLarge?: ReadLarge;
}

/**
 * Makes messages for the SDK of the JSON texts that a server sends over any link, and knows which
 * requests have no answer yet. A request is answered once, and only by what is certainly meant for it.
 */
export class Inbox {
  readonly #options: InboxOptions;
  readonly #awaited = new AwaitedRequests();

  constructor(options: InboxOptions) {
    this.#options = options;
  }

  /** A message is sent. */
  sent(message: JSONRPCMessage): void {
    const id = this.#awaited.sent(message);
    // a subscription is answered by events, for as long as it lasts
    const lasts = "method" in message && message.method === "subscriptions/listen";
    if (id !== null && !lasts) this.#options.flood.await(id);
  }

  /** Nobody waits for the answer any more. */
  forget(id: string | number): void {
    this.#awaited.forget(id);
  }

  awaits(id: string | number): boolean {
    return this.#awaited.has(id);
  }

  /**
   * Takes a JSON text: a message, or several in an array. Resolves when it was delivered; `null`: it
   * was. The text is valid only during the call, unless it is `owned`: then its buffer is taken over.
   */
  take(json: Uint8Array, owned = true): Promise<void> | null {
    const { flood, readLarge } = this.#options;
    // what is left of a piece once the server was found to flood
    if (flood.told) return null;
    flood.line();
    const large = readLarge !== undefined && isLarge(json);
    if (large) {
      const { id, kind } = readMessageEnds(endsOf(json));
      const form = id === null || kind === "request" ? null : this.#awaited.callForm(id);
      if (id !== null && form !== null) {
        const answer = readLarge(owned ? json : json.slice(), form);
        return this.#readElsewhere(id, { size: json.length, answer });
      }
    }
    const { messages, junk } = readMessages(json, large ? { maxValues: MAX_VALUES_BESIDE } : {});
    for (const kind of junk) this.#options.junk.note(kind, json);
    for (const message of messages) {
      if (message.kind === "call") this.#options.deliver(message.message);
      else this.#answer(message, json.length);
    }
    return null;
  }

  /** Takes a JSON text that is the answer to one request, also where it names none. */
  answerWith(id: string | number, json: Uint8Array): void {
    if (!this.#awaited.has(id)) return;
    const answers = readMessages(json).messages.filter((message) => message.kind === "answer");
    const own = answers.find((answer) => this.#awaited.idOf(answer) === id) ??
      answers.find((answer) => answer.id === null);
    if (own !== undefined) this.#settle(id, own, json.length);
  }

  /** Counts bytes that came. */
  count(bytes: number): void {
    this.#options.flood.wrote("stdout", bytes);
  }

  /** An answer was too long to be kept. */
  dropped(ends: LineEnds): void {
    this.#options.junk.note("too_large", new TextEncoder().encode(ends.head));
    const failure = readTooLong(ends);
    if (failure !== null) this.#answer(failure, 0);
  }

  /** Answers a request in the server's place, unless it was answered. */
  fail(id: string | number, error: RpcError): void {
    if (!this.#awaited.forget(id)) return;
    this.#options.deliver(errorMessage(id, error));
  }

  async #readElsewhere(
    id: string | number,
    { size, answer }: { readonly size: number; readonly answer: ReturnType<ReadLarge> },
  ): Promise<void> {
    this.#options.flood.answered(id, size);
    const message = toMessage(id, await answer);
    // it may have been taken back meanwhile
    if (this.#awaited.forget(id)) this.#options.deliver(message);
  }

  /** An answer that nobody waits for is dropped: it may be late, or come twice. */
  #answer(answer: IncomingAnswer, size: number): void {
    const id = this.#awaited.idOf(answer);
    if (id !== null) this.#settle(id, answer, size);
  }

  #settle(id: string | number, answer: IncomingAnswer, size: number): void {
    this.#options.flood.answered(id, size);
    this.#options.deliver(this.#awaited.settle(id, answer));
  }
}
