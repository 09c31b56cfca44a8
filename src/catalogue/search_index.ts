import type { ToolDescription } from "../rpc/calls.ts";
import { isJsonObject, ownText, ownValue } from "../json/json.ts";
import { firstSentence } from "../text/clean_text.ts";
import { stemsOf, type Term, termsOf } from "./search_terms.ts";

/** A part of a tool's documentation that is searched. */
interface Field {
  /** What a word in it counts. */
  readonly worth: number;
  /** Words that it usually has. In a longer one each word counts less. */
  readonly usualLength: number;
  /** How much the length matters, from 0 to 1: `b` of BM25. */
  readonly lengthMatters: number;
}

// the usual lengths are fixed, so that no server's tools change what another's are worth
const NAME: Field = { worth: 4, usualLength: 3, lengthMatters: 0.5 };
const SUMMARY: Field = { worth: 0.7, usualLength: 10, lengthMatters: 0.5 };
const DESCRIPTION: Field = { worth: 1, usualLength: 40, lengthMatters: 0.75 };
const PARAMETERS: Field = { worth: 0.5, usualLength: 6, lengthMatters: 0.75 };
const PARAMETER_TEXTS: Field = { worth: 0.3, usualLength: 40, lengthMatters: 0.75 };

/** Characters that are read of a tool's description, and of the texts of its parameters. */
const MAX_TEXT = 2_000;
const MAX_SUMMARY = 240;
/** Parameters that are read of a tool. */
const MAX_PARAMETERS = 100;
/** Characters that are read of all tools; of those beyond it only names and first sentences. */
const MAX_TEXTS = 500_000;

/** In which tools of a list a stem is. */
export interface Posting {
  /** Places of the tools. */
  readonly tools: readonly number[];
  /** What the stem counts in each of them. */
  readonly weights: readonly number[];
}

/** Where the stems are in the documentation of a list of tools. */
export interface SearchIndex {
  readonly postings: ReadonlyMap<string, Posting>;
  /** Words of each tool's name. */
  readonly names: readonly (readonly Term[])[];
}

/** What of a tool is searched. */
export type SearchedTool = Pick<ToolDescription, "name" | "description" | "input_schema">;

/** Makes the index of a list of tools. */
export function buildSearchIndex(tools: readonly SearchedTool[]): SearchIndex {
  const postings = new Map<string, { tools: number[]; weights: number[] }>();
  let left = MAX_TEXTS;
  const names = tools.map((tool, place) => {
    const description = tool.description.slice(0, Math.min(MAX_TEXT, left));
    const parameters = parametersOf(tool.input_schema);
    const texts = parameters.texts.slice(0, Math.min(MAX_TEXT, left));
    left = Math.max(0, left - description.length - texts.length);
    const name = termsOf(tool.name);
    const weights = new Map<string, number>();
    const add = (stems: readonly string[], { worth, usualLength, lengthMatters }: Field): void => {
      const length = 1 - lengthMatters + lengthMatters * stems.length / usualLength;
      for (const stem of stems) weights.set(stem, (weights.get(stem) ?? 0) + worth / length);
    };
    add(name.map(({ stem }) => stem), NAME);
    add(stemsOf(firstSentence(tool.description, MAX_SUMMARY)), SUMMARY);
    add(stemsOf(description), DESCRIPTION);
    add(stemsOf(parameters.names), PARAMETERS);
    add(stemsOf(texts), PARAMETER_TEXTS);
    for (const [stem, weight] of weights) {
      const posting = postings.get(stem) ?? { tools: [], weights: [] };
      posting.tools.push(place);
      posting.weights.push(weight);
      postings.set(stem, posting);
    }
    return name;
  });
  return { postings, names };
}

function parametersOf(schema: SearchedTool["input_schema"]): { names: string; texts: string } {
  const properties = isJsonObject(schema) ? ownValue(schema, "properties") : undefined;
  if (!isJsonObject(properties)) return { names: "", texts: "" };
  const names = Object.keys(properties).slice(0, MAX_PARAMETERS);
  const texts = names.flatMap((name) => {
    const property = ownValue(properties, name);
    return isJsonObject(property) ? [ownText(property, "description") ?? ""] : [];
  });
  return {
    names: names.map((name) => name.slice(0, MAX_SUMMARY)).join(" "),
    texts: texts.join(" ").slice(0, MAX_TEXT),
  };
}
