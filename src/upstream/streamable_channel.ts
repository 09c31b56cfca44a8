import {
  type JSONRPCMessage,
  SdkError,
  SdkErrorCode,
  type TransportSendOptions,
} from "@modelcontextprotocol/client";
import { UpstreamError } from "../errors.ts";
import type { RemoteRequest, RemoteResponse } from "../ipc/port.ts";
import { pause, settlesWithin } from "../system/waiting.ts";
import { cleanLine } from "../text/clean_text.ts";
import { AnswerStream } from "./answer_stream.ts";
import {
  type ChannelContext,
  exchange,
  type HttpChannel,
  mediaType,
  readErrorBody,
  statusError,
} from "./http_channel.ts";
import { HttpSession } from "./http_session.ts";
import { takeJsonAnswer } from "./json_answer.ts";
import { toLine } from "./large_line.ts";
import { NewsStream } from "./news_stream.ts";
import { headersOf } from "./protocol_headers.ts";

/** Milliseconds for what nobody waits for: a notification, and the end of a session. */
const NOTICE_MS = 30_000;
const FAREWELL_MS = 500;
/** Milliseconds that a server may ask us to wait when it has too much to do (HTTP 429). */
const MAX_RETRY_AFTER_MS = 30_000;

/**
 * Streamable HTTP: each message is a POST, which a JSON text or a stream of events answers
 * (https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#streamable-http, and
 * its successor in 2026-07-28).
 *
 * We wrote it because the SDK's transport bounds nothing, parses answers with integers rounded, and
 * reads whatever is large while all others wait.
 */
export class StreamableChannel implements HttpChannel {
  readonly #context: ChannelContext;
  readonly #closing = new AbortController();
  /** Requests under way, each with what ends it. */
  readonly #open = new Map<string | number, AbortController>();
  readonly #news: NewsStream;
  readonly #session = new HttpSession();

  constructor(context: ChannelContext) {
    this.#context = context;
    this.#news = new NewsStream({
      context,
      signal: this.#closing.signal,
      headers: () => this.#session.headers,
    });
  }

  setProtocolVersion(version: string): void {
    this.#session.version = version;
  }

  async send(message: JSONRPCMessage, options: TransportSendOptions = {}): Promise<void> {
    const id = "method" in message && "id" in message ? message.id : undefined;
    if (id === undefined) return await this.#sendNotice(message);
    const { inbox } = this.#context;
    const controller = this.#controllerFor(id, options.requestSignal);
    inbox.sent(message);
    let streaming = false;
    try {
      streaming = await this.#sendRequest(message, { id, options, signal: controller.signal });
    } catch (error) {
      inbox.forget(id);
      throw error;
    } finally {
      if (!streaming) this.#open.delete(id);
    }
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error("the connection is closing"));
    for (const controller of this.#open.values()) controller.abort(this.#closing.signal.reason);
    if (!this.#session.open) return;
    const { headers } = this.#session;
    this.#session.end();
    const farewell = new AbortController();
    const { remote, clock } = this.#context;
    const said = remote.request(
      { method: "DELETE", target: null, headers, body: null },
      farewell.signal,
    );
    said.catch(() => {});
    await settlesWithin(said, { clock, ms: FAREWELL_MS });
    farewell.abort(this.#closing.signal.reason);
  }

  #controllerFor(id: string | number, outer: AbortSignal | undefined): AbortController {
    const controller = new AbortController();
    this.#open.set(id, controller);
    const abort = () => {
      this.#context.inbox.forget(id);
      this.#open.delete(id);
      controller.abort(outer?.reason ?? new Error("taken back"));
    };
    if (outer?.aborted === true) abort();
    else outer?.addEventListener("abort", abort, { once: true });
    if (this.#closing.signal.aborted) controller.abort(this.#closing.signal.reason);
    return controller;
  }

  /** A notification, or an answer to the server's own request. */
  async #sendNotice(message: JSONRPCMessage): Promise<void> {
    const { clock } = this.#context;
    const late = new AbortController();
    const stop = clock.after(NOTICE_MS, () => late.abort(new Error("the server takes no message")));
    try {
      const signal = AbortSignal.any([late.signal, this.#closing.signal]);
      const response = await this.#post(message, { options: {}, signal });
      if (!isOk(response)) throw await this.#failure(response);
      // what it answers says nothing, and may never end
      readErrorBody(response).catch(() => {}).finally(stop);
    } catch (error) {
      stop();
      throw error;
    }
    if (!("method" in message)) return;
    if (message.method === "notifications/initialized") this.#news.open();
    if (message.method === "notifications/cancelled") this.#takeBack(message.params?.["requestId"]);
  }

  /** The server was told; what it may still send is not waited for. */
  #takeBack(id: unknown): void {
    if (typeof id !== "string" && typeof id !== "number") return;
    this.#context.inbox.forget(id);
    this.#open.get(id)?.abort(new Error("taken back"));
    this.#open.delete(id);
  }

  /** @returns whether the answer goes on as a stream */
  async #sendRequest(
    message: JSONRPCMessage,
    { id, options, signal }: {
      readonly id: string | number;
      readonly options: TransportSendOptions;
      readonly signal: AbortSignal;
    },
  ): Promise<boolean> {
    const { inbox } = this.#context;
    const response = await this.#postPatiently(message, { options, signal });
    const opens = "method" in message && message.method === "initialize";
    if (!isOk(response)) {
      const error = await this.#failure(response, id);
      if (inbox.awaits(id)) throw error;
      return false;
    }
    if (opens) this.#session.begin(response);
    const type = mediaType(response);
    const coding = response.headers["content-encoding"] ?? "identity";
    if (coding !== "identity") {
      this.#open.get(id)?.abort(new Error("not wanted"));
      throw new SdkError(
        SdkErrorCode.ClientHttpUnexpectedContent,
        `the server encodes its answer as "${cleanLine(coding, 100)}", though it was asked not to`,
      );
    }
    if (type === "text/event-stream") {
      const stream = new AnswerStream({
        context: this.#context,
        id,
        signal,
        leave: () => this.#open.get(id)?.abort(new Error("it is answered")),
        onEnd: options.onRequestStreamEnd ?? null,
        resume: (lastEventId) =>
          this.#exchange({
            method: "GET",
            target: null,
            headers: {
              accept: "text/event-stream",
              ...this.#session.headers,
              "last-event-id": lastEventId,
            },
            body: null,
          }, signal),
      });
      void stream.follow(response).finally(() => this.#open.delete(id));
      return true;
    }
    if (type !== "application/json") {
      this.#open.get(id)?.abort(new Error("not wanted"));
      throw new SdkError(
        SdkErrorCode.ClientHttpUnexpectedContent,
        `the server answers with the type "${cleanLine(type, 100)}", which is not MCP`,
      );
    }
    await takeJsonAnswer(response, { id, inbox });
    return false;
  }

  /** Waits as long as a server asks for that has too much to do. A call of a tool is not sent again. */
  async #postPatiently(
    message: JSONRPCMessage,
    way: { readonly options: TransportSendOptions; readonly signal: AbortSignal },
  ): Promise<RemoteResponse> {
    const response = await this.#post(message, way);
    if (response.status !== 429 || !("method" in message)) return response;
    const ms = Number(response.headers["retry-after"] ?? "1") * 1_000;
    const patient = ms >= 0 && ms <= MAX_RETRY_AFTER_MS;
    if (!patient || message.method === "tools/call") return response;
    await readErrorBody(response);
    await pause({ clock: this.#context.clock, ms });
    way.signal.throwIfAborted();
    return await this.#post(message, way);
  }

  #post(
    message: JSONRPCMessage,
    { options, signal }: {
      readonly options: TransportSendOptions;
      readonly signal: AbortSignal;
    },
  ): Promise<RemoteResponse> {
    const opens = "method" in message && message.method === "initialize";
    return this.#exchange({
      method: "POST",
      target: null,
      headers: {
        ...lowerCase(options.headers ?? {}),
        ...(opens ? {} : this.#session.headers),
        ...headersOf(message),
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
      },
      body: toLine(message),
    }, signal);
  }

  #exchange(request: RemoteRequest, signal: AbortSignal): Promise<RemoteResponse> {
    return exchange(this.#context, { request, signal });
  }

  /** Why a request failed; the server's own error, if it sent one, is delivered as the answer. */
  async #failure(response: RemoteResponse, id: string | number | null = null): Promise<Error> {
    const { name, inbox, onLost } = this.#context;
    if (response.status === 404 && this.#session.open) {
      this.#session.end();
      const how = "has forgotten the session (HTTP 404), so it did not take the request";
      onLost({
        how,
        lastWords: "; it is connected anew when it is next called",
        sessionLost: true,
      });
      return new SdkError(SdkErrorCode.ConnectionClosed, `the server ${how}`);
    }
    const body = await readErrorBody(response);
    const error = statusError(name, response, body);
    if (id !== null && !(error instanceof UpstreamError) && mediaType(response).endsWith("json")) {
      inbox.answerWith(id, new TextEncoder().encode(body));
    }
    return error;
  }
}

function isOk({ status }: RemoteResponse): boolean {
  return status >= 200 && status < 300;
}

function lowerCase(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}
