/**
 * Characters that a terminal obeys or hides instead of showing: controls, line and paragraph
 * separators, direction marks, zero-width and other format characters, lone surrogates, private use.
 */
const UNSHOWN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\u2028\u2029\u034f\u115f\u1160\u3164\uffa0]/gu;

/** Longest text that a name or value takes in a line for people. */
const DEFAULT_LENGTH = 200;

/**
 * Text from outside as one line that a terminal shows and does not obey: characters without a shape
 * become `\u{1b}`, and a long text is cut.
 */
export function printable(text: string, maxLength: number = DEFAULT_LENGTH): string {
  // cut first: the work is bounded whatever the text
  const cut = text.length <= maxLength ? text : `${text.slice(0, maxLength)}…`;
  return cut.replace(UNSHOWN, (found) => `\\u{${found.codePointAt(0)?.toString(16)}}`);
}
