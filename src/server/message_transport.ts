import {
  INVALID_REQUEST,
  type JSONRPCMessage,
  type RequestId,
  type Transport,
} from "@modelcontextprotocol/server";
import { messageOf } from "../errors.ts";
import { writeJson } from "../json/write_json.ts";
import { escapeLine } from "../text/escape.ts";
import type { Log } from "../log.ts";
import { readJsonRpcLine } from "./json_rpc_line.ts";
import { LineSplitter } from "../text/line_splitter.ts";
import { OpenRequests } from "./open_requests.ts";

/** Largest message from a client, in bytes. Code of 1 MiB stays below it however it is escaped. */
export const MAX_MESSAGE_BYTES = 8 * 1024 * 1024;

export interface ByteTransportOptions {
  /** Writes to the client. Rejects when the client no longer reads. Never called twice at once. */
  write(bytes: Uint8Array): Promise<void>;
  readonly log: Log;
  /** @default {MAX_MESSAGE_BYTES} */
  readonly maxMessageBytes?: number;
  /** Called when the last answer that was owed has been sent. */
  readonly onQuiet?: () => void;
}

/** An MCP connection over bytes: one JSON-RPC message a line, in each direction. */
export interface ByteTransport extends Transport {
  /** Bytes from the client. To be called only once the server has been started on this transport. */
  receive(chunk: Uint8Array): void;
  /**
   * Takes the messages by which the client opened its connection to a server before this one. Their
   * answers are not sent, and what arrives meanwhile waits for them.
   */
  replay(lines: readonly string[]): void;
  /** Whether no answer is owed and no message has arrived in part. */
  readonly quiet: boolean;
  /** Tells the client that its subscriptions have ended. */
  endSubscriptions(): void;
  /** The client will send no more: the connection is over. */
  end(): void;
  /** Resolves when the connection is over and what was sent before is written, or cannot be. */
  readonly closed: Promise<void>;
}

/**
 * Makes a transport for the SDK. Whatever a client sends that is not a message is answered as
 * JSON-RPC says, and the connection goes on; it ends when the client ends it, or stops reading.
 */
export function createByteTransport(options: ByteTransportOptions): ByteTransport {
  return new LineTransport(options);
}

class LineTransport implements ByteTransport {
  onclose?: (() => void) | undefined;
  onerror?: ((error: Error) => void) | undefined;
  onmessage?: ((message: JSONRPCMessage) => void) | undefined;
  readonly closed: Promise<void>;
  readonly #options: ByteTransportOptions;
  readonly #maxMessageBytes: number;
  readonly #lines: LineSplitter;
  readonly #settleClosed: () => void;
  readonly #encoder = new TextEncoder();
  readonly #requests = new OpenRequests();
  /** Ids of requests whose answers the client has already. */
  readonly #answered = new Set<RequestId>();
  /** What arrived while those answers were under way. */
  #waiting: Uint8Array[] = [];
  #writes = 0;
  #lastWrite: Promise<void> = Promise.resolve();
  #open = true;

  constructor(options: ByteTransportOptions) {
    this.#options = options;
    this.#maxMessageBytes = options.maxMessageBytes ?? MAX_MESSAGE_BYTES;
    this.#lines = new LineSplitter({
      maxBytes: this.#maxMessageBytes,
      onLine: (line) => this.#read(line),
      onTooLong: () => this.#refuseTooLong(),
    });
    const { promise, resolve } = Promise.withResolvers<void>();
    this.closed = promise;
    this.#settleClosed = resolve;
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  get quiet(): boolean {
    return !this.#requests.owed && !this.#lines.partial && this.#answered.size === 0 &&
      this.#waiting.length === 0 && this.#writes === 0;
  }

  replay(lines: readonly string[]): void {
    const messages = lines.map((line) => readJsonRpcLine(this.#encoder.encode(line)))
      .filter((read) => read.kind === "message").map(({ message }) => message);
    for (const message of messages) {
      if ("method" in message && "id" in message) this.#answered.add(message.id);
    }
    for (const message of messages) this.onmessage?.(message);
  }

  endSubscriptions(): void {
    for (const message of this.#requests.endSubscriptions()) this.send(message).catch(() => {});
  }

  receive(chunk: Uint8Array): void {
    if (!this.#open) return;
    if (this.#answered.size > 0) {
      this.#waiting.push(chunk);
      return;
    }
    this.#lines.push(chunk);
  }

  end(): void {
    this.#close();
  }

  close(): Promise<void> {
    this.#close();
    return Promise.resolve();
  }

  async send(message: JSONRPCMessage): Promise<void> {
    if (!("method" in message) && message.id !== undefined && this.#answered.delete(message.id)) {
      if (this.#answered.size === 0) this.#receiveWaiting();
      return;
    }
    this.#requests.sent(message);
    await this.#write(`${writeJson(message)}\n`);
  }

  #receiveWaiting(): void {
    for (const chunk of this.#waiting.splice(0)) this.receive(chunk);
    this.#checkQuiet();
  }

  #checkQuiet(): void {
    if (this.quiet) this.#options.onQuiet?.();
  }

  #refuseTooLong(): void {
    const reason = `Cannot read message: it has more than ${this.#maxMessageBytes} bytes`;
    this.#refuse({ code: INVALID_REQUEST, reason, id: null });
  }

  #read(line: Uint8Array): void {
    if (!this.#open) return;
    const read = readJsonRpcLine(line);
    if (read.kind === "message") {
      this.#requests.received(read.message);
      this.onmessage?.(read.message);
    } else if (read.kind === "refused") this.#refuse(read);
    else if (read.reason !== null) this.#options.log("warning", `Ignored ${read.reason}`);
  }

  #refuse(refusal: { code: number; reason: string; id: RequestId | null }): void {
    const { code, reason, id } = refusal;
    this.#options.log("warning", escapeLine(reason));
    const answer = { jsonrpc: "2.0", id, error: { code, message: reason } };
    // a failed write has closed the connection and has been logged
    this.#write(`${writeJson(answer)}\n`).catch(() => {});
  }

  #write(line: string): Promise<void> {
    if (!this.#open) return Promise.reject(new Error("Cannot send: the connection is closed"));
    const bytes = this.#encoder.encode(line);
    this.#writes++;
    const written = this.#lastWrite.then(() => this.#options.write(bytes)).finally(() => {
      this.#writes--;
      this.#checkQuiet();
    });
    this.#lastWrite = written.catch((error) => {
      if (this.#open) this.#options.log("warning", `Client no longer reads: ${messageOf(error)}`);
      this.#close();
    });
    return written;
  }

  #close(): void {
    if (!this.#open) return;
    this.#open = false;
    try {
      this.onclose?.();
    } finally {
      this.#lastWrite.then(this.#settleClosed);
    }
  }
}
