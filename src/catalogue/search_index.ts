import type { ToolDescription } from "../rpc/calls.ts";
import { isJsonObject, type JsonValue, ownText, ownValue } from "../json/json.ts";
import { firstSentence } from "../text/clean_text.ts";
import { rememberingStemmer, type Term, termsOf } from "./search_terms.ts";

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

/** Characters that are read of a tool's description, and of its parameters' names and texts. */
const MAX_TEXT = 2_000;
const MAX_SUMMARY = 240;
/** Parameters that are read of a tool. */
const MAX_PARAMETERS = 100;
/** Characters that are read of all tools; of the tools beyond it only the names. */
const MAX_TEXTS = 1_000_000;

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

/** Makes the index of a list of tools, a tool in each step. */
export function* searchIndexSteps(tools: readonly SearchedTool[]): Generator<void, SearchIndex> {
  const postings = new Map<string, { tools: number[]; weights: number[] }>();
  const stemOf = rememberingStemmer();
  let left = MAX_TEXTS;
  const names: (readonly Term[])[] = [];
  for (const [place, tool] of tools.entries()) {
    const name = termsOf(tool.name, stemOf);
    const weights = new Map<string, number>();
    const add = (terms: readonly Term[], { worth, usualLength, lengthMatters }: Field): void => {
      const length = 1 - lengthMatters + lengthMatters * terms.length / usualLength;
      for (const { stem } of terms) weights.set(stem, (weights.get(stem) ?? 0) + worth / length);
    };
    add(name, NAME);
    for (const [field, text] of left > 0 ? textsOf(tool) : []) {
      add(termsOf(text, stemOf), field);
      left -= text.length;
    }
    for (const [stem, weight] of weights) {
      const posting = postings.get(stem) ?? { tools: [], weights: [] };
      posting.tools.push(place);
      posting.weights.push(weight);
      postings.set(stem, posting);
    }
    names.push(name);
    yield;
  }
  return { postings, names };
}

/** What is read of a tool besides its name. */
function textsOf(
  { description, input_schema }: SearchedTool,
): readonly (readonly [Field, string])[] {
  const properties = isJsonObject(input_schema) ? ownValue(input_schema, "properties") : undefined;
  const parameters = isJsonObject(properties)
    ? Object.keys(properties).slice(0, MAX_PARAMETERS).map((name) => ({
      name,
      text: textOf(ownValue(properties, name)),
    }))
    : [];
  return [
    [SUMMARY, firstSentence(description.slice(0, MAX_TEXT), MAX_SUMMARY)],
    [DESCRIPTION, description.slice(0, MAX_TEXT)],
    [PARAMETERS, parameters.map(({ name }) => name).join(" ").slice(0, MAX_TEXT)],
    [PARAMETER_TEXTS, parameters.map(({ text }) => text).join(" ").slice(0, MAX_TEXT)],
  ];
}

function textOf(property: JsonValue | undefined): string {
  return isJsonObject(property) ? ownText(property, "description") ?? "" : "";
}
