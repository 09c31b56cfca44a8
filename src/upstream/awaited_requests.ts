import type { JSONRPCMessage } from "@modelcontextprotocol/client";
import { PLAIN_FORM, type ValueForm } from "../catalogue/value.ts";
import { formOf } from "./answer_form.ts";
import { errorMessage, resultMessage } from "./carried_result.ts";
import { type IncomingAnswer, TOO_LARGE_CODE } from "./messages.ts";
import { INTERNAL_ERROR, readRpcError } from "../catalogue/rpc_error.ts";

const LISTEN = "subscriptions/listen";
/** JSON-RPC's code for a request that could not be parsed. */
const PARSE_ERROR = -32700;

interface Awaited {
  readonly method: string;
  readonly form: ValueForm;
}

/** The requests of one link that have no answer yet. */
export class AwaitedRequests {
  readonly #awaited = new Map<string | number, Awaited>();

  /** A message is sent. @returns its id if it is a request */
  sent(message: JSONRPCMessage): string | number | null {
    if (!("method" in message)) return null;
    if (message.method === "notifications/cancelled") {
      const taken = message.params?.["requestId"];
      if (typeof taken === "string" || typeof taken === "number") this.#awaited.delete(taken);
    }
    if (!("id" in message)) return null;
    this.#awaited.set(message.id, { method: message.method, form: formOf(message) ?? PLAIN_FORM });
    return message.id;
  }

  has(id: string | number): boolean {
    return this.#awaited.has(id);
  }

  /** Nobody waits for the answer any more. @returns whether somebody did */
  forget(id: string | number): boolean {
    return this.#awaited.delete(id);
  }

  /** The form in which the answer to a call of a tool is wanted; `null` for any other request. */
  callForm(id: string | number): ValueForm | null {
    const awaited = this.#awaited.get(id);
    return awaited?.method === "tools/call" ? awaited.form : null;
  }

  /**
   * The request that an answer is for: the one of its id, also where the server made text of a
   * number. Without an id it is for the only one if the server could not parse it. `null`: nobody's.
   */
  idOf({ id, error }: IncomingAnswer): string | number | null {
    if (id !== null) {
      if (this.#awaited.has(id)) return id;
      const number = typeof id === "string" && id.trim() !== "" ? Number(id) : NaN;
      return this.#awaited.has(number) ? number : null;
    }
    // a subscription has its answer at its end
    const [only, ...others] = [...this.#awaited].filter(([, { method }]) => method !== LISTEN)
      .map(([id]) => id);
    if (only === undefined || others.length > 0 || error === undefined) return null;
    return readRpcError(error).code === PARSE_ERROR ? only : null;
  }

  /** The message for the SDK; the request is then awaited no more. */
  settle(id: string | number, answer: IncomingAnswer): JSONRPCMessage {
    const method = this.#awaited.get(id)?.method ?? "";
    this.#awaited.delete(id);
    const { result, error, unreadable, tooLarge } = answer;
    if (unreadable !== undefined) {
      const code = tooLarge === true ? TOO_LARGE_CODE : INTERNAL_ERROR;
      return errorMessage(id, { code, message: unreadable });
    }
    if (error !== undefined) return errorMessage(id, readRpcError(error));
    return resultMessage(id, { method, result: result ?? null });
  }
}
