import type { Tool } from "./catalogue.ts";
import { wordsOf } from "./search_terms.ts";

/** Terms of a query that count. */
const MAX_TERMS = 64;
/** How fast a term that stands often in a tool stops adding to its score; 1.2 is the usual choice. */
const SATURATION = 1.2;
/** What a term that only begins a word of a tool is worth, against one that is the word. */
const PREFIX_WORTH = 0.4;
const SHORTEST_PREFIX = 3;

/** A tool with the server that has it. */
export interface Candidate {
  readonly server: string;
  readonly serverAlias: string;
  readonly tool: Tool;
}

export interface Found extends Candidate {
  /** Larger is nearer; always above zero. */
  readonly score: number;
}

/**
 * Ranks tools by the words of a query: a word that few tools have counts for more, one that stands
 * in the name for more than one in the description. Equal scores keep the order of the candidates.
 */
export function rankTools(
  candidates: readonly Candidate[],
  query: { readonly text: string; readonly limit: number },
): readonly Found[] {
  const terms = [...new Set(wordsOf(query.text))].slice(0, MAX_TERMS);
  const scores = new Float64Array(candidates.length);
  const serverWords = new Map(
    candidates.map(({ server }) => [server, new Set(wordsOf(server))]),
  );
  for (const term of terms) {
    const weights = candidates.map(({ server, tool }) =>
      (tool.terms.get(term) ?? 0) + (serverWords.get(server)?.has(term) ? 1 : 0)
    );
    const having = weights.filter((weight) => weight > 0).length;
    const found = having > 0 ? weights : candidates.map(({ tool }) => prefixWeight(tool, term));
    const count = having > 0 ? having : found.filter((weight) => weight > 0).length;
    const rarity = Math.log(1 + (candidates.length - count + 0.5) / (count + 0.5));
    found.forEach((weight, index) => {
      scores[index] = (scores[index] ?? 0) + rarity * weight / (weight + SATURATION);
    });
  }
  return candidates
    .map((candidate, index) => ({ ...candidate, score: rounded(scores[index] ?? 0) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, query.limit);
}

function prefixWeight(tool: Tool, term: string): number {
  if (term.length < SHORTEST_PREFIX) return 0;
  let weight = 0;
  for (const [word, worth] of tool.terms) {
    if (word.startsWith(term)) weight = Math.max(weight, worth * PREFIX_WORTH);
  }
  return weight;
}

function rounded(score: number): number {
  return Math.round(score * 1_000) / 1_000;
}
