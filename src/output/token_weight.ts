/** Pieces into which `o200k_base` cuts a text before it looks for tokens, nearly. */
const PIECES =
  /[^\r\n\p{L}\p{N}]?\p{Lu}*\p{Ll}+|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+/gu;
/** A mark joined to a word: some are one token with many words, others stand alone. */
const JOINED = /^[^\s\p{L}\p{N}]\p{L}/u;
const JOINS_WELL = "._-/(\"'";
/** A long run of marks, of which about three are a token. */
const LONG_RUN = /^[^\s\p{L}\p{N}]{4,}$/u;

/**
 * About how many tokens a text has, to compare two forms of one value: their words are the same, so
 * what counts is how marks, spaces and newlines are cut. Not for texts that say different things; a
 * tokenizer would be exact, and takes 8.7 MiB.
 */
export function tokenWeight(text: string): number {
  let weight = 0;
  for (const [piece] of text.matchAll(PIECES)) weight += weightOf(piece);
  return weight;
}

function weightOf(piece: string): number {
  if (JOINED.test(piece)) return JOINS_WELL.includes(piece.charAt(0)) ? 1.6 : 2;
  return LONG_RUN.test(piece) ? piece.length / 3 : 1;
}
