import type { JsonObject, JsonValue } from "../json/json.ts";
import { cleanLine } from "../text/clean_text.ts";
import { isJsonArray, isJsonObject, ownValue } from "../json/json.ts";
import { writeJson } from "../json/write_json.ts";
import { followed } from "./schema.ts";

/** Bounds of one type: choices of a `Literal`, members of a union, keys of an object. */
const MAX_CHOICES = 12;
const MAX_MEMBERS = 6;
const MAX_KEYS = 12;
/** Longest literal, in characters. */
const MAX_LITERAL = 40;

const SCALARS: ReadonlyMap<string, string> = new Map([
  ["string", "str"],
  ["integer", "int"],
  ["number", "float"],
  ["boolean", "bool"],
  ["null", "None"],
]);

export interface PythonTypeOptions {
  /** The document that local references point into. */
  readonly root: JsonObject;
  /** Levels of lists and objects to write in full; deeper ones are `list` and `dict`. */
  readonly depth: number;
  /** Schemas that may still be visited; shared by all types of one signature. */
  readonly budget: { left: number };
}

/** Writes a JSON schema as a Python type: `str`, `list[int] | None`, `{"id": int, "tags"?: list}`. */
export function pythonType(schema: JsonValue | undefined, options: PythonTypeOptions): string {
  // a schema may contain itself, or expand to many times its size
  if (options.budget.left <= 0) return "Any";
  options.budget.left -= 1;
  const known = followed(schema, options.root);
  const choices = "const" in known ? [ownValue(known, "const") ?? null] : ownValue(known, "enum");
  const literal = isJsonArray(choices) && choices.length > 0 ? literals(choices) : null;
  if (literal !== null) return literal;
  const branches = ownValue(known, "anyOf") ?? ownValue(known, "oneOf");
  if (isJsonArray(branches)) {
    return union(
      branches.slice(0, MAX_MEMBERS + 1).map((branch) => pythonType(branch, options)),
    );
  }
  const type = ownValue(known, "type");
  if (isJsonArray(type)) {
    return union(type.slice(0, MAX_MEMBERS + 1).map((one) => ofType(one, known, options)));
  }
  return ofType(type ?? impliedType(known), known, options);
}

function impliedType(schema: JsonObject): string | undefined {
  if ("properties" in schema) return "object";
  return "items" in schema ? "array" : undefined;
}

function ofType(
  type: JsonValue | undefined,
  schema: JsonObject,
  options: PythonTypeOptions,
): string {
  if (type === "array") return listType(schema, options);
  if (type === "object") return objectType(schema, options);
  return (typeof type === "string" ? SCALARS.get(type) : undefined) ?? "Any";
}

function listType(schema: JsonObject, options: PythonTypeOptions): string {
  const items = ownValue(schema, "items");
  if (items === undefined || options.depth < 1) return "list";
  const item = pythonType(items, { ...options, depth: options.depth - 1 });
  return item === "Any" ? "list" : `list[${item}]`;
}

function objectType(schema: JsonObject, options: PythonTypeOptions): string {
  if (options.depth < 1) return "dict";
  const inner = { ...options, depth: options.depth - 1 };
  const properties = ownValue(schema, "properties");
  const names = isJsonObject(properties) ? Object.keys(properties) : [];
  if (isJsonObject(properties) && names.length > 0) {
    const required = ownValue(schema, "required");
    const keys = names.slice(0, MAX_KEYS).map((name) => {
      const sure = isJsonArray(required) && required.includes(name);
      const key = writeJson(cleanLine(name, MAX_LITERAL));
      return `${key}${sure ? "" : "?"}: ${pythonType(properties[name], inner)}`;
    });
    return `{${keys.join(", ")}${names.length > MAX_KEYS ? ", ..." : ""}}`;
  }
  const values = ownValue(schema, "additionalProperties");
  if (!isJsonObject(values) || Object.keys(values).length === 0) return "dict";
  return `dict[str, ${pythonType(values, inner)}]`;
}

function literals(choices: readonly JsonValue[]): string | null {
  const shown = choices.slice(0, MAX_CHOICES).map(pythonLiteral);
  if (shown.includes(null)) return null;
  return `Literal[${shown.join(", ")}${choices.length > MAX_CHOICES ? ", ..." : ""}]`;
}

/** Writes a JSON scalar or an empty list or object in Python; `null` for anything else or too long. */
export function pythonLiteral(value: JsonValue): string | null {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "object" && writeJson(value).length > 2) return null;
  const text = writeJson(typeof value === "string" ? cleanLine(value, MAX_LITERAL) : value);
  return text.length > MAX_LITERAL ? null : text;
}

function union(members: readonly string[]): string {
  const distinct = [...new Set(members)];
  if (distinct.includes("Any") || distinct.length === 0) return "Any";
  if (distinct.length > MAX_MEMBERS) return "Any";
  const rest = distinct.filter((member) => member !== "None");
  return [...rest, ...(distinct.includes("None") ? ["None"] : [])].join(" | ");
}
