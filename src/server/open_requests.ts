import {
  type JSONRPCMessage,
  type RequestId,
  SUBSCRIPTION_ID_META_KEY,
} from "@modelcontextprotocol/server";

/** A request that stays open for as long as the client wants news (protocol revision 2026-07-28). */
const SUBSCRIBE = "subscriptions/listen";

/** The client's requests that have not been answered. */
export class OpenRequests {
  readonly #methods = new Map<RequestId, string>();

  /** Whether an answer is owed. A subscription is none: it has no answer until it ends. */
  get owed(): boolean {
    return [...this.#methods.values()].some((method) => method !== SUBSCRIBE);
  }

  /** A message of the client. */
  received(message: JSONRPCMessage): void {
    if (!("method" in message)) return;
    if ("id" in message) {
      this.#methods.set(message.id, message.method);
    } else if (message.method === "notifications/cancelled") {
      const id = message.params?.["requestId"];
      // what was taken back is not answered
      if (typeof id === "string" || typeof id === "number") this.#methods.delete(id);
    }
  }

  /** A message to the client, on its way. */
  sent(message: JSONRPCMessage): void {
    if (!("method" in message) && message.id !== undefined) this.#methods.delete(message.id);
  }

  /** Ends the subscriptions: the messages that say so to the client. */
  endSubscriptions(): readonly JSONRPCMessage[] {
    const ids = [...this.#methods].filter(([, method]) => method === SUBSCRIBE).map(([id]) => id);
    for (const id of ids) this.#methods.delete(id);
    return ids.map((id) => ({
      jsonrpc: "2.0",
      id,
      result: { resultType: "complete", _meta: { [SUBSCRIPTION_ID_META_KEY]: id } },
    }));
  }
}
