import type { JsonObject, JsonValue } from "../json/json.ts";
import { isJsonArray, isJsonObject, ownValue } from "../json/json.ts";
import { declaredTypes, isOfType, type JsonType, typeOf } from "../catalogue/json_type.ts";
import { followed } from "../catalogue/schema.ts";
import type { Budget } from "./budget.ts";
import { fits } from "./check_arguments.ts";
import { converted } from "./converted_value.ts";
import { alternativesOf, meantSchema } from "./meant_schema.ts";
import { nullVerdict } from "./nulls.ts";
import { choicesOf, repairChoice } from "./repair_choice.ts";
import { renamedKeys } from "./renamed.ts";

/** Levels of lists and objects inside an argument that are looked at. */
const MAX_DEPTH = 8;

export interface RepairOptions {
  /** The schema that local references point into. */
  readonly root: JsonObject;
  readonly budget: Budget;
  /** The name under which the value is given. */
  readonly name?: string;
  readonly depth?: number;
}

/**
 * An argument as its schema wants it, when it is wrong in a way that leaves one meaning. Values of
 * another type are converted: `"true"` for a boolean, `"5"` for a number, 5 for a text, JSON text for
 * a list or an object, an object for a text of JSON, one item for a list of such. `"open"` becomes
 * `"Open"` in an enumeration, and a key gets its spelling. In an object, a null that means nothing is
 * left out. Anything else is left as it is, and so is what comes after the budget.
 */
export function repairValue(
  value: JsonValue,
  schema: JsonValue,
  options: RepairOptions,
): JsonValue {
  const { root, budget, name = "", depth = 0 } = options;
  budget.left -= 1;
  if (depth > MAX_DEPTH || budget.left < 0) return value;
  const own = followed(schema, root);
  const choices = choicesOf(own, root);
  if (choices !== null) return repairChoice(value, choices, budget);
  if ("const" in own) return value;
  const meant = meantSchema(value, own, options);
  const types = typesOf(own, root) ?? typesOf(meant, root);
  const right = types === null || isOfType(value, types)
    ? value
    : converted(value, { types, schemas: [own, meant], name });
  const inner = { root, budget, depth: depth + 1 };
  const known = right === value ? meant : meantSchema(right, own, options);
  const meantChoices = known === own ? null : choicesOf(known, root);
  if (meantChoices !== null) return repairChoice(right, meantChoices, budget);
  if (types?.has("array") === true && !isOfType(right, types)) {
    return inList(right, known, inner);
  }
  return repairInside(right, known, inner);
}

/** One item for a list of such becomes a list. A text that could be several items is left as it is. */
function inList(value: JsonValue, schema: JsonObject, options: RepairOptions): JsonValue {
  const items = ownValue(schema, "items");
  if (value === null || !isJsonObject(items)) return value;
  if (typeof value === "string" && (value.trim() === "" || /[,;\n]|^\s*[[{]/.test(value))) {
    return value;
  }
  const { root } = options;
  const named = choicesOf(followed(items, root), root) !== null || typesOf(items, root) !== null;
  const item = repairValue(value, items, options);
  return named && fits(item, items, options) ? [item] : value;
}

function repairInside(value: JsonValue, schema: JsonObject, options: RepairOptions): JsonValue {
  if (isJsonArray(value)) {
    const items = ownValue(schema, "items");
    if (!isJsonObject(items)) return value;
    return value.map((item) => repairValue(item, items, options));
  }
  if (!isJsonObject(value)) return value;
  const properties = ownValue(schema, "properties");
  if (!isJsonObject(properties)) return value;
  const { budget } = options;
  const required = ownValue(schema, "required");
  return Object.fromEntries(
    Object.entries(renamedKeys(value, { schema, budget })).flatMap(
      ([key, item]): [string, JsonValue][] => {
        const property = ownValue(properties, key);
        if (property === undefined) return [[key, item]];
        if (item !== null) return [[key, repairValue(item, property, { ...options, name: key })]];
        budget.left -= isJsonArray(required) ? required.length : 1;
        const needed = budget.left < 0 || isJsonArray(required) && required.includes(key);
        return !needed && nullVerdict(property, options) === "refused" ? [] : [[key, item]];
      },
    ),
  );
}

/** The types that a schema allows, or `null` when it does not say so in a plain way. */
function typesOf(schema: JsonValue, root: JsonObject): ReadonlySet<JsonType> | null {
  const known = followed(schema, root);
  const alternatives = alternativesOf(known);
  if (alternatives === null) return ownTypes(known);
  const types = new Set<JsonType>();
  for (const one of alternatives) {
    const inner = followed(one, root);
    const own = alternativesOf(inner) === null ? ownTypes(inner) : null;
    if (own === null) return null;
    for (const type of own) types.add(type);
  }
  return types;
}

function ownTypes(schema: JsonObject): ReadonlySet<JsonType> | null {
  if ("allOf" in schema || "not" in schema) return null;
  const constant = ownValue(schema, "const");
  const choices = constant === undefined ? ownValue(schema, "enum") : [constant];
  if (isJsonArray(choices)) return new Set(choices.slice(0, 100).map(typeOf));
  return declaredTypes(schema);
}
