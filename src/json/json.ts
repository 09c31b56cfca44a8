/** What JSON can hold. A `bigint` is an integer that a double cannot hold. */
export type JsonValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };
/** A JSON object. */
export type JsonObject = { readonly [key: string]: JsonValue };

/** Whether a value that came out of JSON is an object and not an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Like `Array.isArray`, for values that may be read-only arrays of JSON. */
export function isJsonArray(value: unknown): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** An own property of a JSON object; never one that is inherited, such as `constructor`. */
export function ownValue(object: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** An own property when it is a string. */
export function ownText(object: JsonObject, key: string): string | undefined {
  const value = ownValue(object, key);
  return typeof value === "string" ? value : undefined;
}

/**
 * Whether arrays and objects are nested more than `depth` levels deep. A scalar has no level. Does
 * not recurse: the depth of what servers send is theirs to choose.
 */
export function nestsDeeperThan(value: JsonValue, depth: number): boolean {
  let level: JsonValue[] = [value];
  for (let reached = 0; level.length > 0; reached++) {
    const next: JsonValue[] = [];
    for (const item of level) {
      if (typeof item !== "object" || item === null) continue;
      if (reached >= depth) return true;
      for (const child of isJsonArray(item) ? item : Object.values(item)) {
        if (typeof child === "object" && child !== null) next.push(child);
      }
    }
    level = next;
  }
  return false;
}

/** Whether two JSON values are the same, whatever the order of keys. Give it values of bounded depth. */
export function sameJson(a: JsonValue, b: JsonValue): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (isJsonArray(a)) {
    return isJsonArray(b) && a.length === b.length &&
      a.every((item, index) => sameJson(item, b[index] ?? null));
  }
  if (isJsonArray(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key] ?? null, b[key] ?? null));
}

/**
 * The value in which every integer is a number, rounded where it must be: for those who know JSON as
 * JavaScript has it, such as the SDK's schemas. Give it values of bounded depth. What holds no
 * `bigint` is not copied.
 */
export function roundIntegers(value: JsonValue): JsonValue {
  return holdsBigInt(value) ? rounded(value) : value;
}

/** The same for an object. */
export function roundIntegersIn(object: JsonObject): JsonObject {
  return holdsBigInt(object) ? roundedIn(object) : object;
}

/** Whether an integer in it is one that a double cannot hold. Give it values of bounded depth. */
export function holdsBigInt(value: JsonValue): boolean {
  if (typeof value !== "object" || value === null) return typeof value === "bigint";
  if (isJsonArray(value)) return value.some(holdsBigInt);
  // every key is the value's own: it came out of JSON
  for (const key in value) if (holdsBigInt(value[key] ?? null)) return true;
  return false;
}

function rounded(value: JsonValue): JsonValue {
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "object" || value === null) return value;
  return isJsonArray(value) ? value.map(rounded) : roundedIn(value);
}

function roundedIn(object: JsonObject): JsonObject {
  // `fromEntries` defines, so a key such as `__proto__` is a key like any other
  return Object.fromEntries(Object.entries(object).map(([key, item]) => [key, rounded(item)]));
}
