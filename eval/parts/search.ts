import { buildCatalogue } from "../../src/catalogue/catalogue.ts";
import { rankTools, type ToolGroup } from "../../src/catalogue/search.ts";
import { readCatalogues, type RecordedCatalogue } from "../catalogues.ts";
import { type Half, split } from "../halves.ts";
import { readJsonLines } from "../jsonl.ts";

/** A query, and all tools that do what it asks for. */
export interface Query {
  readonly id: string;
  /** Words that a user of the tool would type, or what they want in words that are not the tool's. */
  readonly kind: "keywords" | "paraphrase";
  readonly text: string;
  /** Each as `server/tool`; one of them must be found. */
  readonly tools: readonly string[];
}

/** Where the first right tool stands in the ranking, from 1; 0 where it is not among the first ten. */
export interface RankedQuery extends Query {
  readonly half: Half;
  readonly rank: number;
}

export interface SearchReport {
  readonly queries: readonly RankedQuery[];
  readonly tools: number;
  /** Milliseconds of a query: half of them took less, and 99 of 100. */
  readonly medianMs: number;
  readonly slowMs: number;
}

/** Ranks that are looked at. */
const LIMIT = 10;
const QUERIES = new URL("../data/queries.jsonl", import.meta.url);

export async function readQueries(): Promise<readonly (Query & { readonly half: Half })[]> {
  return split(await readJsonLines<Query>(QUERIES));
}

/** The tools of all catalogues as the bridge searches them, with the names by which queries know them. */
export function indexed(
  catalogues: readonly RecordedCatalogue[],
): readonly (ToolGroup & { readonly tools: readonly string[] })[] {
  return catalogues.map(({ server, listed }) => {
    const { index, tools } = buildCatalogue(listed);
    return {
      name: server,
      index,
      tools: tools.map((tool) => `${server}/${tool.description.name}`),
    };
  });
}

/** Runs each query against the index of today. */
export async function evaluateSearch(): Promise<SearchReport> {
  const groups = indexed(await readCatalogues());
  const times: number[] = [];
  const queries = (await readQueries()).map((query) => {
    const begun = performance.now();
    const found = rankTools(groups, { text: query.text, limit: LIMIT });
    times.push(performance.now() - begun);
    const names = found.map((hit) => groups[hit.group]?.tools[hit.tool] ?? "");
    return { ...query, rank: names.findIndex((name) => query.tools.includes(name)) + 1 };
  });
  times.sort((a, b) => a - b);
  return {
    queries,
    tools: groups.reduce((sum, { tools }) => sum + tools.length, 0),
    medianMs: times[Math.floor(times.length / 2)] ?? 0,
    slowMs: times[Math.floor(times.length * 0.99)] ?? 0,
  };
}

/** The share of queries whose right tool is among the first `most`. */
export function hitsWithin(queries: readonly { readonly rank: number }[], most: number): number {
  const hits = queries.filter(({ rank }) => rank > 0 && rank <= most).length;
  return queries.length === 0 ? 0 : hits / queries.length;
}
