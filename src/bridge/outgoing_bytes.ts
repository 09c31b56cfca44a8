import { joinChunks } from "../system/join_chunks.ts";
import { ByteWindow } from "../ipc/byte_window.ts";
import { WINDOW_BYTES } from "../ipc/messages.ts";

/**
 * Bytes on their way to one process. What is written in one turn goes out as one message: each wakes
 * the launcher, and 64 calls that are answered at once are 64 writes.
 */
export class OutgoingBytes {
  readonly #send: (bytes: Uint8Array<ArrayBuffer>) => void;
  readonly #window = new ByteWindow(WINDOW_BYTES);
  #turn: Uint8Array[] = [];
  /** Writes that wait for room: none may overtake them. */
  #waiting = 0;

  /** @param send called with bytes that own their buffer, which it may transfer */
  constructor(send: (bytes: Uint8Array<ArrayBuffer>) => void) {
    this.#send = send;
  }

  /**
   * Takes the bytes over: whoever wrote them must not use them again. Resolves when they are on
   * their way, in the order of the writes; rejects after `fail()`.
   */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.#waiting > 0 || !this.#window.open) {
      this.#waiting++;
      try {
        // those before may have filled it again
        do await this.#window.room(); while (!this.#window.open);
      } finally {
        this.#waiting--;
      }
    }
    this.#window.sent(bytes.length);
    this.#turn.push(bytes);
    if (this.#turn.length === 1) queueMicrotask(() => this.flush());
  }

  /** The other side took so many bytes. */
  taken(bytes: number): void {
    this.#window.taken(bytes);
  }

  /** The process takes nothing more: who waits, and who writes from now on, is told this reason. */
  fail(reason: Error): void {
    this.#window.fail(reason);
  }

  /** Sends what was written in this turn now: something is to follow it. */
  flush(): void {
    const chunks = this.#turn;
    if (chunks.length === 0) return;
    this.#turn = [];
    this.#send(owned(chunks));
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
