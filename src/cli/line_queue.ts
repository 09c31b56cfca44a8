/** Lines that may wait for the reader. */
export const MAX_LINES = 1_000;
/** Characters of them. */
export const MAX_CHARACTERS = 256 * 1024;

/**
 * Lines on their way to stderr. Whoever adds one never waits: what a slow reader leaves no room for
 * is dropped, and the number is told when there is room again.
 */
export class LineQueue {
  readonly #write: (text: string) => Promise<void>;
  #lines: string[] = [];
  #characters = 0;
  #dropped = 0;
  #writing: Promise<void> | null = null;

  /** @param write resolves when the text was taken; never rejects */
  constructor(write: (text: string) => Promise<void>) {
    this.#write = write;
  }

  /** Adds a line, with its line feed. */
  push(line: string): void {
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

  /** Resolves when all lines have been taken. Never rejects. */
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
