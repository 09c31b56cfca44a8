/**
 * What a sandbox or a server sent may hold characters that a reader does not see and that a terminal
 * obeys. Here they are made visible, as a Python literal would show them.
 */

/** Control characters but for tab and newline. `\p{Cc}` is C0, DEL and C1. */
const CONTROL = /(?![\t\n])\p{Cc}/gu;

/**
 * Characters beyond ASCII that show nothing, or change how others show: DEL and C1, bidirectional
 * controls, zero-width and tag characters, line and paragraph separators, lone surrogates. Joiners
 * and the basic variation selectors stay: emoji and several scripts are written with them.
 */
const INVISIBLE =
  /(?![\u200c\u200d\ufe00-\ufe0f])[\u007f-\u009f\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * Text of several lines, safe to write to a terminal: printable characters, tab and newline remain,
 * everything else is shown escaped. A CRLF counts as a newline.
 */
export function escapeText(text: string): string {
  return showInvisible(text.replaceAll("\r\n", "\n").replaceAll(CONTROL, pythonEscape));
}

/** One line, safe to write to a terminal or a log: as `escapeText()`, and it stays one line. */
export function escapeLine(text: string): string {
  return escapeText(text).replaceAll("\n", "\\n").replaceAll("\t", "\\t");
}

/** Shows the invisible characters of a text; control characters of ASCII stay as they are. */
export function showInvisible(text: string): string {
  return text.replaceAll(INVISIBLE, pythonEscape);
}

/** Whether `showInvisible()` would change the text. */
export function hasInvisible(text: string): boolean {
  return text.search(INVISIBLE) !== -1;
}

/** JSON text with its invisible characters as `\u` escapes, which decode to the same value. */
export function escapeJson(json: string): string {
  return json.replaceAll(INVISIBLE, (character) => {
    let escaped = "";
    for (let index = 0; index < character.length; index++) {
      escaped += `\\u${hex(character.charCodeAt(index), 4)}`;
    }
    return escaped;
  });
}

function pythonEscape(character: string): string {
  if (character === "\r") return "\\r";
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${hex(code, 2)}`;
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, "0");
}
