import { fromCarriedError } from "../ipc/carried_error.ts";
import type { BridgeMessage, LauncherMessage } from "../ipc/messages.ts";
import type { RemoteResponse } from "../ipc/port.ts";
import { IncomingBytes } from "./incoming_bytes.ts";

/** The bodies of answers that have not ended, by the ids of their requests. */
export class RemoteBodies {
  readonly #post: (message: BridgeMessage) => void;
  readonly #bodies = new Map<number, IncomingBytes>();

  constructor(post: (message: BridgeMessage) => void) {
    this.#post = post;
  }

  /** To be called before the first bytes of a body can arrive. */
  open(id: number): void {
    const ack = (bytes: number) => {
      if (this.#bodies.has(id)) this.#post({ op: "data_ack", id, stream: "stdout", bytes });
    };
    this.#bodies.set(id, new IncomingBytes(ack));
  }

  push(id: number, bytes: Uint8Array): void {
    this.#bodies.get(id)?.push(bytes);
  }

  end({ id, error }: Extract<LauncherMessage, { op: "http_end" }>): void {
    const body = this.#bodies.get(id);
    this.#bodies.delete(id);
    body?.end(error === null ? null : fromCarriedError(error));
  }

  /** The answer whose body was opened. An abort of the signal ends its request. */
  take(
    { id, status, headers }: Extract<LauncherMessage, { op: "http_response" }>,
    signal: AbortSignal,
  ): RemoteResponse {
    const body = this.#bodies.get(id);
    if (body === undefined) throw new Error(`Cannot read the answer ${id}: it has gone`);
    const leave = () => {
      if (!this.#bodies.delete(id)) return;
      this.#post({ op: "withdraw", id });
      body.end(signal.reason instanceof Error ? signal.reason : new Error("taken back"));
    };
    signal.addEventListener("abort", leave, { once: true });
    if (signal.aborted) leave();
    const drain: RemoteResponse["body"]["drain"] = async (take) => {
      try {
        await body.drain(take);
      } finally {
        signal.removeEventListener("abort", leave);
        // who takes no more of it wants no more of it
        leave();
      }
    };
    return { status, headers, body: { drain } };
  }
}
