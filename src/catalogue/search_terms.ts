import type { ToolDescription } from "../rpc/calls.ts";
import { isJsonObject, ownValue } from "../json/json.ts";

/** Weights of a term by its place. */
const IN_NAME = 4;
const IN_PARAMETER = 1.5;
const IN_DESCRIPTION = 1;
/** Characters of a description, and of a term, that are used. */
const MAX_DESCRIPTION = 2_000;
const MAX_TERM = 40;

/** Splits a text into words: lower case, `camelCase` split, plurals made singular. */
export function wordsOf(text: string): readonly string[] {
  return text
    .normalize("NFKC")
    .replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "")
    .map((word) => singular(word.slice(0, MAX_TERM)));
}

/** The search terms of a tool, each with the sum of its weights. */
export function termsOf(tool: ToolDescription): ReadonlyMap<string, number> {
  const terms = new Map<string, number>();
  function add(text: string, weight: number): void {
    for (const word of wordsOf(text)) terms.set(word, (terms.get(word) ?? 0) + weight);
  }
  add(tool.name, IN_NAME);
  add(tool.description.slice(0, MAX_DESCRIPTION), IN_DESCRIPTION);
  if (isJsonObject(tool.input_schema)) {
    const properties = ownValue(tool.input_schema, "properties");
    if (isJsonObject(properties)) {
      for (const name of Object.keys(properties).slice(0, 100)) add(name, IN_PARAMETER);
    }
  }
  return terms;
}

function singular(word: string): string {
  if (word.length > 4 && word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  if (word.length > 3 && word.endsWith("s") && !word.endsWith("ss")) return word.slice(0, -1);
  return word;
}
