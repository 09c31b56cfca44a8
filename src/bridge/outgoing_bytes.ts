import { joinChunks } from "../system/join_chunks.ts";
import { ByteWindow } from "../ipc/byte_window.ts";
import { WINDOW_BYTES } from "../ipc/messages.ts";

/**
 * Sends bytes to one process. All writes of one turn form one message, because each message wakes the
 * launcher: 64 replies at once are 64 writes.
 */
export class OutgoingBytes {
  readonly #send: (bytes: Uint8Array<ArrayBuffer>) => void;
  readonly #window = new ByteWindow(WINDOW_BYTES);
  #turn: Uint8Array[] = [];

  /** @param send called with bytes that fill their buffer, which it may transfer */
  constructor(send: (bytes: Uint8Array<ArrayBuffer>) => void) {
    this.#send = send;
  }

  /**
   * Sends bytes in the order of the calls. Takes ownership: the caller must not use them again.
   * Resolves when they are sent; rejects after `fail()`.
   */
  async write(bytes: Uint8Array): Promise<void> {
    const sent = this.#window.send(bytes.length, () => this.#push(bytes));
    if (sent !== null) await sent;
  }

  /** Records that this number of bytes was written to the process. */
  ack(bytes: number): void {
    this.#window.ack(bytes);
  }

  /** Rejects pending and later writes with this reason: the process takes no more input. */
  fail(reason: Error): void {
    this.#window.fail(reason);
  }

  /** Sends the writes of this turn now, for a message that must follow them. */
  flush(): void {
    const chunks = this.#turn;
    if (chunks.length === 0) return;
    this.#turn = [];
    this.#send(owned(chunks));
  }

  #push(bytes: Uint8Array): void {
    this.#turn.push(bytes);
    if (this.#turn.length === 1) queueMicrotask(() => this.flush());
  }
}

/** Joins chunks in a buffer of their own; a single chunk that fills its buffer is not copied. */
function owned(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const [only, ...more] = chunks;
  if (only !== undefined && more.length === 0) {
    const { buffer, byteLength } = only;
    if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) {
      return new Uint8Array(buffer);
    }
  }
  return joinChunks(chunks);
}
