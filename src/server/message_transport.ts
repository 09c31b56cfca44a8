import { type JSONRPCMessage, type RequestId, type Transport } from "@modelcontextprotocol/server";
import { messageOf } from "../errors.ts";
import { writeJson } from "../json/write_json.ts";
import { escapeLine } from "../text/escape.ts";
import type { Log } from "../log.ts";
import { readJsonRpcLine, type ReadLine, refuseTooLarge } from "./json_rpc_line.ts";
import { LineSplitter } from "../text/line_splitter.ts";
import { OpenRequests } from "./open_requests.ts";

/** Largest message from a client, in bytes: 1 Mi characters of code fit, whatever their escapes. */
export const MAX_MESSAGE_BYTES = 8 * 1024 * 1024;

export interface ByteTransportOptions {
  /** Writes to the client. Rejects when the client no longer reads. Never called twice at once. */
  write(bytes: Uint8Array): Promise<void>;
  readonly log: Log;
  /** @default {MAX_MESSAGE_BYTES} */
  readonly maxMessageBytes?: number;
  /** Called when every request has been answered and the answers are written. */
  readonly onQuiet?: () => void;
}

/** An MCP connection over bytes: one JSON-RPC message per line, in each direction. */
export interface ByteTransport extends Transport {
  /** Takes bytes from the client. Call it only after the server was started on this transport. */
  receive(chunk: Uint8Array): void;
  /** Closes the connection: the client will send no more. */
  end(): void;
  /** Resolves when the connection is closed and its output is written, or writing has failed. */
  readonly closed: Promise<void>;
}

/**
 * Creates a transport for the SDK. An invalid message is answered with a JSON-RPC error and does not
 * end the connection. The connection ends when the client closes it or a write fails.
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
  #writes = 0;
  #lastWrite: Promise<void> = Promise.resolve();
  #open = true;

  constructor(options: ByteTransportOptions) {
    this.#options = options;
    this.#maxMessageBytes = options.maxMessageBytes ?? MAX_MESSAGE_BYTES;
    this.#lines = new LineSplitter({
      maxBytes: this.#maxMessageBytes,
      onLine: (line) => this.#take(readJsonRpcLine(line)),
      onTooLong: (ends) =>
        this.#take(refuseTooLarge(ends, `it has more than ${this.#maxMessageBytes} bytes`)),
    });
    const { promise, resolve } = Promise.withResolvers<void>();
    this.closed = promise;
    this.#settleClosed = resolve;
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  receive(chunk: Uint8Array): void {
    if (!this.#open) return;
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
    this.#requests.sent(message);
    await this.#write(`${writeJson(message)}\n`);
  }

  #checkQuiet(): void {
    if (!this.#requests.owed && !this.#lines.partial && this.#writes === 0) {
      this.#options.onQuiet?.();
    }
  }

  #take(read: ReadLine): void {
    if (!this.#open) return;
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
    // `#write()` logs a failure and closes the connection
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
