import { escapeName } from "./escape.ts";

/** Default length of a name or value in a line of output. */
const DEFAULT_LENGTH = 200;

/**
 * Makes a name or value safe for a terminal, on one line, with {@linkcode escapeName}; one that is
 * longer than `maxLength` UTF-16 units is cut.
 */
export function printable(text: string, maxLength: number = DEFAULT_LENGTH): string {
  // cut first, so that the work is bounded
  return escapeName(text.length <= maxLength ? text : `${text.slice(0, maxLength)}…`);
}
