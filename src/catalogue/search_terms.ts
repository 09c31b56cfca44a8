import { stemmer } from "stemmer";

/** Characters of a word that are used. */
const MAX_WORD = 40;

/** Words that say nothing of what a tool does. */
const STOP_WORDS = new Set(
  ("a an the this that these those it its of in on at to for from by with into onto and or nor but " +
    "is are was were be been being am do does did can could may might will would shall should must " +
    "as if then than so such via per also only just very my your our their his her i you we they " +
    "there here please want need me us").split(" "),
);

/** Splits a text into words: lower case, `camelCase` split. */
export function wordsOf(text: string): readonly string[] {
  return text
    .normalize("NFKC")
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "")
    .map((word) => word.slice(0, MAX_WORD));
}

/** Whether a word says nothing of what a tool does. */
export function isStopWord(word: string): boolean {
  return STOP_WORDS.has(word);
}

/** A word, and what its forms have in common. */
export interface Term {
  readonly word: string;
  readonly stem: string;
}

/**
 * Splits a text into words with their stems, without those that say nothing.
 *
 * @param stemOf gives the stem of a word
 */
export function termsOf(text: string, stemOf: (word: string) => string = stemmer): readonly Term[] {
  return wordsOf(text)
    .filter((word) => !isStopWord(word))
    .map((word) => ({ word, stem: stemOf(word) }));
}

/** `stemmer` for many texts, which have most words in common: finding a stem takes microseconds. */
export function rememberingStemmer(): (word: string) => string {
  const known = new Map<string, string>();
  return (word) => {
    const stem = known.get(word) ?? stemmer(word);
    known.set(word, stem);
    return stem;
  };
}

/** The stems of a text's words, without those that say nothing. */
export function stemsOf(text: string): readonly string[] {
  return termsOf(text).map(({ stem }) => stem);
}
