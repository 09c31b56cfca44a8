import { printable } from "../text/printable.ts";
import type { Streams } from "../system/system.ts";

/** Columns of a terminal that does not tell its width. */
const DEFAULT_COLUMNS = 80;
/** Goes to the start of the line and erases it (ECMA-48: CR, EL). */
const ERASE_LINE = "\r\x1b[K";

/**
 * A line on the terminal that says what a long operation does. It replaces itself, and is erased
 * before anything else is written to stderr. Where stderr is no terminal, nothing is shown.
 */
export class Progress {
  readonly #streams: Streams;
  readonly #visible: boolean;
  #shown = false;

  /** @param terminalKind value of `TERM` */
  constructor(streams: Streams, terminalKind: string | undefined) {
    this.#streams = streams;
    this.#visible = streams.stderrIsTerminal && terminalKind !== "dumb";
  }

  /** Shows what is being done now, cut to the width of the terminal. */
  readonly say = (text: string): void => {
    if (!this.#visible) return;
    const columns = this.#streams.columns() ?? DEFAULT_COLUMNS;
    this.#shown = true;
    void this.#streams.writeStderr(`${ERASE_LINE}${printable(text, columns - 2)}`);
  };

  /** Erases the line, if one is shown. Resolves when it is gone, so that stdout may follow. */
  async end(): Promise<void> {
    if (!this.#shown) return;
    this.#shown = false;
    await this.#streams.writeStderr(ERASE_LINE);
  }

  /** The streams for those who know nothing of the line. */
  streams(): Pick<Streams, "writeStdout" | "writeStderr" | "isBrokenPipe"> {
    const streams = this.#streams;
    return {
      writeStdout: async (bytes) => {
        // both may be one terminal, where what is written first must come first
        await this.end();
        await streams.writeStdout(bytes);
      },
      writeStderr: this.writeOver,
      isBrokenPipe: (error) => streams.isBrokenPipe(error),
    };
  }

  /** Writes text to stderr in the place of the line. Resolves as `writeStderr` does. */
  readonly writeOver = (text: string): Promise<void> => {
    const erase = this.#shown ? ERASE_LINE : "";
    this.#shown = false;
    return this.#streams.writeStderr(`${erase}${text}`);
  };
}
