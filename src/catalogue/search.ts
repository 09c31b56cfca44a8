import type { ChangedPart } from "../rpc/calls.ts";
import type { Tool } from "./catalogue.ts";
import { wordsOf } from "./search_terms.ts";

/** Most terms of a query; later ones are ignored. */
const MAX_TERMS = 64;
/** How quickly repetitions of a term stop adding to the score: k1 of BM25, usually 1.2. */
const SATURATION = 1.2;
/** Weight of a term that is only a prefix of a tool's word, relative to a whole word. */
const PREFIX_WORTH = 0.4;
const SHORTEST_PREFIX = 3;

/** A tool and its server. */
export interface Candidate {
  readonly server: string;
  readonly serverAlias: string;
  readonly tool: Tool;
  /** What of it is not as it was first seen. @default nothing */
  readonly changed?: readonly ChangedPart[];
}

export interface Found extends Candidate {
  /** Positive; larger is a better match. */
  readonly score: number;
}

/**
 * Ranks tools by the words of a query. Words that few tools have and words in a tool's name count
 * for more. Equal scores keep the order of the candidates.
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
