import type { JsonObject, JsonValue } from "../json/json.ts";
import { isJsonArray, isJsonObject, ownText, ownValue } from "../json/json.ts";
import { cleanLine, cleanText, firstSentence } from "../text/clean_text.ts";
import { pythonLiteral } from "./python_literal.ts";
import { followed } from "./schema.ts";
import { parametersOf } from "./tool_parameters.ts";

/** Characters of what is said of one parameter, and of all of a tool. */
const MAX_SENTENCE = 160;
const MAX_DESCRIPTION = 1_000;
const MAX_SENTENCES = 4_000;
const MAX_DESCRIPTIONS = 16_000;
/** Longest pattern that is told. */
const MAX_PATTERN = 80;
/** Branches that are shown, and characters of one. */
const MAX_BRANCHES = 20;
const MAX_BRANCH = 300;
/** Keywords that bound a value, and how that is said. */
const BOUNDS: readonly (readonly [string, string])[] = [
  ["minimum", "at least"],
  ["exclusiveMinimum", "more than"],
  ["maximum", "at most"],
  ["exclusiveMaximum", "less than"],
  ["multipleOf", "a multiple of"],
  ["minLength", "length at least"],
  ["maxLength", "length at most"],
  ["minItems", "items at least"],
  ["maxItems", "items at most"],
];

/** What a schema says of a tool's parameters, by their Python names; those of which it says nothing lack. */
export type ParameterDocs = Readonly<Record<string, string>>;

/**
 * What is said of each parameter of a tool: the first sentence, or all with its bounds. Bounded in all;
 * what is beyond is left out.
 */
export function parameterDocs(inputSchema: JsonObject, detail: "short" | "whole"): ParameterDocs {
  let left = detail === "short" ? MAX_SENTENCES : MAX_DESCRIPTIONS;
  const docs: [string, string][] = [];
  for (const { alias, schema } of parametersOf(inputSchema)) {
    const text = describedAs(schema, { root: inputSchema, detail });
    left -= text.length;
    if (left < 0) break;
    if (text !== "") docs.push([alias, text]);
  }
  return Object.fromEntries(docs);
}

function describedAs(
  schema: JsonValue,
  { root, detail }: { readonly root: JsonObject; readonly detail: "short" | "whole" },
): string {
  const known = followed(schema, root);
  const own = isJsonObject(schema) ? ownText(schema, "description") : undefined;
  const said = own ?? ownText(known, "description") ?? "";
  if (detail === "short") return firstSentence(cleanText(said, MAX_DESCRIPTION), MAX_SENTENCE);
  const bounds = boundsOf(known);
  const text = cleanText(said, MAX_DESCRIPTION).trim();
  return `${text}${bounds === "" ? "" : `${text === "" ? "" : " "}(${bounds})`}`;
}

function boundsOf(schema: JsonObject): string {
  const bounds = BOUNDS.flatMap(([keyword, words]) => {
    const bound = ownValue(schema, keyword);
    return typeof bound === "number" ? [`${words} ${bound}`] : [];
  });
  const pattern = ownText(schema, "pattern");
  const isShown = pattern !== undefined && pattern.length <= MAX_PATTERN;
  return [...bounds, ...(isShown ? [`pattern ${cleanLine(pattern, MAX_PATTERN)}`] : [])].join(", ");
}

/**
 * The branches of a schema's `anyOf` or `oneOf`, each with the parameters that belong together, as in a
 * call: `action="move", target, force=...`. Empty where the schema has none that name parameters.
 */
export function alternativesOf(inputSchema: JsonObject): readonly string[] {
  const schema = followed(inputSchema, inputSchema);
  const branches = ownValue(schema, "oneOf") ?? ownValue(schema, "anyOf");
  if (!isJsonArray(branches) || branches.length < 2) return [];
  const aliases = new Map(parametersOf(inputSchema).map(({ name, alias }) => [name, alias]));
  const lists = branches.slice(0, MAX_BRANCHES).map((branch) => {
    const known = followed(branch, inputSchema);
    const properties = ownValue(known, "properties");
    const required = ownValue(known, "required");
    const needed = isJsonArray(required) ? required.filter((one) => typeof one === "string") : [];
    const others = isJsonObject(properties)
      ? Object.keys(properties).filter((name) => !needed.includes(name))
      : [];
    const written = [
      ...needed.map((name) =>
        `${aliases.get(name) ?? cleanLine(name, MAX_SENTENCE)}${
          constantOf(isJsonObject(properties) ? ownValue(properties, name) : undefined)
        }`
      ),
      ...others.map((name) => `${aliases.get(name) ?? cleanLine(name, MAX_SENTENCE)}=...`),
    ].join(", ");
    return written.length > MAX_BRANCH ? `${written.slice(0, MAX_BRANCH - 1)}…` : written;
  });
  return lists.filter((list) => list !== "");
}

function constantOf(schema: JsonValue | undefined): string {
  if (!isJsonObject(schema)) return "";
  const choices = ownValue(schema, "enum");
  const constant = ownValue(schema, "const") ??
    (isJsonArray(choices) && choices.length === 1 ? choices[0] : undefined);
  const literal = constant === undefined ? null : pythonLiteral(constant);
  return literal === null ? "" : `=${literal}`;
}
