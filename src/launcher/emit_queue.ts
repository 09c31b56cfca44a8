import type { OutputStream } from "../bridge/messages.ts";
import { messageOf } from "../errors.ts";
import type { Streams } from "../system/system.ts";

export interface EmitQueueOptions {
  readonly streams: Pick<Streams, "writeStdout" | "writeStderr">;
  /** Called when bytes have been written, so that the bridge may send more. */
  readonly onWritten: (bytes: number) => void;
  /** Called once when nobody reads our stdout any more. */
  readonly onBroken: (reason: string) => void;
}

/** Writes what the bridge emits to the program's own stdout and stderr, in order. */
export class EmitQueue {
  readonly #options: EmitQueueOptions;
  readonly #decoder = new TextDecoder();
  #writing: Promise<void> = Promise.resolve();
  #broken = false;

  constructor(options: EmitQueueOptions) {
    this.#options = options;
  }

  /** Takes bytes to write. */
  push(stream: OutputStream, bytes: Uint8Array): void {
    const { streams, onWritten } = this.#options;
    this.#writing = this.#writing.then(async () => {
      if (stream === "stderr") streams.writeStderr(this.#decoder.decode(bytes, { stream: true }));
      else if (!this.#broken) await this.#writeStdout(bytes);
      onWritten(bytes.length);
    });
  }

  /** Resolves when all that was pushed has been written, or cannot be. Never rejects. */
  flushed(): Promise<void> {
    return this.#writing;
  }

  async #writeStdout(bytes: Uint8Array): Promise<void> {
    try {
      await this.#options.streams.writeStdout(bytes);
    } catch (error) {
      this.#broken = true;
      this.#options.onBroken(messageOf(error));
    }
  }
}
