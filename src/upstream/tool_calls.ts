import {
  type Client,
  type JSONRPCMessage,
  type MessageExtraInfo,
  ProtocolError,
  SdkError,
  SdkErrorCode,
  type Transport,
} from "@modelcontextprotocol/client";
import type { ValueForm } from "../catalogue/value.ts";
import { isJsonObject, type JsonObject } from "../json/json.ts";
import type { WrittenJson } from "../json/written_json.ts";
import { withForm } from "./answer_form.ts";
import { CARRIED, type Carried, carriedIn } from "./carried_result.ts";
import { untilAborted } from "./list_pages.ts";

/** A call of a tool, by the server's own name for it. */
export interface ToolRequest {
  readonly name: string;
  readonly arguments: JsonObject | WrittenJson;
  /** The same for every call of a connection. */
  readonly _meta?: JsonObject;
  /** The form in which the answer is wanted. */
  readonly form: ValueForm;
}

export interface ToolRequestOptions {
  /** The client that was connected over this transport. */
  readonly client: Client;
  readonly signal: AbortSignal;
}

/** The SDK counts its ids from 0, so it never comes here; some servers hold an id in 32 bits. */
const FIRST_ID = 1_000_000_000;

interface Waiting {
  readonly signal: AbortSignal;
  readonly resolve: (result: Carried) => void;
  readonly reject: (error: unknown) => void;
  /** Listens to the signal. */
  readonly abort: () => void;
}

/**
 * The transport between the SDK's client and a link. It sends calls of tools itself, because the
 * client takes as long for one as all the rest of the bridge: it looks at each answer four times.
 *
 * What the client adds to a call is learned from the first, which it sends. It would hand on every
 * answer as it is, because a link delivers results of calls as carriers (`carried_result.ts`).
 */
export class ToolCallTransport implements Transport {
  // see `StdioTransport`
  readonly pid = null;
  readonly stderr = null;

  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: <T extends JSONRPCMessage>(message: T, extra?: MessageExtraInfo) => void;

  readonly #inner: Transport;
  readonly #waiting = new Map<number, Waiting>();
  /** What the client adds to a call: `null` in the older era, `undefined` until it has sent one. */
  #meta: JsonObject | null | undefined;
  #lastId = FIRST_ID;
  #closed = false;

  constructor(inner: Transport) {
    this.#inner = inner;
    inner.onmessage = (message, extra) => this.#receive(message, extra);
    inner.onerror = (error) => this.onerror?.(error);
    inner.onclose = () => this.#close();
  }

  start(): Promise<void> {
    return this.#inner.start();
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  send(message: JSONRPCMessage): Promise<void> {
    if (!("method" in message) || message.method !== "tools/call") return this.#inner.send(message);
    this.#meta = addedTo(message.params?.["_meta"]);
    return this.#inner.send(message);
  }

  /**
   * Calls a tool. An abort is told to the server.
   *
   * @returns what the answer carries
   * @throws {ProtocolError | SdkError | Error} as the client's `request()` does
   */
  call(request: ToolRequest, options: ToolRequestOptions): Promise<Carried> {
    const { client, signal } = options;
    const { form, ...params } = request;
    const meta = this.#meta;
    if (meta === undefined || this.#closed || signal.aborted) {
      const marked = withForm(params, form);
      return client.request(
        { method: "tools/call", params: marked },
        CARRIED,
        untilAborted(signal),
      );
    }
    const id = ++this.#lastId;
    const added = meta === null ? {} : { _meta: meta };
    const sent = withForm({ ...params, ...added }, form);
    return new Promise((resolve, reject) => {
      const abort = () => {
        this.#take(id);
        const params = { requestId: id, reason: String(signal.reason), ...added };
        this.#inner.send({ jsonrpc: "2.0", method: "notifications/cancelled", params })
          .catch((error) => this.onerror?.(error));
        reject(new SdkError(SdkErrorCode.RequestTimeout, String(signal.reason)));
      };
      signal.addEventListener("abort", abort, { once: true });
      this.#waiting.set(id, { signal, resolve, reject, abort });
      this.#inner.send({ jsonrpc: "2.0", id, method: "tools/call", params: sent }).catch(
        (error) => {
          this.#take(id);
          reject(error);
        },
      );
    });
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    waiting?.signal.removeEventListener("abort", waiting.abort);
    return waiting;
  }

  #receive(message: JSONRPCMessage, extra?: MessageExtraInfo): void {
    if ("method" in message || typeof message.id !== "number" || message.id < FIRST_ID) {
      this.onmessage?.(message, extra);
      return;
    }
    const waiting = this.#take(message.id);
    // the answer to a call that was taken back
    if (waiting === undefined) return;
    if ("result" in message) return waiting.resolve(carriedIn(message.result));
    const { code, message: words, data } = message.error;
    waiting.reject(ProtocolError.fromError(code, words, data));
  }

  #close(): void {
    this.#closed = true;
    for (const [id, { reject }] of this.#waiting) {
      this.#take(id);
      reject(new SdkError(SdkErrorCode.ConnectionClosed, "Connection closed"));
    }
    this.onclose?.();
  }
}

/** What is added to each call alike; the token of one that wants progress is its own. */
function addedTo(meta: unknown): JsonObject | null {
  if (!isJsonObject(meta)) return null;
  const { progressToken: _, ...others } = meta;
  return Object.keys(others).length === 0 ? null : others;
}
