/** A place where a pattern is. */
export interface PatternMatch {
  /** Number of the pattern. */
  readonly pattern: number;
  readonly start: number;
  readonly end: number;
}

const NEWLINE = 0x0a;

/**
 * Finds many patterns at once (Wu and Manber, 1994): it looks at two bytes at the end of a window as
 * long as the shortest pattern, and moves the window by as much as no pattern can be missed.
 */
export class PatternSearch {
  /** Bytes of the longest pattern. */
  readonly longest: number;
  readonly #patterns: readonly Uint8Array[];
  readonly #window: number;
  /** By the last two bytes of the window: how far it may move. */
  readonly #shifts: Uint8Array;
  /** By the same: patterns whose window they end, the longest first. */
  readonly #ending = new Map<number, number[]>();
  /** By the first byte: patterns that begin with it. */
  readonly #beginning = new Map<number, number[]>();
  readonly #begins = new Uint8Array(256);

  /** @param patterns at least one, none shorter than two bytes, none with a newline */
  constructor(patterns: readonly Uint8Array[]) {
    const lengths = patterns.map(({ length }) => length);
    this.#patterns = patterns;
    this.longest = Math.max(...lengths);
    this.#window = Math.min(...lengths, 255);
    this.#shifts = new Uint8Array(65536).fill(this.#window - 1);
    const longestFirst = [...patterns.keys()]
      .sort((one, other) => (lengths[other] ?? 0) - (lengths[one] ?? 0));
    for (const number of longestFirst) this.#add(number, patterns[number] ?? new Uint8Array());
  }

  /**
   * The first match that begins at or after `from` and before `limit`; of several, the longest.
   */
  find(bytes: Uint8Array, from: number, limit: number): PatternMatch | null {
    const shifts = this.#shifts;
    const back = this.#window - 1;
    const end = Math.min(bytes.length, limit + back);
    for (let at = from + back; at < end;) {
      const block = (bytes[at - 1] ?? 0) << 8 | (bytes[at] ?? 0);
      const shift = shifts[block] ?? 0;
      if (shift > 0) {
        at += shift;
        continue;
      }
      const start = at - back;
      for (const pattern of this.#ending.get(block) ?? []) {
        const length = this.#patterns[pattern]?.length ?? 0;
        if (start + length <= bytes.length && this.#agrees(bytes, start, pattern)) {
          return { pattern, start, end: start + length };
        }
      }
      at++;
    }
    return null;
  }

  /**
   * The first place at or after `from` where a pattern begins whose end is still to come; the
   * number of bytes when there is none.
   */
  findOpen(bytes: Uint8Array, from: number): number {
    const line = bytes.lastIndexOf(NEWLINE) + 1;
    const first = Math.max(from, line, bytes.length - this.longest + 1);
    for (let start = first; start < bytes.length; start++) {
      const byte = bytes[start] ?? 0;
      if (this.#begins[byte] === 0) continue;
      const rest = bytes.length - start;
      const open = this.#beginning.get(byte)?.some((pattern) =>
        (this.#patterns[pattern]?.length ?? 0) > rest && this.#agrees(bytes, start, pattern)
      );
      if (open === true) return start;
    }
    return bytes.length;
  }

  #add(number: number, pattern: Uint8Array): void {
    const window = this.#window;
    for (let at = 1; at < window; at++) {
      const block = (pattern[at - 1] ?? 0) << 8 | (pattern[at] ?? 0);
      this.#shifts[block] = Math.min(this.#shifts[block] ?? 0, window - 1 - at);
    }
    const last = (pattern[window - 2] ?? 0) << 8 | (pattern[window - 1] ?? 0);
    push(this.#ending, last, number);
    const first = pattern[0] ?? 0;
    push(this.#beginning, first, number);
    this.#begins[first] = 1;
  }

  /** Whether the bytes from `start` are those of the pattern, as far as there are any. */
  #agrees(bytes: Uint8Array, start: number, number: number): boolean {
    const pattern = this.#patterns[number] ?? new Uint8Array();
    const length = Math.min(pattern.length, bytes.length - start);
    for (let at = 0; at < length; at++) if (bytes[start + at] !== pattern[at]) return false;
    return true;
  }
}

function push(lists: Map<number, number[]>, key: number, number: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [number]);
  else list.push(number);
}
