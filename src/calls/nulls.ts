import type { JsonObject, JsonValue } from "../json/json.ts";
import { isJsonArray, isJsonObject, ownValue } from "../json/json.ts";
import { declaredTypes } from "../catalogue/json_type.ts";
import { followed } from "../catalogue/schema.ts";
import type { Budget } from "./budget.ts";

/** Levels of schemas, and branches of one, that are looked at. */
const MAX_DEPTH = 6;
const MAX_BRANCHES = 20;

/** What a schema says of null; `unsaid` when it names no values at all, and so takes any. */
export type NullVerdict = "admitted" | "refused" | "unsaid";

export interface NullOptions {
  /** The schema that local references point into. */
  readonly root: JsonObject;
  readonly budget: Budget;
  readonly depth?: number;
}

/**
 * What a schema says of null: by `type`, `nullable` (OpenAPI), `enum`, `const`, `not`, and by its
 * branches in `allOf`, `anyOf` and `oneOf`, references followed.
 */
export function nullVerdict(schema: JsonValue, options: NullOptions): NullVerdict {
  const { root, budget, depth = 0 } = options;
  budget.left -= 1;
  if (schema === false) return "refused";
  if (!isJsonObject(schema) || depth > MAX_DEPTH || budget.left < 0) return "unsaid";
  const known = followed(schema, root);
  if (ownValue(known, "nullable") === true) return "admitted";
  const inner = (one: JsonValue) => nullVerdict(one, { root, budget, depth: depth + 1 });
  const verdicts = [
    byType(known),
    ofChoices(known),
    byNot(known, inner),
    ...branches(known, "allOf").map(inner),
    ...["anyOf", "oneOf"].map((keyword) => anyOf(branches(known, keyword).map(inner))),
  ];
  if (verdicts.includes("refused")) return "refused";
  return verdicts.includes("admitted") ? "admitted" : "unsaid";
}

function byType(schema: JsonObject): NullVerdict {
  const types = declaredTypes(schema);
  if (types === null) return "unsaid";
  return types.has("null") ? "admitted" : "refused";
}

function ofChoices(schema: JsonObject): NullVerdict {
  const constant = ownValue(schema, "const");
  const choices = constant === undefined ? ownValue(schema, "enum") : [constant];
  if (!isJsonArray(choices)) return "unsaid";
  return choices.includes(null) ? "admitted" : "refused";
}

function byNot(schema: JsonObject, inner: (one: JsonValue) => NullVerdict): NullVerdict {
  const not = ownValue(schema, "not");
  return not !== undefined && inner(not) === "admitted" ? "refused" : "unsaid";
}

/** One alternative that admits null is enough; one that names no values does not speak of it. */
function anyOf(verdicts: readonly NullVerdict[]): NullVerdict {
  if (verdicts.includes("admitted")) return "admitted";
  return verdicts.length > 0 && !verdicts.includes("unsaid") ? "refused" : "unsaid";
}

function branches(schema: JsonObject, keyword: string): readonly JsonValue[] {
  const listed = ownValue(schema, keyword);
  return isJsonArray(listed) ? listed.slice(0, MAX_BRANCHES) : [];
}
