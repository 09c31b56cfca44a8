import { ByteWindow } from "../ipc/byte_window.ts";
import type { Post } from "./launcher_port.ts";
import { type OutputStream, WINDOW_BYTES } from "../ipc/messages.ts";

/** Writes to the program's own stdout and stderr, which the launcher owns. */
export class Emitter {
  readonly #post: Post;
  readonly #window = new ByteWindow(WINDOW_BYTES);

  constructor(post: Post) {
    this.#post = post;
  }

  /** Sends bytes; resolves when more may be sent. */
  async write(stream: OutputStream, bytes: Uint8Array): Promise<void> {
    const own = bytes.slice();
    this.#window.sent(own.length);
    this.#post({ op: "emit", stream, bytes: own }, [own.buffer]);
    await this.#window.room();
  }

  /** The launcher wrote bytes of ours. */
  emitted(bytes: number): void {
    this.#window.taken(bytes);
  }
}
