import { ByteWindow } from "../ipc/byte_window.ts";
import type { Post } from "./launcher_port.ts";
import { type OutputStream, WINDOW_BYTES } from "../ipc/messages.ts";

/** Writes to the program's own stdout and stderr, which the launcher owns. */
export class Emitter {
  readonly #post: Post;
  readonly #window = new ByteWindow(WINDOW_BYTES);
  #last: Promise<void> = Promise.resolve();

  constructor(post: Post) {
    this.#post = post;
  }

  /** Copies and sends bytes; resolves when they are sent, in the order of the calls. */
  async write(stream: OutputStream, bytes: Uint8Array): Promise<void> {
    const own = bytes.slice();
    const sent = this.#window.send(
      own.length,
      () => this.#post({ op: "emit", stream, bytes: own }, [own.buffer]),
    );
    if (sent === null) return;
    this.#last = sent;
    await sent;
  }

  /** Resolves when everything that was written before is sent. */
  flushed(): Promise<void> {
    return this.#last;
  }

  /** The launcher has written so many of our bytes. */
  ack(bytes: number): void {
    this.#window.ack(bytes);
  }
}
