import type { JsonValue } from "./json.ts";

declare global {
  interface JSON {
    /** A value that `JSON.stringify` writes as this text; not yet in the types of the runtime. */
    rawJSON(text: string): object;
  }
}

/**
 * The JSON of a value, every integer with all its digits. `JSON.stringify` throws for a `bigint`, so
 * what holds values of servers or programs is written by this.
 *
 * @param indent spaces of a level; 0 is one line
 */
export function writeJson(value: JsonValue | object, indent = 0): string {
  try {
    return JSON.stringify(value, null, indent);
  } catch (error) {
    // the one kind of value that it has no words for; calling a function for each value is slow
    if (!(error instanceof TypeError)) throw error;
    return JSON.stringify(value, writeInteger, indent);
  }
}

function writeInteger(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? JSON.rawJSON(value.toString()) : value;
}
