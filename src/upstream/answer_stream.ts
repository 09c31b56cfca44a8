import { messageOf } from "../errors.ts";
import type { RemoteResponse } from "../ipc/port.ts";
import { pause } from "../system/waiting.ts";
import { EventStream } from "./event_stream.ts";
import { type ChannelContext, mediaType } from "./http_channel.ts";
import { LOST_ANSWER_CODE } from "./lost_answer.ts";
import { MAX_MESSAGE_BYTES, TOO_LARGE_CODE } from "./messages.ts";

/** Milliseconds until a stream is taken up again, when the server names no time, and the most it may name. */
const RESUME_MS = 1_000;
const MAX_RESUME_MS = 30_000;
/** Times in a row that a stream is taken up again without an event. */
const MAX_RESUMES = 5;

export interface AnswerStreamOptions {
  readonly context: ChannelContext;
  /** The request that the stream is to answer. */
  readonly id: string | number;
  readonly signal: AbortSignal;
  /** Ends the request: its answer is there, whatever the server still sends. */
  readonly leave: () => void;
  /** Called at the end of a stream that is not followed by an answer, such as a subscription's. */
  readonly onEnd: (() => void) | null;
  /** Asks for the events after one. */
  readonly resume: (lastEventId: string) => Promise<RemoteResponse>;
}

/**
 * Follows the stream of events that answers one request. A server may close it before the answer and
 * be asked for the rest, if it gave its events ids; that repeats nothing. Without ids the answer is
 * lost, and its request fails at once.
 */
export class AnswerStream {
  readonly #options: AnswerStreamOptions;

  constructor(options: AnswerStreamOptions) {
    this.#options = options;
  }

  /** Never rejects. Resolves when nothing more will come. */
  async follow(first: RemoteResponse): Promise<void> {
    const { id, signal, onEnd, context: { inbox, clock } } = this.#options;
    let response = first;
    let silent = 0;
    for (;;) {
      const { lastId, retryMs, events, why } = await this.#read(response);
      silent = events > 0 ? 0 : silent + 1;
      if (signal.aborted) return;
      if (!inbox.awaits(id)) return onEnd?.();
      if (onEnd !== null) return onEnd();
      if (lastId === null) return this.#lose(why);
      if (silent >= MAX_RESUMES) return this.#lose(`${why}, and again ${silent} times`);
      await pause({ clock, ms: Math.min(retryMs ?? RESUME_MS, MAX_RESUME_MS) });
      if (signal.aborted || !inbox.awaits(id)) return;
      try {
        response = await this.#options.resume(lastId);
      } catch (error) {
        return this.#lose(`${why}, and does not give the rest: ${messageOf(error)}`);
      }
      if (response.status !== 200 || mediaType(response) !== "text/event-stream") {
        return this.#lose(`${why}, and does not give the rest (HTTP ${response.status})`);
      }
    }
  }

  async #read(response: RemoteResponse): Promise<StreamEnd> {
    const { id, onEnd, leave, context: { inbox } } = this.#options;
    const leaveIfAnswered = () => {
      if (onEnd === null && !inbox.awaits(id)) leave();
    };
    let events = 0;
    const reading = new Set<Promise<void>>();
    const stream = new EventStream({
      maxBytes: MAX_MESSAGE_BYTES,
      onEvent: ({ name, data }) => {
        events++;
        if (name !== "message") return;
        const taken = inbox.take(data);
        if (taken !== null) reading.add(taken.then(leaveIfAnswered));
        leaveIfAnswered();
      },
      onTooLong: () => {
        const message = `its answer is larger than ${MAX_MESSAGE_BYTES} bytes`;
        inbox.fail(id, { code: TOO_LARGE_CODE, message });
      },
    });
    let why = "the server closed the stream before it answered";
    try {
      await response.body.drain((piece) => {
        inbox.count(piece.length);
        stream.push(piece);
      });
    } catch (error) {
      why = messageOf(error);
    }
    await Promise.all(reading);
    return { lastId: stream.lastId, retryMs: stream.retryMs, events, why };
  }

  #lose(message: string): void {
    const { id, context: { inbox } } = this.#options;
    inbox.fail(id, { code: LOST_ANSWER_CODE, message });
  }
}

/** What a stream left when it ended. */
interface StreamEnd {
  readonly lastId: string | null;
  readonly retryMs: number | null;
  readonly events: number;
  /** Why it ended, as a clause. */
  readonly why: string;
}
