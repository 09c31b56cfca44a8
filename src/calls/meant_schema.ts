import type { JsonObject, JsonValue } from "../json/json.ts";
import { isJsonArray, ownValue } from "../json/json.ts";
import { declaredTypes } from "../catalogue/json_type.ts";
import { followed } from "../catalogue/schema.ts";
import type { Budget } from "./budget.ts";
import { isMeant } from "./check_arguments.ts";

/** Schemas that lead to another one, in a row. */
const MAX_STEPS = 8;
/** Alternatives that are looked at. */
const MAX_ALTERNATIVES = 20;

export interface MeantOptions {
  /** The schema that local references point into. */
  readonly root: JsonObject;
  readonly budget: Budget;
}

/**
 * The schema that a value is meant for: what a reference names, the one schema in `allOf`, and of
 * alternatives the only one of the value's type and constants, or the only one besides null. A schema
 * whose alternatives leave the choice open is itself.
 */
export function meantSchema(
  value: JsonValue,
  schema: JsonValue,
  options: MeantOptions,
): JsonObject {
  let known = followed(schema, options.root);
  for (let step = 0; step < MAX_STEPS; step++) {
    const next = onlyBranch(known) ?? alternativeFor(value, known, options);
    if (next === undefined) break;
    known = followed(next, options.root);
  }
  return known;
}

/** The alternatives of a schema that says nothing else of its values. */
export function alternativesOf(schema: JsonObject): readonly JsonValue[] | null {
  const listed = ownValue(schema, "anyOf") ?? ownValue(schema, "oneOf");
  if (!isJsonArray(listed) || "properties" in schema || "items" in schema) return null;
  return listed.slice(0, MAX_ALTERNATIVES);
}

/** A schema that only wraps another in `allOf`, as code does to describe it anew, is the other. */
function onlyBranch(schema: JsonObject): JsonValue | undefined {
  const all = ownValue(schema, "allOf");
  return isJsonArray(all) && all.length === 1 && !("type" in schema) ? all[0] : undefined;
}

function alternativeFor(
  value: JsonValue,
  schema: JsonObject,
  { root, budget }: MeantOptions,
): JsonValue | undefined {
  const alternatives = alternativesOf(schema);
  if (alternatives === null) return undefined;
  budget.left -= alternatives.length;
  if (budget.left < 0) return undefined;
  const check = { root, budget, problems: null, depth: 0, open: false };
  const meant = alternatives.filter((one) => isMeant(value, one, check));
  if (meant.length === 1) return meant[0];
  if (meant.length > 1) return undefined;
  const others = alternatives.filter((one) => !isNull(followed(one, root)));
  return others.length === 1 ? others[0] : undefined;
}

function isNull(schema: JsonObject): boolean {
  const types = declaredTypes(schema);
  return types?.size === 1 && types.has("null") || ownValue(schema, "const") === null;
}
