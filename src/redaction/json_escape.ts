/** Bytes of ASCII. */
export const BACKSLASH = 0x5c, LETTER_U = 0x75, QUOTE = 0x22, SLASH = 0x2f;

/** A run of backslashes with the character after it. */
export interface Escape {
  /** Where the character begins. */
  readonly character: number;
  readonly end: number;
  /** The character when it is written as a code, else its first byte; -1 when there is none. */
  readonly code: number;
  readonly isCode: boolean;
  /** Whether bytes to come may still change it. */
  readonly isOpen: boolean;
}

/** Reads the escape that begins with the backslash at `start`. */
export function readEscape(source: Uint8Array, start: number): Escape {
  const character = endOfRun(source, start);
  const isU = source[character] === LETTER_U;
  const digits = isU ? hexDigits(source, character + 1) : 0;
  if (digits === 4) {
    const code = codeAt(source, character + 1);
    return { character, end: character + 5, code, isCode: true, isOpen: false };
  }
  const isThere = character < source.length;
  const isOpen = !isThere || (isU && character + 1 + digits === source.length);
  const end = isThere ? character + 1 : character;
  return { character, end, code: source[character] ?? -1, isCode: false, isOpen };
}

/** Writes the character of an escape as UTF-8. Returns where the next byte goes. */
export function writeEscape(target: Uint8Array, at: number, { code, isCode }: Escape): number {
  if (isCode) return writeCharacter(target, at, code);
  if (code === -1) return at;
  target[at] = code;
  return at + 1;
}

/** Where backslashes end, and codes of backslashes after the first. */
function endOfRun(bytes: Uint8Array, start: number): number {
  let at = start + 1;
  while (true) {
    if (bytes[at] === BACKSLASH) at++;
    else if (isCodeOf(bytes, at, BACKSLASH)) at += 5;
    else return at;
  }
}

function isCodeOf(bytes: Uint8Array, at: number, code: number): boolean {
  return bytes[at] === LETTER_U && hexDigits(bytes, at + 1) === 4 && codeAt(bytes, at + 1) === code;
}

/** How many hexadecimal digits follow, up to 4. */
function hexDigits(bytes: Uint8Array, from: number): number {
  let count = 0;
  while (count < 4 && hexValue(bytes[from + count]) !== -1) count++;
  return count;
}

function codeAt(bytes: Uint8Array, from: number): number {
  let code = 0;
  for (let index = from; index < from + 4; index++) code = code * 16 + hexValue(bytes[index]);
  return code;
}

function hexValue(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x61 + 10 : -1;
}

/** What the short escape of a control character has after its backslash. */
const SHORT: Readonly<Record<number, number>> = {
  0x08: 0x62,
  0x09: 0x74,
  0x0a: 0x6e,
  0x0c: 0x66,
  0x0d: 0x72,
};

/** Writes a UTF-16 unit as UTF-8, a surrogate as three bytes. Returns where the next one goes. */
function writeCharacter(target: Uint8Array, at: number, code: number): number {
  if (code === BACKSLASH) return at;
  if (code < 0x80) {
    target[at] = SHORT[code] ?? code;
    return at + 1;
  }
  if (code < 0x800) {
    target[at] = 0xc0 | code >> 6;
    target[at + 1] = 0x80 | code & 0x3f;
    return at + 2;
  }
  target[at] = 0xe0 | code >> 12;
  target[at + 1] = 0x80 | code >> 6 & 0x3f;
  target[at + 2] = 0x80 | code & 0x3f;
  return at + 3;
}
