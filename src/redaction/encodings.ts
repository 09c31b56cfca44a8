/** Shortest part of an encoded value that is looked for. */
const MIN_PART = 8;

/**
 * The texts in which a value is recognised: itself, its lines, in base64 and URL-encoded. None has a
 * newline, so that the end of a line ends every search.
 */
export function encodingsOf(value: string): readonly string[] {
  const texts = [
    ...linesOf(value),
    ...base64Of(value),
    ...urlEncodingsOf(value),
  ];
  return [...new Set(texts)].filter((text) => text.length >= MIN_PART);
}

/**
 * The lines of a value that has several: each is a secret of its own, except what is the same
 * everywhere. A key in PEM is often given in one line, and its program makes the lines.
 */
function linesOf(value: string): readonly string[] {
  const ends = value.includes("-----BEGIN") ? /(?:[\r\n]|\\[rn])+/ : /[\r\n]+/;
  return value.split(ends).filter((line) => !/^-----[A-Z ]+-----$/.test(line));
}

/** Whole, and as a part of a longer text: there its first bits begin at one of three places. */
function base64Of(value: string): readonly string[] {
  const bytes = new TextEncoder().encode(value);
  const whole = bytes.toBase64();
  const parts = [0, 1, 2].map((before) => {
    const padded = new Uint8Array(before + bytes.length);
    padded.set(bytes, before);
    const first = Math.ceil(before * 8 / 6);
    const last = Math.floor(padded.length * 8 / 6);
    return padded.toBase64().slice(first, last);
  });
  const standard = [whole, whole.replace(/=+$/, ""), ...parts];
  return standard.flatMap((text) => [text, text.replaceAll("+", "-").replaceAll("/", "_")]);
}

/** As the usual libraries write it; they differ in what they leave as it is. */
function urlEncodingsOf(value: string): readonly string[] {
  const component = encodeURIComponent(value.toWellFormed());
  const strict = component.replace(/[!'()*]/g, hexOf);
  const form = strict.replaceAll("%20", "+").replaceAll("~", "%7E").replaceAll("%2A", "*");
  const path = strict.replaceAll("%2F", "/");
  const upper = [component, strict, form, path, encodeURI(value.toWellFormed())];
  const lower = upper.map((text) => text.replace(/%[\dA-F]{2}/g, (code) => code.toLowerCase()));
  return [...upper, ...lower].filter((text) => !/[\r\n]/.test(text));
}

function hexOf(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
