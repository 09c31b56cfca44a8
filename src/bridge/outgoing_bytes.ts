import { joinChunks } from "../system/join_chunks.ts";
import { ByteWindow } from "../ipc/byte_window.ts";
import { WINDOW_BYTES } from "../ipc/messages.ts";

/**
 * Sends bytes to one process. What is written in one turn goes out as one message, because each
 * message wakes the launcher: 64 calls that are answered at once are 64 writes.
 */
export class OutgoingBytes {
  readonly #send: (bytes: Uint8Array<ArrayBuffer>) => void;
  readonly #window = new ByteWindow(WINDOW_BYTES);
  #turn: Uint8Array[] = [];

  /** @param send called with bytes that own their buffer, which it may transfer */
  constructor(send: (bytes: Uint8Array<ArrayBuffer>) => void) {
    this.#send = send;
  }

  /**
   * Takes ownership of the bytes: the caller must not use them again. Resolves when they are sent, in
   * the order of the writes; rejects after `fail()`.
   */
  async write(bytes: Uint8Array): Promise<void> {
    const sent = this.#window.send(bytes.length, () => this.#push(bytes));
    if (sent !== null) await sent;
  }

  /** So many bytes are in the process's pipe. */
  ack(bytes: number): void {
    this.#window.ack(bytes);
  }

  /** The process takes no more input: waiting and later writes reject with this reason. */
  fail(reason: Error): void {
    this.#window.fail(reason);
  }

  /** Sends what was written in this turn now, because another message must follow it. */
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

/** The bytes in a buffer that holds nothing else; a chunk that fills its own is not copied. */
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
