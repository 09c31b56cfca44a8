import { joinChunks } from "../system/join_chunks.ts";

/** Most bytes of a message that is printed over several lines. */
export const MAX_SPREAD_BYTES = 1024 * 1024;
const NEWLINE = new Uint8Array([0x0a]);
const [SPACE, TAB, OPEN, CLOSE] = [0x20, 0x09, 0x7b, 0x7d];

export interface SpreadMessageOptions {
  /** Takes a line that belongs to no such message. Its bytes are valid only during the call unless `owned`. */
  readonly onLine: (line: Uint8Array, owned: boolean) => void;
  /** Takes the lines of a whole one, joined, in a buffer of their own. */
  readonly onMessage: (text: Uint8Array) => void;
}

/**
 * Finds messages that a server prints over several lines, as `JSON.stringify(message, null, 2)` and
 * Python's `json.dumps(message, indent=2)` do: a line `{`, indented lines, and a line `}`. Anything
 * else between them shows that it was no such message, and its lines are handed on as they came.
 */
export class SpreadMessage {
  readonly #options: SpreadMessageOptions;
  #lines: Uint8Array[] = [];
  #bytes = 0;

  constructor(options: SpreadMessageOptions) {
    this.#options = options;
  }

  /** Takes the next line, without its line feed; empty ones are dropped. */
  push(line: Uint8Array, owned: boolean): void {
    const [first] = line;
    if (first === undefined) return;
    const inside = this.#lines.length > 0;
    const [begins, ends] = [isOnly(line, OPEN), isOnly(line, CLOSE)];
    const fits = this.#bytes + line.length < MAX_SPREAD_BYTES;
    if (inside && ends && fits) {
      this.#keep(line, owned);
      this.#options.onMessage(joinChunks(this.#take()));
    } else if (inside && fits && (first === SPACE || first === TAB)) this.#keep(line, owned);
    else {
      this.#giveUp();
      if (begins) this.#keep(line, owned);
      else this.#options.onLine(line, owned);
    }
  }

  /** No line follows. */
  end(): void {
    this.#giveUp();
  }

  #keep(line: Uint8Array, owned: boolean): void {
    this.#lines.push(owned ? line : line.slice(), NEWLINE);
    this.#bytes += line.length + 1;
  }

  #take(): readonly Uint8Array[] {
    const lines = this.#lines;
    this.#lines = [];
    this.#bytes = 0;
    return lines;
  }

  #giveUp(): void {
    for (const line of this.#take()) if (line !== NEWLINE) this.#options.onLine(line, true);
  }
}

/** Whether a line is one character, apart from white space behind it. */
function isOnly(line: Uint8Array, character: number): boolean {
  return line[0] === character && line.subarray(1).every((byte) => byte <= SPACE);
}
