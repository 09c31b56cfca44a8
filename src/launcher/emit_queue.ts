import type { OutputStream } from "../ipc/messages.ts";
import type { Streams } from "../system/system.ts";

/** Bytes for the program's own stdout or stderr. */
export interface Emission {
  readonly stream: OutputStream;
  readonly bytes: Uint8Array;
}

export interface EmitQueueOptions {
  readonly streams: Pick<Streams, "writeStdout" | "writeStderr">;
  /**
   * Whether the two streams are written in one order, as a terminal shows them; a reader of one then
   * holds up the other. @default {false}
   */
  readonly inOneOrder?: boolean;
  /** Called once when stdout cannot be written any more, with what the write failed with. */
  readonly onBroken: (error: unknown) => void;
}

/**
 * Writes what the bridge emits to the program's own stdout and stderr, each in order. A stderr that
 * nobody reads does not hold up stdout, unless both have one order.
 */
export class EmitQueue {
  readonly #options: EmitQueueOptions;
  readonly #decoder = new TextDecoder();
  readonly #writing = { stdout: Promise.resolve(), stderr: Promise.resolve() };
  #broken = false;

  constructor(options: EmitQueueOptions) {
    this.#options = options;
  }

  /**
   * Takes bytes to write.
   *
   * @param onWritten called when they have been written, or cannot be
   */
  push({ stream, bytes }: Emission, onWritten: () => void): void {
    const { streams, inOneOrder } = this.#options;
    const order = inOneOrder ? "stdout" : stream;
    this.#writing[order] = this.#writing[order].then(async () => {
      if (stream === "stderr") {
        await streams.writeStderr(this.#decoder.decode(bytes, { stream: true }));
      } else if (!this.#broken) await this.#writeStdout(bytes);
      onWritten();
    });
  }

  /** Resolves when all that was pushed has been written, or cannot be. Never rejects. */
  async flushed(): Promise<void> {
    await Promise.all([this.#writing.stdout, this.#writing.stderr]);
  }

  async #writeStdout(bytes: Uint8Array): Promise<void> {
    try {
      await this.#options.streams.writeStdout(bytes);
    } catch (error) {
      this.#broken = true;
      this.#options.onBroken(error);
    }
  }
}
