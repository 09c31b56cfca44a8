import type { RemoteResponse } from "../ipc/port.ts";
import { messageOf } from "../errors.ts";
import { orAborted, pause } from "../system/waiting.ts";
import { EventStream } from "./event_stream.ts";
import { type ChannelContext, exchange, mediaType } from "./http_channel.ts";
import { MAX_MESSAGE_BYTES } from "./messages.ts";

/** Milliseconds until the first attempt after an end; each without an event doubles it. */
const FIRST_PAUSE_MS = 1_000;
const MAX_PAUSE_MS = 30_000;
/** Attempts in a row that gave no event, after which the server is believed to have no news. */
const MAX_ATTEMPTS = 6;

export interface NewsStreamOptions {
  readonly context: ChannelContext;
  /** Aborts when the link closes. */
  readonly signal: AbortSignal;
  /** The session and the revision, as they are now. */
  readonly headers: () => Readonly<Record<string, string>>;
}

/**
 * The stream of what a server of the older era says without being asked, such as that its tools have
 * changed. Not every server has one; without it nothing else is lost.
 */
export class NewsStream {
  readonly #options: NewsStreamOptions;
  #opened = false;

  constructor(options: NewsStreamOptions) {
    this.#options = options;
  }

  /** Opens it, and again when it ends, until the link closes. Safe to call again. */
  open(): void {
    if (this.#opened) return;
    this.#opened = true;
    this.#follow().catch((error: unknown) => {
      if (!this.#options.signal.aborted) {
        this.#options.context.onError(new Error(`no news of the server: ${messageOf(error)}`));
      }
    });
  }

  async #follow(): Promise<void> {
    const { context, signal } = this.#options;
    let lastId: string | null = null;
    for (let attempt = 0; attempt < MAX_ATTEMPTS && !signal.aborted; attempt++) {
      const response = await this.#ask(lastId);
      if (response === null) return;
      const stream = new EventStream({
        maxBytes: MAX_MESSAGE_BYTES,
        onEvent: ({ name, data }) => {
          attempt = 0;
          if (name === "message") void context.inbox.take(data);
        },
        onTooLong: (ends) => context.inbox.dropped(ends),
      });
      await response.body.drain((piece) => {
        context.inbox.count(piece.length);
        stream.push(piece);
      }).catch(() => {});
      lastId = stream.lastId ?? lastId;
      const ms = Math.max(stream.retryMs ?? 0, FIRST_PAUSE_MS * 2 ** attempt);
      const over = pause({ clock: context.clock, ms: Math.min(ms, MAX_PAUSE_MS) });
      await orAborted(over, signal);
    }
  }

  /** `null` when the server offers no such stream. */
  async #ask(lastId: string | null): Promise<RemoteResponse | null> {
    const { context, signal } = this.#options;
    const unwanted = new AbortController();
    const response = await exchange(context, {
      request: {
        method: "GET",
        target: null,
        headers: {
          accept: "text/event-stream",
          ...this.#options.headers(),
          ...(lastId === null ? {} : { "last-event-id": lastId }),
        },
        body: null,
      },
      signal: AbortSignal.any([signal, unwanted.signal]),
    });
    if (response.status === 200 && mediaType(response) === "text/event-stream") return response;
    unwanted.abort(new Error("no stream of events"));
    return null;
  }
}
