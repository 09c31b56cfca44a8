import {
  type Client,
  type JSONRPCMessage,
  type JSONRPCResultResponse,
  type MessageExtraInfo,
  SdkError,
  SdkErrorCode,
  type Transport,
} from "@modelcontextprotocol/client";
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from "../json/json.ts";
import type { WrittenJson } from "../json/written_json.ts";
import { ANY_RESULT, untilAborted } from "./list_pages.ts";

/** A call of a tool, by the server's own name for it. */
export interface ToolRequest {
  readonly name: string;
  readonly arguments: JsonObject | WrittenJson;
  /** The same for every call of a connection. */
  readonly _meta?: JsonObject;
}

export interface ToolRequestOptions {
  /** The client that was connected over this transport. */
  readonly client: Client;
  readonly signal: AbortSignal;
}

/** The SDK counts its ids from 0, so it never comes here; some servers hold an id in 32 bits. */
const FIRST_ID = 1_000_000_000;

interface Waiting extends ToolRequestOptions {
  readonly name: string;
  readonly resolve: (result: JsonValue) => void;
  readonly reject: (error: unknown) => void;
  /** Listens to the signal. */
  readonly abort: () => void;
}

/**
 * The transport between the SDK's client and a link. It sends calls of tools itself, because the
 * client takes as long for one as all the rest of the bridge: it looks at each answer four times.
 *
 * Only answers that the client would hand on as they are end here. What it adds to a call is learned
 * from the first, which it sends. An answer of any other kind it is given as if it had asked, so that
 * it alone decides what is wrong.
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
  /** Answers for the client, each by the arguments of the call that asks for it. */
  readonly #held = new WeakMap<object, JSONRPCMessage>();
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
    const args = message.params?.["arguments"];
    const held = isJsonObject(args) ? this.#held.get(args) : undefined;
    if (held !== undefined && "id" in message) {
      const { id } = message;
      queueMicrotask(() => this.onmessage?.({ ...held, id } as JSONRPCMessage));
      return Promise.resolve();
    }
    this.#meta = addedTo(message.params?.["_meta"]);
    return this.#inner.send(message);
  }

  /**
   * Calls a tool. An abort is told to the server.
   *
   * @returns the result as it came
   * @throws {ProtocolError | SdkError | Error} as the client's `request()` does
   */
  call(request: ToolRequest, options: ToolRequestOptions): Promise<JsonValue> {
    const { client, signal } = options;
    const { name } = request;
    const meta = this.#meta;
    if (meta === undefined || this.#closed || signal.aborted) {
      const params = { ...request };
      return client.request({ method: "tools/call", params }, ANY_RESULT, untilAborted(signal));
    }
    const id = ++this.#lastId;
    const added = meta === null ? {} : { _meta: meta };
    const params = { name, arguments: request.arguments, ...added };
    return new Promise((resolve, reject) => {
      const abort = () => {
        this.#take(id);
        const params = { requestId: id, reason: String(signal.reason), ...added };
        this.#inner.send({ jsonrpc: "2.0", method: "notifications/cancelled", params })
          .catch((error) => this.onerror?.(error));
        reject(new SdkError(SdkErrorCode.RequestTimeout, String(signal.reason)));
      };
      signal.addEventListener("abort", abort, { once: true });
      this.#waiting.set(id, { name, client, signal, resolve, reject, abort });
      this.#inner.send({ jsonrpc: "2.0", id, method: "tools/call", params }).catch((error) => {
        this.#take(id);
        reject(error);
      });
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
    const plain = "result" in message ? plainResult(message, this.#meta !== null) : null;
    if (plain !== null) return waiting.resolve(plain);
    const { name, client, signal, resolve, reject } = waiting;
    const args = {};
    this.#held.set(args, message);
    const params = { name, arguments: args };
    client.request({ method: "tools/call", params }, ANY_RESULT, untilAborted(signal))
      .then(resolve, reject);
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

/**
 * A result in which the client certainly finds nothing wrong, as the client hands it on, or `null`.
 * Results of the older era it does not look at, and `_meta` was checked when the line was read.
 */
function plainResult(message: JSONRPCResultResponse, modern: boolean): JsonObject | null {
  const { resultType, ...result } = message.result as JsonObject;
  if (!modern) return result;
  const { content, isError } = result;
  const isPlain = resultType === "complete" && isJsonArray(content) && content.every(isPlainText) &&
    (isError === undefined || typeof isError === "boolean");
  return isPlain ? result : null;
}

function isPlainText(block: JsonValue): boolean {
  return isJsonObject(block) && block["type"] === "text" && typeof block["text"] === "string" &&
    block["annotations"] === undefined && block["_meta"] === undefined;
}
