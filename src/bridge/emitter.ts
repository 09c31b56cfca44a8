import { ByteWindow } from "../ipc/byte_window.ts";
import type { Post } from "./launcher_port.ts";
import { type OutputStream, WINDOW_BYTES } from "../ipc/messages.ts";

/**
 * Writes to stdout and stderr of the process, which the launcher owns. Each has its own window, so
 * that one without a reader does not block the other.
 */
export class Emitter {
  readonly #post: Post;
  readonly #windows = {
    stdout: new ByteWindow(WINDOW_BYTES),
    stderr: new ByteWindow(WINDOW_BYTES),
  };
  readonly #last = { stdout: Promise.resolve(), stderr: Promise.resolve() };

  constructor(post: Post) {
    this.#post = post;
  }

  /** Copies and sends bytes, in the order of the calls per stream. Resolves when they are sent. */
  async write(stream: OutputStream, bytes: Uint8Array): Promise<void> {
    const own = bytes.slice();
    const sent = this.#windows[stream].send(
      own.length,
      () => this.#post({ op: "emit", stream, bytes: own }, [own.buffer]),
    );
    if (sent === null) return;
    this.#last[stream] = sent;
    await sent;
  }

  /** Resolves when all earlier writes are sent. */
  async flushed(): Promise<void> {
    await Promise.all([this.#last.stdout, this.#last.stderr]);
  }

  /** Records that the launcher has written this number of bytes to a stream. */
  ack(stream: OutputStream, bytes: number): void {
    this.#windows[stream].ack(bytes);
  }
}
