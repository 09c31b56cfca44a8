import type { JSONRPCMessage, RequestId } from "@modelcontextprotocol/server";

/** A request that stays open while the client wants notifications (revision 2026-07-28). */
const SUBSCRIBE = "subscriptions/listen";

/** Tracks the client's requests that have not been answered. */
export class OpenRequests {
  readonly #methods = new Map<RequestId, string>();

  /** Whether a request is open. Subscriptions do not count: they are answered when they end. */
  get owed(): boolean {
    return [...this.#methods.values()].some((method) => method !== SUBSCRIBE);
  }

  /** Records a message from the client. */
  received(message: JSONRPCMessage): void {
    if (!("method" in message)) return;
    if ("id" in message) {
      this.#methods.set(message.id, message.method);
    } else if (message.method === "notifications/cancelled") {
      const id = message.params?.["requestId"];
      // a canceled request gets no answer
      if (typeof id === "string" || typeof id === "number") this.#methods.delete(id);
    }
  }

  /** Records a message to the client. */
  sent(message: JSONRPCMessage): void {
    if (!("method" in message) && message.id !== undefined) this.#methods.delete(message.id);
  }
}
