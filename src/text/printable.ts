/**
 * Characters that a terminal executes or does not show: controls, line and paragraph separators,
 * direction marks, zero-width and other format characters, lone surrogates, private use.
 */
const UNSHOWN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\u2028\u2029\u034f\u115f\u1160\u3164\uffa0]/gu;

/** Default length of a name or value in a line of output. */
const DEFAULT_LENGTH = 200;

/**
 * Makes text safe for a terminal, on one line: control and invisible characters become escapes such
 * as `\u{1b}`, and a text longer than `maxLength` UTF-16 units is cut.
 */
export function printable(text: string, maxLength: number = DEFAULT_LENGTH): string {
  // cut first, so that the work is bounded
  const cut = text.length <= maxLength ? text : `${text.slice(0, maxLength)}…`;
  return cut.replace(UNSHOWN, (found) => `\\u{${found.codePointAt(0)?.toString(16)}}`);
}
