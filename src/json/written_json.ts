import { isJsonArray, type JsonValue } from "./json.ts";
import { readJson } from "./read_json.ts";
import { shapeOf } from "./shape.ts";
import { writeJson } from "./write_json.ts";

/** JSON in UTF-8, in a form that goes from thread to thread without a copy. */
export interface JsonBytes {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** UTF-16 units of the JSON. */
  readonly characters: number;
  /** What the value looks like, where that may be asked for later: see {@linkcode shapeOf}. */
  readonly shape?: string;
  /** How many items it has, if it is a list. */
  readonly items?: number;
}

/** Writes a value, to be handed to another thread. */
export function toJsonBytes(value: JsonValue): JsonBytes {
  const text = writeJson(value);
  return {
    bytes: new TextEncoder().encode(text),
    characters: text.length,
    ...(isJsonArray(value) && { items: value.length }),
  };
}

/** The same with the value's shape. */
export function toShapedBytes(value: JsonValue): JsonBytes {
  return { ...toJsonBytes(value), shape: shapeOf(value) };
}

/** The JSON of a value that was read and written in another thread. */
export class WrittenJson {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** UTF-16 units of the JSON. */
  readonly characters: number;
  /** How many items it has; absent if it is no list. */
  readonly items: number | undefined;
  /** What the value looks like; `null` where nobody looked. */
  readonly shape: string | null;

  constructor({ bytes, characters, items, shape }: JsonBytes) {
    this.bytes = bytes;
    this.characters = characters;
    this.items = items;
    this.shape = shape ?? null;
  }

  /** The value, read here, while others wait. */
  value(): JsonValue {
    // it was within bounds when it was read first
    return readJson(new TextDecoder().decode(this.bytes), { maxValues: Infinity });
  }

  /**
   * JSON of which this is the last value, as pieces in order.
   *
   * @param around the text with `null` in the place of this; only ends of containers may follow
   */
  piecesWithin(around: string): readonly Uint8Array<ArrayBuffer>[] {
    const at = around.lastIndexOf(PLACE);
    const encoder = new TextEncoder();
    const after = around.slice(at + PLACE.length);
    return [encoder.encode(around.slice(0, at)), this.bytes, encoder.encode(after)];
  }

  /** The first UTF-16 units of the JSON, at most as many as `limit`. */
  head(limit: number): string {
    const bytes = this.bytes.subarray(0, limit * MAX_UTF8_BYTES);
    return new TextDecoder().decode(bytes, { stream: true }).slice(0, limit);
  }

  /** The last UTF-16 units of the JSON, at most as many as `limit`. */
  tail(limit: number): string {
    let start = Math.max(0, this.bytes.length - limit * MAX_UTF8_BYTES);
    while (start > 0 && isContinuation(this.bytes[start])) start++;
    const text = new TextDecoder().decode(this.bytes.subarray(start));
    return text.slice(Math.max(0, text.length - limit));
  }
}

const PLACE = "null";
/** A UTF-16 unit takes at most three bytes in UTF-8: what takes four is two units. */
const MAX_UTF8_BYTES = 3;

/** Whether a byte is not the first of its character. */
function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
