import { encodeMessage } from "./codec.ts";
import type { MessageToSandbox } from "./frames.ts";

/**
 * Sends bytes to the sandbox in the order of the calls. It takes the bytes over: the caller must not
 * use them again. Resolves when they are on their way; rejects when the sandbox has ended.
 */
export type WriteBytes = (bytes: Uint8Array) => Promise<void>;

/** A message waits while at least this many bytes are unread by the sandbox: 16 MiB. */
export const MAX_UNREAD_BYTES = 16 * 1024 * 1024;

/**
 * Sends messages to one sandbox and counts what it has not read. A reply is encoded only when there is
 * room for it, so that at most `MAX_UNREAD_BYTES` and one message are held as bytes.
 */
export class MessageSender {
  readonly #write: WriteBytes;
  readonly #waiting = new Set<() => void>();
  #unreadBytes = 0;

  constructor(write: WriteBytes) {
    this.#write = write;
  }

  /** Whether a reply may be sent now. */
  get hasRoom(): boolean {
    return this.#unreadBytes < MAX_UNREAD_BYTES;
  }

  /**
   * Resolves when there may be room again. Several callers are woken at once, so each must check
   * {@linkcode hasRoom} and send in the same turn.
   *
   * @throws the signal's reason when it aborts
   */
  roomChange(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const wake = () => {
        signal.removeEventListener("abort", leave);
        resolve();
      };
      const leave = () => {
        this.#waiting.delete(wake);
        reject(signal.reason);
      };
      this.#waiting.add(wake);
      signal.addEventListener("abort", leave, { once: true });
    });
  }

  /**
   * Sends a message, whether there is room or not. All its frames are written in one turn, so that
   * no other message comes between them. Resolves when they are on their way.
   *
   * @throws {SandboxError} `MESSAGE_TOO_LARGE`; nothing has been sent then
   * @throws what the write rejects with when the sandbox has ended
   */
  async send(message: MessageToSandbox): Promise<void> {
    const frames = encodeMessage(message);
    const size = frames.reduce((sum, frame) => sum + frame.length, 0);
    this.#unreadBytes += size;
    try {
      const [only, ...more] = frames;
      if (only !== undefined && more.length === 0) await this.#write(only);
      else await Promise.all(frames.map((frame) => this.#write(frame)));
    } finally {
      this.#unreadBytes -= size;
      if (this.#waiting.size > 0 && this.hasRoom) this.#wakeAll();
    }
  }

  #wakeAll(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }
}
