import type { OutputStream } from "../../ipc/messages.ts";
import type { ShellText } from "../../output/cli_text.ts";
import type { OutputMessage } from "../../rpc/frames.ts";
import { escapeText } from "../../text/escape.ts";
import { withoutBrokenEnd } from "../../text/surrogates.ts";
import type { Emitter } from "../emitter.ts";

/** Characters of one write. A program may send more at once, and its escapes are longer. */
const PIECE = 64 * 1024;

export interface RunPrinterOptions {
  readonly emitter: Pick<Emitter, "write">;
  /** Which streams are a terminal: there, control characters are escaped. */
  readonly terminals: Readonly<Record<OutputStream, boolean>>;
}

/** Writes what a program prints to the shell's streams, as it comes, and at last what came of it. */
export class RunPrinter {
  readonly #options: RunPrinterOptions;
  readonly #encoder = new TextEncoder();
  /** Whether a stream stands within a line. */
  readonly #inLine: Record<OutputStream, boolean> = { stdout: false, stderr: false };

  constructor(options: RunPrinterOptions) {
    this.#options = options;
  }

  /** Takes a piece of output; resolves when there is room for the next. Never rejects. */
  readonly print = async ({ stream, text }: OutputMessage): Promise<void> => {
    const { terminals } = this.#options;
    for (let at = 0; at < text.length;) {
      const piece = withoutBrokenEnd(text.slice(at, at + PIECE)) || text.slice(at, at + PIECE);
      at += piece.length;
      await this.#write(stream, terminals[stream] ? escapeText(piece) : piece);
    }
  };

  /** Writes the closing words, which begin on a line of their own. */
  async close(text: ShellText): Promise<void> {
    for (const stream of ["stdout", "stderr"] as const) {
      if (text[stream] === "") continue;
      await this.#write(stream, `${this.#inLine[stream] ? "\n" : ""}${text[stream]}`);
    }
  }

  async #write(stream: OutputStream, text: string): Promise<void> {
    this.#inLine[stream] = !text.endsWith("\n");
    await this.#options.emitter.write(stream, this.#encoder.encode(text));
  }
}
