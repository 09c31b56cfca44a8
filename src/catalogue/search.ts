import type { SearchIndex } from "./search_index.ts";
import { type Concept, conceptsOf, type Way } from "./search_query.ts";
import { stemsOf, type Term, wordsOf } from "./search_terms.ts";

/** How quickly repetitions of a stem stop adding to the score: `k1` of BM25, usually 1.2. */
const SATURATION = 1.2;
/** What a stem counts in all tools of a server that has it in its name, or a longer word for it. */
const IN_SERVER_NAME = 2;
const BEGINS_SERVER_NAME = 1;
/** Characters of a word that may stand for a longer one in a server's name, or in a tool. */
const SHORTEST_BEGINNING = 4;
const SHORTEST_PREFIX = 3;
/** Words of a query, unknown as they are, for which words are looked up that begin so. */
const MAX_PREFIXES = 8;

// each of these is relative to the query's own word
const SYNONYM_WORTH = 0.5;
const PREFIX_WORTH = 0.4;
/** Of a word of a name that the query has in another form, such as the plural. */
const OTHER_FORM_WORTH = 0.7;

/** By how much a score grows when the query says a tool's whole name, or names its server. */
const WHOLE_NAME = 1;
const NAMED_SERVER = 0.3;
/** The share of a score that hangs on how much of the query a tool answers. */
const WHOLE_QUERY = 0.85;

/** Tools that belong together. */
export interface ToolGroup {
  /** The server's name. */
  readonly name: string;
  readonly index: SearchIndex;
}

/** A tool that was found. */
export interface Hit {
  /** Places of the group, and of the tool in it. */
  readonly group: number;
  readonly tool: number;
  /** Positive; larger is a better match. */
  readonly score: number;
}

/**
 * Ranks tools by the words of a query, by BM25 with fields: words that few tools have count for more,
 * and so do words of a tool's name. A tool answers each concept of the query in the best of the ways
 * to say it, so that many synonyms are worth no more than one. Equal scores keep the tools' order.
 */
export function rankTools(
  groups: readonly ToolGroup[],
  query: { readonly text: string; readonly limit: number },
): readonly Hit[] {
  const concepts = conceptsOf(query.text);
  const corpus = new Corpus(groups);
  const scores = new Float64Array(corpus.size);
  const answered = new Uint8Array(corpus.size);
  for (const concept of concepts) {
    for (const [place, score] of corpus.scores(concept)) {
      scores[place] = (scores[place] ?? 0) + score;
      answered[place] = (answered[place] ?? 0) + 1;
    }
  }
  const said: Said = { worths: worthsOf(concepts), words: new Set(wordsOf(query.text)) };
  const hits = groups.flatMap(({ index }, group) => {
    const own = corpus.serverStems(group);
    const isNamed = own.size > 0 && [...own].every((stem) => said.worths.get(stem) === 1);
    return index.names.flatMap((name, tool): Hit[] => {
      const place = corpus.place(group, tool);
      const sum = scores[place] ?? 0;
      if (sum === 0) return [];
      const rest = name.filter(({ stem }) => !own.has(stem));
      const share = (answered[place] ?? 0) / concepts.length;
      const score = sum * (1 + WHOLE_NAME * coverage(rest, said)) *
        (1 - WHOLE_QUERY + WHOLE_QUERY * share) * (isNamed ? 1 + NAMED_SERVER : 1);
      return [{ group, tool, score: Math.round(score * 1_000) / 1_000 }];
    });
  });
  return hits
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, query.limit);
}

/** What a query says. */
interface Said {
  /** Stems of its words and of their synonyms, with what they are worth. */
  readonly worths: ReadonlyMap<string, number>;
  /** Its words as they are. */
  readonly words: ReadonlySet<string>;
}

function worthsOf(concepts: readonly Concept[]): ReadonlyMap<string, number> {
  const worths = new Map<string, number>();
  for (const way of concepts.flatMap(({ ways }) => ways)) {
    for (const stem of way.stems) worths.set(stem, Math.max(worths.get(stem) ?? 0, worthOf(way)));
  }
  return worths;
}

function worthOf({ own }: Way): number {
  return own ? 1 : SYNONYM_WORTH;
}

/** How much of a name a query says, from 0 to 1. */
function coverage(name: readonly Term[], { worths, words }: Said): number {
  if (name.length === 0) return 1;
  const sum = name.reduce((total, { stem, word }) => {
    const worth = worths.get(stem) ?? 0;
    return total + (words.has(word) ? worth : worth * OTHER_FORM_WORTH);
  }, 0);
  return sum / name.length;
}

/** Numbers by the places of tools. */
type ByPlace = ReadonlyMap<number, number>;

/** The tools of all groups in one row. */
class Corpus {
  readonly size: number;
  readonly #groups: readonly ToolGroup[];
  /** The place of each group's first tool. */
  readonly #firsts: readonly number[];
  readonly #serverStems: readonly ReadonlySet<string>[];
  #prefixes = 0;

  constructor(groups: readonly ToolGroup[]) {
    const firsts: number[] = [];
    let size = 0;
    for (const { index } of groups) {
      firsts.push(size);
      size += index.names.length;
    }
    this.size = size;
    this.#groups = groups;
    this.#firsts = firsts;
    this.#serverStems = groups.map(({ name }) => new Set(stemsOf(name)));
  }

  place(group: number, tool: number): number {
    return (this.#firsts[group] ?? 0) + tool;
  }

  /** The stems of a server's name. */
  serverStems(group: number): ReadonlySet<string> {
    return this.#serverStems[group] ?? new Set();
  }

  /** What the tools that answer a concept get for it. */
  scores({ ways }: Concept): ByPlace {
    const best = new Map<number, number>();
    for (const way of ways) {
      const weights = this.#weights(way);
      const rarity = Math.log(1 + (this.size - weights.size + 0.5) / (weights.size + 0.5));
      for (const [place, weight] of weights) {
        const score = worthOf(way) * rarity * weight / (weight + SATURATION);
        if (score > (best.get(place) ?? 0)) best.set(place, score);
      }
    }
    return best;
  }

  #weights({ stems, own }: Way): ByPlace {
    const [first = "", ...others] = stems;
    const weights = others.reduce(
      (sofar, stem) => inBoth(sofar, this.#weightsOf(stem)),
      this.#weightsOf(first),
    );
    const isUnknown = own && others.length === 0 && weights.size === 0;
    return isUnknown ? this.#weightsOfPrefix(first) : weights;
  }

  #weightsOf(stem: string): ByPlace {
    const weights = new Map<number, number>();
    this.#groups.forEach(({ index }, group) => {
      const ofServer = this.#inServerName(group, stem);
      if (ofServer > 0) {
        index.names.forEach((_, tool) => weights.set(this.place(group, tool), ofServer));
      }
      const posting = index.postings.get(stem);
      posting?.tools.forEach((tool, nth) => {
        const place = this.place(group, tool);
        weights.set(place, (weights.get(place) ?? 0) + (posting.weights[nth] ?? 0));
      });
    });
    return weights;
  }

  #inServerName(group: number, stem: string): number {
    const own = this.serverStems(group);
    if (own.has(stem)) return IN_SERVER_NAME;
    const isBeginning = stem.length >= SHORTEST_BEGINNING &&
      [...own].some((longer) => longer.startsWith(stem));
    return isBeginning ? BEGINS_SERVER_NAME : 0;
  }

  #weightsOfPrefix(prefix: string): ByPlace {
    const weights = new Map<number, number>();
    if (prefix.length < SHORTEST_PREFIX || this.#prefixes >= MAX_PREFIXES) return weights;
    this.#prefixes += 1;
    this.#groups.forEach(({ index }, group) => {
      for (const [stem, posting] of index.postings) {
        if (!stem.startsWith(prefix)) continue;
        posting.tools.forEach((tool, nth) => {
          const place = this.place(group, tool);
          const weight = PREFIX_WORTH * (posting.weights[nth] ?? 0);
          weights.set(place, Math.max(weights.get(place) ?? 0, weight));
        });
      }
    });
    return weights;
  }
}

/** The places that both have, each with the smaller number. */
function inBoth(some: ByPlace, others: ByPlace): ByPlace {
  const both = new Map<number, number>();
  for (const [place, weight] of some) {
    const other = others.get(place);
    if (other !== undefined) both.set(place, Math.min(weight, other));
  }
  return both;
}
