/**
 * A stream that is passed on as it comes until the rest of it is dropped. A container whose output
 * nobody reads cannot be killed: the engine waits for its client, which waits for the pipe.
 */
export class DroppableStream {
  /** What the reader of the output gets. Ends when the source does. */
  readonly readable: ReadableStream<Uint8Array>;
  readonly #source: ReadableStreamDefaultReader<Uint8Array>;
  #dropped: Promise<void> | null = null;

  /** @param watch sees every chunk that is passed on */
  constructor(source: ReadableStream<Uint8Array>, watch?: (chunk: Uint8Array) => void) {
    this.#source = source.getReader();
    this.readable = new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        if (this.#dropped === null) {
          const { done, value } = await this.#source.read();
          if (!done) {
            watch?.(value);
            controller.enqueue(value);
            return;
          }
        }
        await this.#dropped;
        controller.close();
      },
      cancel: (reason) => this.#source.cancel(reason),
    }, { highWaterMark: 0 });
  }

  /** From now on what comes is read and thrown away, whether or not anybody reads. */
  drop(): void {
    this.#dropped ??= this.#readAll();
  }

  async #readAll(): Promise<void> {
    try {
      while (!(await this.#source.read()).done);
    } catch {
      // a broken pipe ends the stream like its end does
    }
  }
}
