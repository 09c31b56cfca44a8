import { stemmer } from "stemmer";
import { isStopWord, wordsOf } from "./search_terms.ts";
import { LONGEST_PHRASE, synonymsOf } from "./synonyms.ts";

/** Most words of a query; later ones are ignored. */
const MAX_WORDS = 64;

/** Something that a query asks for, in the words that may say it. */
export interface Concept {
  /** The query's own words first. */
  readonly ways: readonly Way[];
}

/** Stems that a tool has all of, if it says a concept in this way. */
export interface Way {
  readonly stems: readonly string[];
  /** Whether it is the query's own. */
  readonly own: boolean;
}

/** Reads what a query asks for. Words that the table of synonyms has together are one concept. */
export function conceptsOf(query: string): readonly Concept[] {
  const words = wordsOf(query).slice(0, MAX_WORDS);
  const stems = words.map(stemmer);
  const concepts = new Map<string, Concept>();
  for (let at = 0; at < stems.length;) {
    const length = phraseLength(stems, at);
    const phrase = stems.slice(at, at + length);
    if (length > 1 || !isStopWord(words[at] ?? "")) {
      const key = phrase.join(" ");
      const others = synonymsOf(key).map((other) => ({ stems: other, own: false }));
      concepts.set(key, { ways: [{ stems: phrase, own: true }, ...others] });
    }
    at += length;
  }
  return [...concepts.values()];
}

function phraseLength(stems: readonly string[], at: number): number {
  for (let length = LONGEST_PHRASE; length > 1; length--) {
    if (at + length > stems.length) continue;
    if (synonymsOf(stems.slice(at, at + length).join(" ")).length > 0) return length;
  }
  return 1;
}
