import {
  INVALID_REQUEST,
  type JSONRPCMessage,
  type RequestId,
  serializeMessage,
  type Transport,
} from "@modelcontextprotocol/server";
import { messageOf } from "../errors.ts";
import { escapeLine } from "../output/escape_terminal.ts";
import type { Log } from "../system/log.ts";
import { readJsonRpcLine } from "./json_rpc_line.ts";
import { LineSplitter } from "../text/line_splitter.ts";

/** Largest message from a client, in bytes. Code of 1 MiB stays below it however it is escaped. */
export const MAX_MESSAGE_BYTES = 8 * 1024 * 1024;

export interface ByteTransportOptions {
  /** Writes to the client. Rejects when the client no longer reads. Never called twice at once. */
  write(bytes: Uint8Array): Promise<void>;
  readonly log: Log;
  /** @default {MAX_MESSAGE_BYTES} */
  readonly maxMessageBytes?: number;
}

/** An MCP connection over bytes: one JSON-RPC message a line, in each direction. */
export interface ByteTransport extends Transport {
  /** Bytes from the client. To be called only once the server has been started on this transport. */
  receive(chunk: Uint8Array): void;
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

  receive(chunk: Uint8Array): void {
    if (this.#open) this.#lines.push(chunk);
  }

  end(): void {
    this.#close();
  }

  close(): Promise<void> {
    this.#close();
    return Promise.resolve();
  }

  send(message: JSONRPCMessage): Promise<void> {
    return this.#write(serializeMessage(message));
  }

  #refuseTooLong(): void {
    const reason = `Cannot read message: it has more than ${this.#maxMessageBytes} bytes`;
    this.#refuse({ code: INVALID_REQUEST, reason, id: null });
  }

  #read(line: Uint8Array): void {
    if (!this.#open) return;
    const read = readJsonRpcLine(line);
    if (read.kind === "message") this.onmessage?.(read.message);
    else if (read.kind === "refused") this.#refuse(read);
    else if (read.reason !== null) this.#options.log("warning", `Ignored ${read.reason}`);
  }

  #refuse(refusal: { code: number; reason: string; id: RequestId | null }): void {
    const { code, reason, id } = refusal;
    this.#options.log("warning", escapeLine(reason));
    const answer = { jsonrpc: "2.0", id, error: { code, message: reason } };
    // a failed write has closed the connection and has been logged
    this.#write(`${JSON.stringify(answer)}\n`).catch(() => {});
  }

  #write(line: string): Promise<void> {
    if (!this.#open) return Promise.reject(new Error("Cannot send: the connection is closed"));
    const bytes = this.#encoder.encode(line);
    const written = this.#lastWrite.then(() => this.#options.write(bytes));
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
