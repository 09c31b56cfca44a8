import type { JsonObject, JsonValue } from "../json/json.ts";
import { isJsonArray, ownValue } from "../json/json.ts";
import type { Budget } from "./budget.ts";
import type { Problems } from "./problems.ts";

/** The keywords of a JSON schema that hold no schema themselves. */

/** Longest text whose characters are counted, in UTF-16 units. */
const MAX_COUNTED = 100_000;

/** One schema against one value. */
export interface Check {
  readonly root: JsonObject;
  readonly budget: Budget;
  /** Where problems are told; `null` when only the verdict is asked for. */
  readonly problems: Problems | null;
  readonly depth: number;
  /** Whether another schema of the same value may allow more names. */
  readonly open: boolean;
}

/** Tells a problem if anyone asks for it. Always true: the value fails. */
export function tell({ problems }: Check, say: (problems: Problems) => void): true {
  if (problems !== null) say(problems);
  return true;
}

/** `enum` and `const`. A list or object among the choices is not compared with another one. */
export function failsChoices(value: JsonValue, schema: JsonObject, check: Check): boolean {
  const constant = ownValue(schema, "const");
  const choices = constant === undefined ? ownValue(schema, "enum") : [constant];
  if (!isJsonArray(choices) || choices.length === 0) return false;
  check.budget.left -= choices.length;
  if (check.budget.left < 0 || choices.includes(value)) return false;
  if (typeof value === "object" && value !== null) {
    if (choices.some((choice) => typeof choice === "object" && choice !== null)) return false;
  }
  return tell(check, (problems) => problems.noChoice(value, choices));
}

/** `minimum`, `maximum`, `exclusiveMinimum`, `exclusiveMaximum` and `multipleOf`. */
export function failsRange(value: number, schema: JsonObject, check: Check): boolean {
  const bounds: readonly (readonly [string, string, (bound: number) => boolean])[] = [
    ["minimum", "at least", (bound) => value < bound],
    ["maximum", "at most", (bound) => value > bound],
    // larger integers are rounded, so that two of them may only seem the same
    ["exclusiveMinimum", "more than", (bound) => value < bound || isSame(value, bound)],
    ["exclusiveMaximum", "less than", (bound) => value > bound || isSame(value, bound)],
    // the remainder is exact only between integers
    ["multipleOf", "a multiple of", (bound) => areExact(value, bound) && value % bound !== 0],
  ];
  for (const [keyword, words, isOutside] of bounds) {
    const bound = ownValue(schema, keyword);
    if (typeof bound !== "number" || !isOutside(bound)) continue;
    return tell(check, (problems) => problems.mustBe(`${words} ${bound}`, value));
  }
  return false;
}

function areExact(value: number, divisor: number): boolean {
  return Number.isSafeInteger(value) && Number.isSafeInteger(divisor) && divisor > 0;
}

function isSame(value: number, bound: number): boolean {
  return value === bound && Math.abs(value) <= Number.MAX_SAFE_INTEGER;
}

/** `minLength` and `maxLength`, in characters. */
export function failsLength(value: string, schema: JsonObject, check: Check): boolean {
  if (!Object.hasOwn(schema, "minLength") && !Object.hasOwn(schema, "maxLength")) return false;
  if (value.length > MAX_COUNTED) return false;
  check.budget.left -= value.length / 100;
  return failsCount(charactersOf(value), schema, { check, keyword: "Length", unit: "character" });
}

function charactersOf(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** What is counted, and the end of the keywords that bound it. */
export interface Count {
  readonly check: Check;
  readonly keyword: "Length" | "Items" | "Properties";
  readonly unit: string;
}

/** A number of parts against its least and its most. */
export function failsCount(count: number, schema: JsonObject, of: Count): boolean {
  const { check, keyword, unit } = of;
  const least = ownValue(schema, `min${keyword}`);
  const most = ownValue(schema, `max${keyword}`);
  const bound = typeof least === "number" && count < least
    ? { words: "at least", bound: least }
    : typeof most === "number" && count > most
    ? { words: "at most", bound: most }
    : null;
  if (bound === null) return false;
  return tell(check, (problems) => problems.wrongCount({ ...bound, count, unit }));
}

/** `uniqueItems`; lists and objects are not compared. */
export function failsUnique(value: readonly JsonValue[], check: Check): boolean {
  check.budget.left -= value.length;
  if (check.budget.left < 0) return false;
  const seen = new Set<JsonValue>();
  for (const item of value) {
    if (typeof item === "object") continue;
    if (seen.has(item)) return tell(check, (problems) => problems.twice(item));
    seen.add(item);
  }
  return false;
}
