import type { Transport } from "@modelcontextprotocol/client";
import { isJsonObject, type JsonObject, ownText, ownValue } from "../json/json.ts";
import { ServerLog } from "./server_log.ts";

/** How far a call is, in the server's own units. */
export interface Progress {
  readonly progress: number;
  readonly total?: number;
  readonly message?: string;
}

export type OnProgress = (progress: Progress) => void;

/**
 * What a server tells beside its answers: progress of calls, and log messages. It is taken from the
 * transport before the SDK's client sees it. The client handles a notification a turn after it came. By
 * then it has forgotten a call whose answer came with it. Each also costs it 70 µs, and a server may
 * send thousands a second.
 */
export class ServerNotices {
  readonly log = new ServerLog();
  readonly #now: () => number;
  readonly #listeners = new Map<number, OnProgress>();
  #lastToken = 0;

  /** @param now milliseconds since the Unix epoch */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Takes the notices of a transport over which a client is connected. */
  takeFrom(transport: Transport): void {
    const deliver = transport.onmessage;
    transport.onmessage = (message, extra) => {
      if ("method" in message && !("id" in message) && this.#take(message)) return;
      deliver?.(message, extra);
    };
  }

  /**
   * Makes a request whose progress is listened to.
   *
   * @param request gets the token that the request must carry
   */
  async listenDuring<T>(
    request: (progressToken: number) => Promise<T>,
    onProgress: OnProgress,
  ): Promise<T> {
    const token = ++this.#lastToken;
    this.#listeners.set(token, onProgress);
    try {
      return await request(token);
    } finally {
      this.#listeners.delete(token);
    }
  }

  /** @returns whether it was a notice */
  #take({ method, params }: { readonly method: string; readonly params?: unknown }): boolean {
    const given = isJsonObject(params) ? params : {};
    if (method === "notifications/message") {
      this.log.add(given, this.#now());
      return true;
    }
    if (method !== "notifications/progress") return false;
    const progress = toProgress(given);
    if (progress !== null) {
      this.#listeners.get(Number(ownValue(given, "progressToken")))?.(progress);
    }
    return true;
  }
}

/** `null` where the server tells of none. */
function toProgress(params: JsonObject): Progress | null {
  const progress = ownValue(params, "progress");
  const total = ownValue(params, "total");
  const message = ownText(params, "message");
  if (typeof progress !== "number") return null;
  return {
    progress,
    ...(typeof total === "number" ? { total } : {}),
    ...(message === undefined ? {} : { message }),
  };
}
