import {
  type JSONRPCMessage,
  type MessageExtraInfo,
  SdkHttpError,
  type Transport,
  type TransportSendOptions,
} from "@modelcontextprotocol/client";
import type { PortRemote } from "../ipc/port.ts";
import type { Log } from "../log.ts";
import type { Clock } from "../system/system.ts";
import type { ChannelContext, HttpChannel } from "./http_channel.ts";
import { Flood } from "./flood.ts";
import { Inbox } from "./inbox.ts";
import { JunkLog } from "./junk_log.ts";
import type { ReadLarge } from "./large_line.ts";
import type { LinkEnding } from "./link.ts";
import { SseChannel } from "./sse_channel.ts";
import { StreamableChannel } from "./streamable_channel.ts";

/** Statuses of a refused `initialize` that say nothing of the transport. */
const NOT_ABOUT_TRANSPORT: ReadonlySet<number> = new Set([401, 403, 407, 408, 429]);

export interface HttpTransportOptions {
  readonly name: string;
  readonly remote: PortRemote;
  readonly transport: "streamable" | "sse";
  readonly clock: Clock;
  readonly log: Log;
  readonly readLarge?: ReadLarge;
}

/**
 * MCP over HTTP. Begins with Streamable HTTP and falls back to the transport before it when the server
 * answers its `initialize` with 4xx, as the specification says under "Backwards Compatibility"; or
 * begins with that one, when the entry says so.
 */
export class HttpTransport implements Transport {
  /** To the SDK: a request is taken back by ending its stream, since revision 2026-07-28. */
  readonly hasPerRequestStream = true;

  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: <T extends JSONRPCMessage>(message: T, extra?: MessageExtraInfo) => void;

  /** Settles once, when the link is over; `null` when we ended it. Never rejects. */
  readonly ended: Promise<LinkEnding | null>;

  readonly #options: HttpTransportOptions;
  readonly #context: ChannelContext;
  readonly #end = Promise.withResolvers<LinkEnding | null>();
  #channel: HttpChannel;
  #ending: LinkEnding | null = null;
  #over = false;
  #closing: Promise<void> | null = null;

  constructor(options: HttpTransportOptions) {
    const { name, remote, clock, log, readLarge, transport } = options;
    this.#options = options;
    this.ended = this.#end.promise;
    const junk = new JunkLog({ server: name, does: "sends texts", log });
    void this.ended.then(() => junk.end());
    const flood = new Flood({
      clock,
      onFlood: (reason) => this.#lose({ how: `was disconnected because ${reason}`, lastWords: "" }),
      nouns: { lines: "messages", bytes: "bytes" },
    });
    const inbox = new Inbox({
      deliver: (message) => this.#deliver(message),
      junk,
      flood,
      ...(readLarge === undefined ? {} : { readLarge }),
    });
    this.#context = {
      name,
      remote,
      inbox,
      clock,
      onLost: (ending) => this.#lose(ending),
      onError: (error) => this.onerror?.(error),
    };
    this.#channel = transport === "sse"
      ? new SseChannel(this.#context)
      : new StreamableChannel(this.#context);
  }

  /** What became of the server; `null` while the link goes on, or when we ended it. */
  get ending(): LinkEnding | null {
    return this.#ending;
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  setProtocolVersion(version: string): void {
    this.#channel.setProtocolVersion(version);
  }

  /** @throws {Error} when the server does not take the message; see {@linkcode HttpChannel} */
  async send(message: JSONRPCMessage, options?: TransportSendOptions): Promise<void> {
    if (this.#over) throw new Error("the connection is over");
    try {
      await this.#channel.send(message, options);
    } catch (error) {
      const opens = "method" in message && message.method === "initialize";
      if (!opens || !this.#mayBeOlder(error)) throw error;
      await this.#fallBack(error, () => this.#channel.send(message, options));
    }
  }

  /** Safe to call again. */
  close(): Promise<void> {
    this.#closing ??= this.#finish(null);
    return this.#closing;
  }

  #mayBeOlder(error: unknown): boolean {
    if (!(this.#channel instanceof StreamableChannel) || !(error instanceof SdkHttpError)) {
      return false;
    }
    const { status } = error;
    return status !== undefined && status >= 400 && status < 500 &&
      !NOT_ABOUT_TRANSPORT.has(status);
  }

  /** @throws {Error} the first error, when the server does not speak the older transport either */
  async #fallBack(first: unknown, send: () => Promise<void>): Promise<void> {
    const older = new SseChannel(this.#context);
    try {
      await older.open();
    } catch (error) {
      await older.close();
      this.#context.onError(error instanceof Error ? error : new Error(String(error)));
      throw first;
    }
    const { name, log } = this.#options;
    log("debug", `Server "${name}": speaks the transport before Streamable HTTP`);
    await this.#channel.close();
    this.#channel = older;
    await send();
  }

  #lose(ending: LinkEnding): void {
    if (this.#over) return;
    this.#ending = ending;
    this.#closing ??= this.#finish(ending);
  }

  async #finish(ending: LinkEnding | null): Promise<void> {
    this.#over = true;
    if (ending !== null) this.#end.resolve(ending);
    const closed = this.#channel.close();
    if (ending !== null) this.onclose?.();
    await closed;
    this.#options.remote.close();
    this.#end.resolve(null);
    if (ending === null) this.onclose?.();
  }

  #deliver(message: JSONRPCMessage): void {
    try {
      this.onmessage?.(message);
    } catch (error) {
      this.onerror?.(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
