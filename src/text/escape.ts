/**
 * Text from sandboxes and servers may hold invisible characters and terminal commands. These
 * functions escape them as a Python literal does.
 */

/** Control characters except tab and newline. `\p{Cc}` is C0, DEL and C1. */
const CONTROL = /(?![\t\n])\p{Cc}/gu;

/**
 * Characters that are invisible or change how others are displayed: DEL and C1, bidirectional
 * controls, zero-width and tag characters, line and paragraph separators, lone surrogates. Joiners
 * and the basic variation selectors stay, because emoji and several scripts need them.
 */
const INVISIBLE =
  /(?![\u200c\u200d\ufe00-\ufe0f])[\u007f-\u009f\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * Makes text of several lines safe for a terminal: printable characters, tabs and newlines stay, all
 * others are escaped. CRLF becomes a newline.
 */
export function escapeText(text: string): string {
  return showInvisible(text.replaceAll("\r\n", "\n").replaceAll(CONTROL, pythonEscape));
}

/** Makes text safe for a terminal or a log, on one line: newlines and tabs are escaped too. */
export function escapeLine(text: string): string {
  return escapeText(text).replaceAll("\n", "\\n").replaceAll("\t", "\\t");
}

/** Escapes the invisible characters of a text; ASCII control characters below DEL stay. */
export function showInvisible(text: string): string {
  return text.replaceAll(INVISIBLE, pythonEscape);
}

/** Whether `showInvisible()` would change the text. */
export function hasInvisible(text: string): boolean {
  return text.search(INVISIBLE) !== -1;
}

/** Escapes the invisible characters of JSON text with `\u`; it decodes to the same value. */
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
