import { joinChunks } from "../system/join_chunks.ts";
import { normalForm } from "./normal_form.ts";
import type { PatternSearch } from "./pattern_search.ts";

/** Most bytes of an escape for one byte: `\u0041` three levels deep. */
const ESCAPED_BYTES = 16;
/** Bytes that may always be held back: an escape that has not come to its end. */
const SPARE_BYTES = 1024;

const NOTHING: Uint8Array = new Uint8Array(0);

/** What is looked for, and what is put in its place. */
export interface Redactions {
  readonly search: PatternSearch;
  /** By number of the pattern. */
  readonly replacements: readonly Uint8Array[];
}

/**
 * Replaces patterns in one stream, wherever its chunks end. It holds back only what may be the
 * beginning of a pattern, and never beyond the end of a line: no pattern has a newline.
 */
export class StreamRedactor {
  readonly #search: PatternSearch;
  readonly #replacements: readonly Uint8Array[];
  readonly #mostHeld: number;
  #held = NOTHING;

  constructor({ search, replacements }: Redactions) {
    this.#search = search;
    this.#replacements = replacements;
    this.#mostHeld = search.longest * ESCAPED_BYTES + SPARE_BYTES;
  }

  /**
   * Takes the next bytes.
   *
   * @returns what may go on; it may share the memory of `chunk`
   */
  push(chunk: Uint8Array): Uint8Array {
    const bytes = join(this.#held, chunk);
    const passed = this.#process(bytes, false);
    // backslashes without end have no meaning, and must not fill the memory
    return this.#held.length > this.#mostHeld ? join(passed, this.end()) : passed;
  }

  /** The stream has ended: what was held back. */
  end(): Uint8Array {
    const bytes = this.#held;
    return bytes.length === 0 ? bytes : this.#process(bytes, true);
  }

  #process(bytes: Uint8Array, isLast: boolean): Uint8Array {
    const form = normalForm(bytes, isLast);
    const open = (from: number) =>
      isLast ? form.bytes.length : this.#search.findOpen(form.bytes, from);
    const places = form.places();
    const pieces: Uint8Array[] = [];
    let passed = 0;
    let from = 0;
    let limit = open(0);
    while (true) {
      const match = this.#search.find(form.bytes, from, limit);
      if (match === null) break;
      const start = Math.max(passed, places.startOf(match.start));
      pieces.push(bytes.subarray(passed, start), this.#replacements[match.pattern] ?? NOTHING);
      passed = places.endOf(match.end - 1);
      from = match.end;
      if (from > limit) limit = open(from);
    }
    const held = limit === form.bytes.length ? form.complete : places.outerStartOf(limit);
    const kept = Math.max(passed, held);
    // the memory of a chunk belongs to whoever reads the next one into it
    this.#held = kept === bytes.length ? NOTHING : bytes.slice(kept);
    if (pieces.length === 0) return kept === bytes.length ? bytes : bytes.subarray(0, kept);
    pieces.push(bytes.subarray(passed, kept));
    return joinChunks(pieces);
  }
}

function join(one: Uint8Array, other: Uint8Array): Uint8Array {
  if (one.length === 0) return other;
  return other.length === 0 ? one : joinChunks([one, other]);
}
