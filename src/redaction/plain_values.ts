/** Longest part of a text that counts as a word; hardly a word of a natural language is longer. */
const MAX_WORD = 14;
/** Shortest part that can be told from a word by its randomness. */
const MIN_RANDOM = 16;

/** Beginnings that issuers give their credentials, so that they can be found. */
const ISSUED =
  /^(?:gh[oprsu]_|github_pat_|glpat-|sk-|sk_|rk_|xox[a-z]-|xapp-|AKIA|ASIA|AIza|ya29\.|eyJ|npm_|pypi-|hf_|SG\.|shp(?:at|ss|ca|pa)_|dop_v1_|lin_api_|ntn_|figd_)[\w.-]{10,}/;

/**
 * Whether a value is what people read and programs compare: a number, a date, a version, a path, an
 * address, a host, or words. In the output of a server such a text means something else.
 *
 * @param mayBePassphrase three words, or words with numbers, are none of these
 */
export function isPlain(value: string, mayBePassphrase = false): boolean {
  return isNumber(value) || isPath(value) || isUrl(value) || isHost(value) || isEmail(value) ||
    (isWords(value) && !(mayBePassphrase && isPassphrase(value)));
}

/** More than a word or two, such as `password` and `not set`, which stand for no secret. */
function isPassphrase(words: string): boolean {
  return /\d/.test(words) || (words.match(/\p{L}+/gu)?.length ?? 0) > 2;
}

/** Whether a value can hardly be anything but a credential, whatever its name is. */
export function isIssued(value: string): boolean {
  return ISSUED.test(value) && /\d/.test(value) && !isWords(value);
}

/** Whether characters follow each other as if drawn by lot, with letters and digits among them. */
export function isRandom(value: string): boolean {
  if (/\s/.test(value) || UUID.test(value) || isPlain(value)) return false;
  return value.split(/[^A-Za-z0-9]+/).some(isRandomPiece) ||
    (/^[A-Za-z0-9+/_-]{32,}={0,2}$/.test(value) &&
      isRandomPiece(value.replace(/[^A-Za-z0-9]/g, "")));
}

const UUID = /^\{?[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\}?$/i;

/** Runs of digits, of small letters with a capital before them, or of capitals are long in names. */
function isRandomPiece(piece: string): boolean {
  if (piece.length < MIN_RANDOM || !/\d/.test(piece) || !/[a-z]/i.test(piece)) return false;
  const runs = piece.match(/[A-Z]?[a-z]+|[A-Z]+|\d+/g)?.length ?? 1;
  const mixed = /[a-z]/.test(piece) && /[A-Z]/.test(piece);
  return piece.length / runs <= (mixed ? 3.2 : 4);
}

/** Digits with what stands between them in numbers, dates, times, versions and addresses. */
function isNumber(value: string): boolean {
  return /^[-+v]?\d[\d.,_:/ eE+-]*$/.test(value) ||
    /^\d{4}-\d\d-\d\d[T ][\d:.]+(?:Z|[+-][\d:]+)?$/.test(value);
}

/** A path: it begins like one, or has a file's name at its end, and is made of words mostly. */
function isPath(value: string): boolean {
  const absolute = /^(?:~?[/\\]|\.{1,2}[/\\]|[A-Za-z]:[/\\]|file:)/.test(value);
  const relative = /^[\w.@ -]+(?:[/\\][\w.@ -]+)+\.[a-z]\w{0,5}$/i.test(value);
  if (!absolute && !relative) return false;
  const pieces = value.split(/[^\p{L}\p{N}]+/u).filter((piece) => piece !== "");
  const length = pieces.join("").length;
  return pieces.filter(isNamePart).join("").length >= length / 2;
}

/** A word, or one with a number at its end: `jdoe2`. */
function isNamePart(piece: string): boolean {
  return isWord(piece) || /^[a-z]{1,12}\d{1,6}$/i.test(piece);
}

/** An address. What it may hold of a secret is looked for in its parts. */
function isUrl(value: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(value);
}

function isHost(value: string): boolean {
  if (/^[\da-f]{0,4}(?::[\da-f]{0,4}){2,7}$/i.test(value)) return true;
  const match = /^((?:[a-z0-9_-]{1,63}\.)*[a-z0-9-]{1,63})(:\d{1,5})?$/i.exec(value);
  if (match === null) return false;
  const labels = (match[1] ?? "").split(".");
  if (labels.some(isRandomPiece)) return false;
  const named = labels.length > 1 && /^[a-z]{2,13}$/i.test(labels.at(-1) ?? "");
  // without a dot it takes a port, and more than that: user:12345 is a password
  return named && labels.every((label) => label.length < 40) || /^localhost(?::\d+)?$/.test(value);
}

function isEmail(value: string): boolean {
  return /^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/.test(value);
}

/** Words, with short numbers and signs between them: `client_credentials`, `eu-west-1`. */
function isWords(value: string): boolean {
  const pieces = value.split(/[\s_.,:;/|+@=&()'"!?-]+/).filter((piece) => piece !== "");
  return pieces.length > 0 && pieces.every(isWord) &&
    pieces.some((piece) => /^\p{L}{3,}$/u.test(piece));
}

function isWord(piece: string): boolean {
  if (/^\d{1,4}$/.test(piece) || /^[a-z0-9]{1,3}$/i.test(piece)) return true;
  if (!/^\p{L}+$/u.test(piece)) return false;
  const parts = piece.match(/\p{Lu}?\p{Ll}+|\p{Lu}+(?!\p{Ll})|\p{Lo}+/gu) ?? [];
  // a name in camel case has a few words; letters drawn by lot change at every second place
  return parts.join("") === piece && parts.length <= 1 + piece.length / 4 && parts.every(isSpoken);
}

/** Has vowels and consonants as a word does. */
function isSpoken(letters: string): boolean {
  if (letters.length > MAX_WORD) return false;
  if (letters.length <= 3 || !/^[a-z]+$/i.test(letters)) return true;
  const vowels = letters.match(/[aeiouy]/gi)?.length ?? 0;
  return vowels / letters.length >= 0.2 && !/[^aeiouy]{5}/i.test(letters);
}
