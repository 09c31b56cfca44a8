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

/**
 * Writes what a program prints to the shell's streams, as it comes, and at last what came of it. All
 * that comes in one turn is one write: a program's lines come by the thousand.
 */
export class RunPrinter {
  readonly #options: RunPrinterOptions;
  readonly #encoder = new TextEncoder();
  /** Whether a stream stands within a line. */
  readonly #inLine: Record<OutputStream, boolean> = { stdout: false, stderr: false };
  /** What came in this turn for one stream. */
  #stream: OutputStream = "stdout";
  #text = "";
  /** The write at the end of this turn. */
  #turn: Promise<void> | null = null;

  constructor(options: RunPrinterOptions) {
    this.#options = options;
  }

  /** Takes a piece of output; resolves when there is room for the next. Never rejects. */
  readonly print = ({ stream, text }: OutputMessage): Promise<void> => {
    if (stream !== this.#stream) this.#flush();
    this.#stream = stream;
    this.#text += text;
    if (this.#text.length >= PIECE) return this.#flush();
    return this.#turn ??= Promise.resolve().then(() => {
      this.#turn = null;
      return this.#flush();
    });
  };

  /** Writes the closing words, which begin on a line of their own. */
  async close(text: ShellText): Promise<void> {
    await this.#flush();
    for (const stream of ["stdout", "stderr"] as const) {
      if (text[stream] === "") continue;
      await this.#write(stream, `${this.#inLine[stream] ? "\n" : ""}${text[stream]}`);
    }
  }

  async #flush(): Promise<void> {
    const stream = this.#stream;
    const text = this.#text;
    this.#text = "";
    const escape = this.#options.terminals[stream];
    // all is handed on at once, so that nothing comes between
    const writes: Promise<void>[] = [];
    for (let at = 0; at < text.length;) {
      const piece = withoutBrokenEnd(text.slice(at, at + PIECE)) || text.slice(at, at + PIECE);
      at += piece.length;
      writes.push(this.#write(stream, escape ? escapeText(piece) : piece));
    }
    await Promise.all(writes);
  }

  async #write(stream: OutputStream, text: string): Promise<void> {
    this.#inLine[stream] = !text.endsWith("\n");
    await this.#options.emitter.write(stream, this.#encoder.encode(text));
  }
}
