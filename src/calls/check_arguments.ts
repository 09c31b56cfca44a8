import type { JsonObject, JsonValue } from "../json/json.ts";
import { isJsonArray, isJsonObject, ownText, ownValue } from "../json/json.ts";
import { declaredTypes, isOfType } from "../catalogue/json_type.ts";
import { allowsOtherNames, hasDefault, hasOtherSources, referenced } from "../catalogue/schema.ts";
import type { Parameter } from "../catalogue/schema.ts";
import type { Budget } from "./budget.ts";
import {
  type Check,
  failsChoices,
  failsCount,
  failsLength,
  failsRange,
  failsUnique,
  tell,
} from "./check_keywords.ts";
import { Problems } from "./problems.ts";

/** Versions of JSON Schema in which the keywords of the check mean the same. */
const DIALECT =
  /^https?:\/\/json-schema\.org\/(?:draft-0[4-7]\/|draft\/20(?:19-09|20-12)\/)?schema#?$/;
/** Levels of schemas, one inside another, that are looked at. */
const MAX_DEPTH = 100;
/** Alternatives of which a problem says what is wrong. */
const MAX_TRIED = 3;

export interface CheckOptions {
  /** The tool's schema: the one of the arguments, and that local references point into. */
  readonly schema: JsonObject;
  /** For the names that Python uses. */
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly budget: Budget;
}

/**
 * What is certainly wrong with the arguments of a call, by the schema of its tool. Whatever is not
 * certain passes, for the server to judge:
 *
 * - keywords other than `type`, `enum`, `const`, `minimum`, `maximum`, `exclusiveMinimum`,
 *   `exclusiveMaximum`, `multipleOf`, `minLength`, `maxLength`, `items`, `prefixItems`,
 *   `additionalItems`, `minItems`, `maxItems`, `uniqueItems`, `properties`, `required`,
 *   `additionalProperties`, `minProperties`, `maxProperties`, `allOf`, `anyOf`, `oneOf` (more than one
 *   that fits is no problem) and a local `$ref`. Among those left out is `pattern`: a server's
 *   expression could be made to run for hours;
 * - a schema of an unknown `$schema`, and one inside another with an `$id` of its own;
 * - what a server does without although the schema says that it is required: a property that has a
 *   default, or a name that `properties` does not list;
 * - all that comes after the budget, or too deep.
 */
export function checkArguments(given: JsonObject, options: CheckOptions): Problems {
  const { schema, parameters, budget } = options;
  const problems = new Problems({ root: schema, parameters });
  const dialect = ownText(schema, "$schema");
  if (dialect !== undefined && !DIALECT.test(dialect)) return problems;
  fails(given, schema, { root: schema, budget, problems, depth: 0, open: false });
  return problems;
}

/** Whether a value certainly does not fit a schema. Without `problems`, ends at the first one. */
function fails(value: JsonValue, schema: JsonValue, check: Check): boolean {
  check.budget.left -= 1;
  if (check.budget.left < 0 || check.depth > MAX_DEPTH) return false;
  if (schema === false) return tell(check, (problems) => problems.notAllowed());
  if (!isJsonObject(schema)) return false;
  if (check.depth > 0 && Object.hasOwn(schema, "$id")) return false;
  const inner = { ...check, depth: check.depth + 1 };
  const reference = ownText(schema, "$ref");
  if (reference !== undefined) {
    check.budget.left -= 1;
    return fails(value, referenced(reference, check.root) ?? true, inner);
  }
  // OpenAPI's way to allow null, whatever else the schema says
  if (value === null && ownValue(schema, "nullable") === true) return false;
  if (failsChoices(value, schema, check)) return true;
  const types = declaredTypes(schema);
  if (types !== null && !isOfType(value, types)) {
    return tell(check, (problems) => problems.wrongType(value, schema));
  }
  const verdicts = [failsOfItsType, failsAllOf, failsAlternatives];
  let failed = false;
  for (const verdict of verdicts) {
    failed = verdict(value, schema, inner) || failed;
    if (failed && check.problems === null) return true;
  }
  return failed;
}

function failsOfItsType(value: JsonValue, schema: JsonObject, check: Check): boolean {
  if (typeof value === "number") return failsRange(value, schema, check);
  if (typeof value === "string") return failsLength(value, schema, check);
  if (isJsonArray(value)) return failsList(value, schema, check);
  return isJsonObject(value) && failsObject(value, schema, check);
}

function failsList(value: readonly JsonValue[], schema: JsonObject, check: Check): boolean {
  let failed = failsCount(value.length, schema, { check, keyword: "Items", unit: "item" });
  if (ownValue(schema, "uniqueItems") === true) failed = failsUnique(value, check) || failed;
  const items = ownValue(schema, "items");
  const prefix = ownValue(schema, "prefixItems");
  const first = isJsonArray(prefix) ? prefix : isJsonArray(items) ? items : [];
  const rest = isJsonArray(items) ? ownValue(schema, "additionalItems") : items;
  if (first.length === 0 && rest === undefined) return failed;
  for (const [index, item] of value.entries()) {
    if (check.budget.left < 0 || (failed && check.problems === null)) break;
    const its = first[index] ?? (index < first.length ? undefined : rest);
    if (its !== undefined) failed = failsAt(index, [item, its], check) || failed;
  }
  return failed;
}

/** What is inside a value; nothing outside allows more names there. */
function failsAt(
  key: string | number,
  [value, schema]: readonly [JsonValue, JsonValue],
  check: Check,
): boolean {
  if (check.problems === null) return fails(value, schema, { ...check, open: false });
  check.problems.enter(key);
  const failed = fails(value, schema, { ...check, open: false });
  check.problems.leave();
  return failed;
}

function failsObject(value: JsonObject, schema: JsonObject, check: Check): boolean {
  const listed = ownValue(schema, "properties");
  const properties = isJsonObject(listed) ? listed : {};
  const others = ownValue(schema, "additionalProperties");
  const closed = !check.open && !allowsOtherNames(schema);
  const names = Object.keys(value);
  let failed = failsCount(names.length, schema, { check, keyword: "Properties", unit: "key" });
  failed = failsRequired(value, schema, check) || failed;
  for (const name of names) {
    if (check.budget.left < 0 || (failed && check.problems === null)) break;
    const item = value[name] ?? null;
    const property = ownValue(properties, name);
    if (property !== undefined) {
      failed = failsAt(name, [item, property], check) || failed;
    } else if (closed) {
      failed = tell(check, (problems) => problems.unknownName(name, properties));
    } else if (isJsonObject(others) && !check.open && !hasOtherSources(schema)) {
      failed = failsAt(name, [item, others], check) || failed;
    }
  }
  return failed;
}

function failsRequired(value: JsonObject, schema: JsonObject, check: Check): boolean {
  const required = ownValue(schema, "required");
  if (!isJsonArray(required)) return false;
  const properties = ownValue(schema, "properties");
  let failed = false;
  for (const name of required) {
    check.budget.left -= 1;
    if (check.budget.left < 0) break;
    if (typeof name !== "string" || Object.hasOwn(value, name)) continue;
    const property = isJsonObject(properties) ? ownValue(properties, name) : {};
    if (property === undefined || hasDefault(property)) continue;
    failed = tell(check, (problems) => problems.missing(name));
    if (check.problems === null) break;
  }
  return failed;
}

function failsAllOf(value: JsonValue, schema: JsonObject, check: Check): boolean {
  const all = ownValue(schema, "allOf");
  if (!isJsonArray(all)) return false;
  let failed = false;
  for (const one of all) {
    if (check.budget.left < 0 || (failed && check.problems === null)) break;
    failed = fails(value, one, { ...check, open: true }) || failed;
  }
  return failed;
}

/** `anyOf` and `oneOf`: a problem only when none of the alternatives fits. */
function failsAlternatives(value: JsonValue, schema: JsonObject, check: Check): boolean {
  const open = check.open || Object.hasOwn(schema, "properties");
  for (const keyword of ["anyOf", "oneOf"]) {
    const alternatives = ownValue(schema, keyword);
    if (!isJsonArray(alternatives) || alternatives.length === 0) continue;
    const silent = { ...check, problems: null, open };
    if (!alternatives.every((one) => fails(value, one, silent))) continue;
    if (check.problems !== null) tellAlternatives(value, alternatives, { ...check, open });
    return true;
  }
  return false;
}

/** Says what is wrong with the alternative that is meant, as far as type and constants tell. */
function tellAlternatives(
  value: JsonValue,
  alternatives: readonly JsonValue[],
  check: Check,
): void {
  const { problems } = check;
  if (problems === null) return;
  const meant = alternatives.filter((one) => isMeant(value, one, check));
  if (meant.length === 0) return problems.wrongAlternatives(value, alternatives);
  const [only, second] = meant;
  if (only !== undefined && second === undefined) {
    const before = problems.count;
    fails(value, only, check);
    if (problems.count > before) return;
  }
  const tried = meant.slice(0, MAX_TRIED).map((one) => {
    const own = problems.aside();
    fails(value, one, { ...check, problems: own });
    return own;
  });
  problems.noAlternative(alternatives.length, tried);
}

/** Whether a value certainly fits a schema, as far as {@linkcode checkArguments} looks. */
export function fits(
  value: JsonValue,
  schema: JsonValue,
  { root, budget }: Pick<Check, "root" | "budget">,
): boolean {
  return !fails(value, schema, { root, budget, problems: null, depth: 0, open: false });
}

/** Whether an alternative is of the value's type, and every constant in it is the value's. */
export function isMeant(value: JsonValue, schema: JsonValue, check: Check): boolean {
  let known: JsonValue | undefined = schema;
  for (let step = 0; isJsonObject(known) && step < 10; step++) {
    const reference = ownText(known, "$ref");
    if (reference === undefined) break;
    known = referenced(reference, check.root);
  }
  if (!isJsonObject(known)) return known !== false;
  const silent = { ...check, problems: null };
  if (failsChoices(value, known, silent)) return false;
  const types = declaredTypes(known);
  if (types !== null && !isOfType(value, types)) return false;
  const properties = ownValue(known, "properties");
  if (!isJsonObject(value) || !isJsonObject(properties)) return true;
  return Object.keys(value).every((name) => {
    const property = ownValue(properties, name);
    check.budget.left -= 1;
    return !isJsonObject(property) || !Object.hasOwn(property, "const") ||
      !failsChoices(value[name] ?? null, property, silent);
  });
}
