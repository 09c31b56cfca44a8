/** Most lines that wait for the reader. */
export const MAX_LINES = 1_000;
/** Most characters of these lines. */
export const MAX_CHARACTERS = 256 * 1024;
/** Characters of one of them: more than a message of the log can have when all of it is escaped. */
export const MAX_LINE_CHARACTERS = MAX_CHARACTERS / 2;

/**
 * A bounded queue of lines for stderr. Adding a line never waits. When the queue is full, because
 * the reader is slow, lines are dropped, and their number is written as soon as there is room.
 */
export class LineQueue {
  readonly #write: (text: string) => Promise<void>;
  #lines: string[] = [];
  #characters = 0;
  #dropped = 0;
  #writing: Promise<void> | null = null;

  /** @param write resolves when the text was written; never rejects */
  constructor(write: (text: string) => Promise<void>) {
    this.#write = write;
  }

  /** Adds a line, with its line feed; one that is too long is cut. */
  push(text: string): void {
    const line = text.length <= MAX_LINE_CHARACTERS ? text : `${cut(text, MAX_LINE_CHARACTERS)}\n`;
    const full = this.#lines.length >= MAX_LINES ||
      this.#characters + line.length > MAX_CHARACTERS;
    if (full) {
      this.#dropped++;
      return;
    }
    this.#lines.push(line);
    this.#characters += line.length;
    this.#writing ??= this.#writeAll();
  }

  /** Resolves when all lines have been written. Never rejects. */
  async flushed(): Promise<void> {
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    while (this.#lines.length > 0 || this.#dropped > 0) {
      const text = this.#lines.join("") + this.#takeNotice();
      this.#lines = [];
      this.#characters = 0;
      await this.#write(text);
    }
    this.#writing = null;
  }

  #takeNotice(): string {
    const dropped = this.#dropped;
    this.#dropped = 0;
    return dropped === 0
      ? ""
      : `${dropped} lines of the log were dropped: nobody read them in time\n`;
  }
}

/** The text, or its beginning with a mark that there was more. */
export function cut(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text;
  const mark = "… (cut)";
  return `${text.slice(0, maxCharacters - mark.length - 1)}${mark}`;
}
