import type { JSONRPCMessage } from "@modelcontextprotocol/client";
import { messageOf, UpstreamError } from "../errors.ts";
import { cleanLine } from "../text/clean_text.ts";
import { EventStream } from "./event_stream.ts";
import {
  type ChannelContext,
  exchange,
  type HttpChannel,
  mediaType,
  readErrorBody,
  statusError,
} from "./http_channel.ts";
import { toLine } from "./large_line.ts";
import { MAX_MESSAGE_BYTES } from "./messages.ts";

/** Characters of an endpoint's URL. */
const MAX_ENDPOINT = 8_192;
/** JSON-RPC's code for a method that is not known. */
const METHOD_NOT_FOUND = -32601;
/** Milliseconds until the stream names the endpoint. */
const ENDPOINT_MS = 10_000;

/**
 * The transport before Streamable HTTP: one GET whose stream carries all that the server says, and a
 * POST for each message, to an endpoint that the stream names first
 * (https://modelcontextprotocol.io/specification/2024-11-05/basic/transports#http-with-sse).
 */
export class SseChannel implements HttpChannel {
  readonly #context: ChannelContext;
  readonly #closing = new AbortController();
  #endpoint: Promise<string> | null = null;
  #version: string | null = null;

  constructor(context: ChannelContext) {
    this.#context = context;
  }

  /**
   * Opens the stream and waits for its endpoint. Called once, by the first message or before.
   *
   * @throws {Error} when the server offers no such stream
   */
  open(): Promise<string> {
    this.#endpoint ??= this.#connect();
    return this.#endpoint;
  }

  setProtocolVersion(version: string): void {
    this.#version = version;
  }

  async send(message: JSONRPCMessage): Promise<void> {
    const { inbox, name } = this.#context;
    const target = await this.open();
    const id = "method" in message && "id" in message ? message.id : undefined;
    if (id !== undefined) {
      inbox.sent(message);
      // younger than this transport, and some of its servers end on what they do not know
      if ("method" in message && message.method === "server/discover") {
        return inbox.fail(id, { code: METHOD_NOT_FOUND, message: "not asked over SSE" });
      }
    }
    const { signal } = this.#closing;
    const request = {
      method: "POST",
      target,
      headers: { ...this.#headers(), "content-type": "application/json" },
      body: toLine(message),
    } as const;
    try {
      const response = await exchange(this.#context, { request, signal });
      const body = readErrorBody(response);
      if (response.status < 200 || response.status >= 300) {
        throw statusError(name, response, await body);
      }
      // the answer comes by the stream; what is said here is not waited for
      body.catch(() => {});
    } catch (error) {
      if (id !== undefined) inbox.forget(id);
      throw error;
    }
    if (!("method" in message) || message.method !== "notifications/cancelled") return;
    const taken = message.params?.["requestId"];
    if (typeof taken === "string" || typeof taken === "number") inbox.forget(taken);
  }

  close(): Promise<void> {
    this.#closing.abort(new Error("the connection is closing"));
    return Promise.resolve();
  }

  async #connect(): Promise<string> {
    const { clock, name } = this.#context;
    const late = new AbortController();
    const stop = clock.after(
      ENDPOINT_MS,
      () => late.abort(new Error(`its stream names no endpoint within ${ENDPOINT_MS / 1000} s`)),
    );
    const signal = AbortSignal.any([this.#closing.signal, late.signal]);
    try {
      const response = await exchange(this.#context, {
        request: {
          method: "GET",
          target: null,
          headers: { ...this.#headers(), accept: "text/event-stream" },
          body: null,
        },
        signal,
      });
      if (response.status !== 200) {
        throw statusError(name, response, await readErrorBody(response));
      }
      const type = mediaType(response);
      if (type !== "text/event-stream") {
        late.abort(new Error("no stream of events"));
        throw new UpstreamError(
          "REFUSED",
          `the server answers a GET with the type "${
            cleanLine(type, 100)
          }", which is no stream of events`,
        );
      }
      return await this.#follow(response.body);
    } finally {
      stop();
    }
  }

  /** Resolves with the endpoint; goes on reading as long as the stream lasts. */
  #follow(body: { drain(take: (piece: Uint8Array) => void): Promise<void> }): Promise<string> {
    const { inbox, onLost } = this.#context;
    const endpoint = Promise.withResolvers<string>();
    let named = false;
    const stream = new EventStream({
      maxBytes: MAX_MESSAGE_BYTES,
      onEvent: ({ name, data }) => {
        if (name === "endpoint") {
          const target = new TextDecoder().decode(data.subarray(0, MAX_ENDPOINT + 1));
          if (target.length > MAX_ENDPOINT) return;
          named = true;
          endpoint.resolve(target);
        } else if (name === "message") void inbox.take(data);
      },
      onTooLong: (ends) => inbox.dropped(ends),
    });
    const over = (why: string) => {
      endpoint.reject(
        new UpstreamError("REFUSED", `the server ${why} before it named an endpoint`),
      );
      if (named && !this.#closing.signal.aborted) onLost({ how: why, lastWords: "" });
    };
    body.drain((piece) => {
      inbox.count(piece.length);
      stream.push(piece);
    }).then(
      () => over("closed its stream"),
      (error: unknown) => over(`closed its stream (${messageOf(error)})`),
    );
    return endpoint.promise;
  }

  #headers(): Readonly<Record<string, string>> {
    return this.#version === null ? {} : { "mcp-protocol-version": this.#version };
  }
}
