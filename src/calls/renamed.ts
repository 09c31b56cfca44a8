import type { JsonObject, JsonValue } from "../json/json.ts";
import { isJsonArray, isJsonObject, ownValue } from "../json/json.ts";
import { otherNames } from "../catalogue/schema.ts";
import type { ToolParameters } from "../catalogue/tool_parameters.ts";
import { looseName } from "../text/nearest.ts";
import type { Budget } from "./budget.ts";

/** Keys of one object whose other spellings are looked for. */
const MAX_KEYS = 500;

interface Names {
  readonly has: (name: string) => boolean;
  /** The name of which this is the Python one. */
  readonly named?: (alias: string) => string | undefined;
  /** The names that another one may be a spelling of. */
  readonly alike: (name: string) => readonly string[];
}

/**
 * Arguments by the names of the parameters that they are meant for: an alias, or another way to write
 * a name (case, punctuation, `snake_case` for `camelCase`) of one parameter that is not given. Where
 * the keys are free, another spelling may be a key of its own, unless the parameter is required.
 */
export function renamedArguments(
  given: JsonObject,
  { byName, byAlias, byLooseName, others }: ToolParameters,
): ReadonlyMap<string, JsonValue> {
  return renamed(given, {
    has: (name) => byName.has(name),
    named: (alias) => byAlias.get(alias)?.name,
    alike: (name) =>
      (byLooseName.get(looseName(name)) ?? [])
        .filter(({ required }) => required || others !== "declared")
        .map((one) => one.name),
  });
}

/** The same for an object inside an argument. */
export function renamedKeys(
  given: JsonObject,
  { schema, budget }: { readonly schema: JsonObject; readonly budget: Budget },
): JsonObject {
  const properties = ownValue(schema, "properties");
  if (!isJsonObject(properties)) return given;
  const has = (name: string) => Object.hasOwn(properties, name);
  if (Object.keys(given).every(has)) return given;
  const names = Object.keys(properties).slice(0, MAX_KEYS);
  budget.left -= names.length;
  if (budget.left < 0) return given;
  const free = otherNames(schema) === "declared";
  const listed = ownValue(schema, "required");
  const required = new Set<JsonValue>(isJsonArray(listed) ? listed : []);
  const byLooseName = Map.groupBy(names, looseName);
  const alike = (name: string) =>
    (byLooseName.get(looseName(name)) ?? []).filter((one) => !free || required.has(one));
  return Object.fromEntries(renamed(given, { has, alike }));
}

function renamed(given: JsonObject, { has, named, alike }: Names): ReadonlyMap<string, JsonValue> {
  const result = new Map<string, JsonValue>();
  const strays: [string, JsonValue][] = [];
  for (const [name, value] of Object.entries(given)) {
    if (has(name)) result.set(name, value);
    else strays.push([name, value]);
  }
  for (const [name, value] of strays) {
    const aliased = named?.(name);
    const [only, second] = aliased !== undefined && !result.has(aliased)
      ? [aliased]
      : alike(name).filter((one) => !result.has(one));
    result.set(only === undefined || second !== undefined ? name : only, value);
  }
  return result;
}
