/**
 * Text from sandboxes, servers and files may hold invisible characters and terminal commands. This
 * file defines which characters these are, for texts and for names, and how they are escaped.
 */

/**
 * Characters that are invisible or change how others are displayed: DEL and C1, bidirectional
 * controls, zero-width, filler and tag characters, line and paragraph separators, interlinear
 * annotation marks, lone surrogates.
 */
const HIDDEN =
  "\\u007f-\\u009f\\p{Bidi_Control}\\p{Default_Ignorable_Code_Point}\\p{Zl}\\p{Zp}\\p{Cs}\\ufff9-\\ufffb";
/** Basic variation selectors stay, because emoji need them. */
const SELECTORS = "\\ufe00-\\ufe0f";
/** Joiners stay in texts, because emoji and several scripts need them. */
const JOINERS = "\\u200c\\u200d";

/** Control characters except tab and newline. `\p{Cc}` is C0, DEL and C1. */
const CONTROL = /(?![\t\n])\p{Cc}/gu;
/** What is escaped in a text, besides {@linkcode CONTROL}. */
const IN_TEXT = new RegExp(`(?![${SELECTORS}${JOINERS}])[${HIDDEN}]`, "gu");
/** What is escaped in a name: also joiners, private use, tabs and newlines. */
const IN_NAME = new RegExp(`(?![${SELECTORS}])[\\p{Cc}\\p{Cf}\\p{Co}${HIDDEN}]`, "gu");

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

/**
 * Makes a name or a path safe for a terminal, on one line: control and invisible characters, joiners
 * and private use become escapes such as `\u{1b}`.
 */
export function escapeName(name: string): string {
  return name.replaceAll(IN_NAME, (found) => `\\u{${found.codePointAt(0)?.toString(16)}}`);
}

/** The name as a JSON string, in which what {@linkcode escapeName} escapes is escaped with `\u`. */
export function escapeQuoted(name: string): string {
  return JSON.stringify(name).replaceAll(IN_NAME, jsonEscape);
}

/** Escapes the invisible characters of a text; ASCII control characters below DEL stay. */
export function showInvisible(text: string): string {
  return text.replaceAll(IN_TEXT, pythonEscape);
}

/** Whether `showInvisible()` would change the text. */
export function hasInvisible(text: string): boolean {
  return text.search(IN_TEXT) !== -1;
}

/** Removes the characters that `escapeText()` would escape. */
export function removeInvisible(text: string): string {
  return text.replaceAll(CONTROL, "").replaceAll(IN_TEXT, "");
}

/** Escapes the invisible characters of JSON text with `\u`; it decodes to the same value. */
export function escapeJson(json: string): string {
  return json.replaceAll(IN_TEXT, jsonEscape);
}

function jsonEscape(character: string): string {
  let escaped = "";
  for (let index = 0; index < character.length; index++) {
    escaped += `\\u${hex(character.charCodeAt(index), 4)}`;
  }
  return escaped;
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
