import { stemmer } from "stemmer";
import { wordsOf } from "./search_terms.ts";
import GROUPS from "./synonyms.txt" with { type: "text" };

/** Stems that belong together in the table, at most. */
export const LONGEST_PHRASE = 3;

/** Ways to say the same, each one or more stems. */
type Ways = readonly (readonly string[])[];

/** Read from `synonyms.txt`, which says how it is written. */
const WAYS = readGroups();

/**
 * Other ways to say a word, or words that stand together.
 *
 * @param stems joined by single spaces
 */
export function synonymsOf(stems: string): Ways {
  return WAYS.get(stems) ?? [];
}

function readGroups(): ReadonlyMap<string, Ways> {
  const ways = new Map<string, Map<string, readonly string[]>>();
  for (const line of GROUPS.split(/\r?\n/)) {
    if (line === "" || line.startsWith("#")) continue;
    const group = line.split(" ").map((words) => wordsOf(words).map(stemmer));
    for (const stems of group) {
      const others = ways.get(stems.join(" ")) ?? new Map<string, readonly string[]>();
      for (const other of group) others.set(other.join(" "), other);
      others.delete(stems.join(" "));
      ways.set(stems.join(" "), others);
    }
  }
  return new Map([...ways].map(([key, others]) => [key, [...others.values()]]));
}
