import { TAKEN_STEP_BYTES } from "./messages.ts";

/** A stream whose bytes arrive as messages. It says how much its reader took, in steps. */
export class IncomingStream {
  readonly readable: ReadableStream<Uint8Array>;
  readonly #queue: Uint8Array[] = [];
  readonly #onTaken: (bytes: number) => void;
  #wake: (() => void) | null = null;
  #ended = false;
  #abandoned = false;
  #takenBytes = 0;

  /** @param onTaken called with the bytes taken since the last call */
  constructor(onTaken: (bytes: number) => void) {
    this.#onTaken = onTaken;
    this.readable = new ReadableStream({
      pull: (controller) => this.#pull(controller),
      cancel: () => this.#abandon(),
    }, { highWaterMark: 0 });
  }

  /** Takes bytes that arrived. */
  push(bytes: Uint8Array): void {
    if (this.#abandoned) return this.#take(bytes.length);
    this.#queue.push(bytes);
    this.#wakeReader();
  }

  /** Nothing more will arrive. */
  end(): void {
    this.#ended = true;
    this.#wakeReader();
  }

  async #pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    while (this.#queue.length === 0 && !this.#ended) {
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
    const bytes = this.#queue.shift();
    if (bytes === undefined) return controller.close();
    controller.enqueue(bytes);
    this.#take(bytes.length);
  }

  /** A reader that has gone takes everything: the process must not stall on it. */
  #abandon(): void {
    this.#abandoned = true;
    for (const bytes of this.#queue.splice(0)) this.#take(bytes.length);
  }

  #take(bytes: number): void {
    this.#takenBytes += bytes;
    if (this.#takenBytes < TAKEN_STEP_BYTES) return;
    this.#onTaken(this.#takenBytes);
    this.#takenBytes = 0;
  }

  #wakeReader(): void {
    this.#wake?.();
    this.#wake = null;
  }
}
