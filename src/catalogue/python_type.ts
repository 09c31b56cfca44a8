import type { JsonObject, JsonValue } from "../json/json.ts";
import { cleanLine } from "../text/clean_text.ts";
import { isJsonArray, isJsonObject, ownText, ownValue } from "../json/json.ts";
import { writeJson } from "../json/write_json.ts";
import { mergeAllOf } from "./merge_all_of.ts";
import { pythonLiteral } from "./python_literal.ts";
import { followed } from "./schema.ts";

/** How much of a type is written. */
export interface TypeDetail {
  /** Choices of a `Literal`; more are cut, and none at all gives the type of the values. */
  readonly choices: number;
  /** Longest literal, in characters. */
  readonly literal: number;
  /** Members of a union; of more nothing is said. */
  readonly members: number;
  /** Keys of an object; more are cut. */
  readonly keys: number;
  /** Whether the format of a text is told: `Annotated[str, "date-time"]`. */
  readonly formats: boolean;
}

/** What an error or a value's type shows. */
const PLAIN_DETAIL: TypeDetail = {
  choices: 12,
  literal: 40,
  members: 6,
  keys: 12,
  formats: false,
};
/** Longest key, in characters. */
const MAX_KEY = 40;
/** Branches of one schema that are looked at. */
const MAX_BRANCHES = 50;
/** Names of formats that are shown. */
const FORMAT = /^[a-z][a-z0-9-]{0,30}$/;

const SCALARS: ReadonlyMap<string, string> = new Map([
  ["string", "str"],
  ["integer", "int"],
  ["number", "float"],
  ["boolean", "bool"],
  ["null", "None"],
]);
/** Keywords that tell the type where `type` does not. */
const IMPLIED: readonly (readonly [string, readonly string[]])[] = [
  ["object", ["properties", "additionalProperties", "patternProperties", "required"]],
  ["array", ["items", "prefixItems", "minItems", "maxItems"]],
  ["string", ["pattern", "minLength", "maxLength", "format"]],
  ["number", ["minimum", "maximum", "multipleOf"]],
];

export interface PythonTypeOptions {
  /** The document that local references point into. */
  readonly root: JsonObject;
  /** Levels of lists and objects to write in full; deeper ones are `list` and `dict`, or a list of those. */
  readonly depth: number;
  /** Schemas that may still be visited; shared by all types of one signature. */
  readonly budget: { left: number };
  /** @default 12 choices and keys, 6 members, no formats */
  readonly detail?: TypeDetail;
  /** For type checkers, which know types by their names. */
  readonly checked?: CheckedTypes;
}

/** How types are written that a type checker reads, and not only a person. */
export interface CheckedTypes {
  /** Names the type of an object with `properties`; one that contains itself is asked for again. */
  nameObject(schema: JsonObject, options: PythonTypeOptions): string;
  /** What `merge()` gives, the same object each time for the same schema. */
  mergeOnce(schema: JsonObject, merge: () => JsonObject): JsonObject;
  /** A builtin, or a name of `typing`, as it may be written. */
  word(name: string): string;
}

/** Writes a JSON schema as a Python type: `str`, `list[int] | None`, `{"id": int, "tags?": list}`. */
export function pythonType(schema: JsonValue | undefined, options: PythonTypeOptions): string {
  // a schema may contain itself, or expand to many times its size
  if (options.budget.left <= 0) return "Any";
  options.budget.left -= 1;
  const source = followed(schema, options.root);
  const merge = () => mergeAllOf(source, options);
  const known = options.checked?.mergeOnce(source, merge) ?? merge();
  const type = typeOfKnown(known, options);
  return ownValue(known, "nullable") === true ? union([type, "None"], options) : type;
}

function typeOfKnown(known: JsonObject, options: PythonTypeOptions): string {
  const choices = choicesOf(known);
  if (choices !== null) return literals(choices, options);
  const type = ownValue(known, "type") ?? impliedType(known);
  const own = isJsonArray(type)
    ? union(type.slice(0, MAX_BRANCHES).map((one) => ofType(one, known, options)), options)
    : ofType(type, known, options);
  const branches = ownValue(known, "anyOf") ?? ownValue(known, "oneOf");
  // branches that only say what is required, or repeat what is said besides
  if (!isJsonArray(branches) || branches.length === 0 || "properties" in known) return own;
  const ofBranches = branchesType(branches, options);
  return ofBranches === "Any" ? own : ofBranches;
}

/** The union of branches; constants among them are one `Literal`. */
function branchesType(branches: readonly JsonValue[], options: PythonTypeOptions): string {
  const looked = branches.slice(0, MAX_BRANCHES);
  const constants = looked.map((branch) => choicesOf(followed(branch, options.root)));
  const choices = constants.flatMap((values) => values ?? []);
  const others = looked.filter((_, index) => constants[index] === null);
  return union([
    ...(choices.length === 0 ? [] : [literals([...new Set(choices)], options)]),
    ...others.map((branch) => pythonType(branch, options)),
  ], options);
}

/** The values that a schema admits, if it lists them. */
function choicesOf(schema: JsonObject): readonly JsonValue[] | null {
  if (Object.hasOwn(schema, "const")) return [ownValue(schema, "const") ?? null];
  const choices = ownValue(schema, "enum");
  return isJsonArray(choices) && choices.length > 0 ? choices : null;
}

function impliedType(schema: JsonObject): string | undefined {
  return IMPLIED.find(([, keywords]) => keywords.some((keyword) => keyword in schema))?.[0];
}

function ofType(
  type: JsonValue | undefined,
  schema: JsonObject,
  options: PythonTypeOptions,
): string {
  if (type === "array") return listType(schema, options);
  if (type === "object") return objectType(schema, options);
  const scalar = typeof type === "string" ? SCALARS.get(type) : undefined;
  if (scalar === undefined || scalar === "None") return scalar ?? "Any";
  const format = ownText(schema, "format") ?? "";
  const told = options.detail?.formats === true && scalar === "str" && FORMAT.test(format);
  const word = wordOf(scalar, options);
  return told ? `${wordOf("Annotated", options)}[${word}, ${writeJson(format)}]` : word;
}

function wordOf(name: string, { checked }: PythonTypeOptions): string {
  return checked === undefined ? name : checked.word(name);
}

function listType(schema: JsonObject, options: PythonTypeOptions): string {
  const items = ownValue(schema, "prefixItems") ?? ownValue(schema, "items");
  // a list of scalars is as short as a list
  if (items === undefined || options.depth < 0) return listOf("Any", options);
  const inner = { ...options, depth: options.depth - 1 };
  return listOf(
    isJsonArray(items) ? branchesType(items, inner) : pythonType(items, inner),
    options,
  );
}

function objectType(schema: JsonObject, options: PythonTypeOptions): string {
  if (options.depth < 1) return mapOf("Any", options);
  const properties = ownValue(schema, "properties");
  if (isJsonObject(properties) && Object.keys(properties).length > 0) {
    return options.checked?.nameObject(schema, options) ?? keysType(schema, properties, options);
  }
  const inner = { ...options, depth: options.depth - 1 };
  const values = valuesOf(schema);
  return mapOf(values.length === 0 ? "Any" : branchesType(values, inner), options);
}

/** A list of such items. */
export function listOf(item: string, options: PythonTypeOptions): string {
  const list = wordOf("list", options);
  return item === "Any" && options.checked === undefined ? list : `${list}[${item}]`;
}

/** A dict with such values. */
export function mapOf(value: string, options: PythonTypeOptions): string {
  const dict = wordOf("dict", options);
  if (value === "Any" && options.checked === undefined) return dict;
  return `${dict}[${wordOf("str", options)}, ${value}]`;
}

function keysType(
  schema: JsonObject,
  properties: JsonObject,
  options: PythonTypeOptions,
): string {
  const { keys: most } = options.detail ?? PLAIN_DETAIL;
  const inner = { ...options, depth: options.depth - 1 };
  const required = ownValue(schema, "required");
  const names = Object.keys(properties);
  const keys = names.slice(0, most).map((name) => {
    const sure = isJsonArray(required) && required.includes(name);
    const key = writeJson(`${cleanLine(name, MAX_KEY)}${sure ? "" : "?"}`);
    return `${key}: ${pythonType(properties[name], inner)}`;
  });
  return `{${keys.join(", ")}${names.length > most ? ", ...: ..." : ""}}`;
}

/** The schemas of an object's values, where it is a map. */
function valuesOf(schema: JsonObject): readonly JsonObject[] {
  const patterns = ownValue(schema, "patternProperties");
  const values = [
    ownValue(schema, "additionalProperties"),
    ...(isJsonObject(patterns) ? Object.values(patterns) : []),
  ];
  return values.filter(isJsonObject).filter((one) => Object.keys(one).length > 0);
}

function literals(choices: readonly JsonValue[], options: PythonTypeOptions): string {
  const { choices: most, literal: longest } = options.detail ?? PLAIN_DETAIL;
  const known = options.checked === undefined ? choices : choices.filter(isCheckedLiteral);
  const shown = known.slice(0, most).map((choice) => pythonLiteral(choice, longest));
  const whole = shown.length === choices.length;
  // a type checker knows no choices that are left out
  if (shown.length === 0 || shown.includes(null) || !whole && options.checked !== undefined) {
    return union(
      [...new Set(choices.map(typeOfValue))].map((type) => ofType(type, {}, options)),
      options,
    );
  }
  const inside = [...new Set(shown), ...(whole ? [] : ["..."])].join(", ");
  return inside === "None" ? "None" : `${wordOf("Literal", options)}[${inside}]`;
}

/** Whether type checkers know such a literal. */
function isCheckedLiteral(value: JsonValue): boolean {
  return typeof value !== "object" && (typeof value !== "number" || Number.isInteger(value)) ||
    value === null;
}

function typeOfValue(value: JsonValue): string {
  if (value === null) return "null";
  if (isJsonArray(value)) return "array";
  if (typeof value === "bigint") return "integer";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

function union(members: readonly string[], { detail = PLAIN_DETAIL }: PythonTypeOptions): string {
  const distinct = [...new Set(members)];
  if (distinct.includes("Any") || distinct.length === 0) return "Any";
  if (distinct.length > detail.members) return "Any";
  const rest = distinct.filter((member) => member !== "None");
  return [...rest, ...(distinct.includes("None") ? ["None"] : [])].join(" | ");
}
