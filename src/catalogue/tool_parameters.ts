import type { JsonObject, JsonValue } from "../json/json.ts";
import { isJsonArray, isJsonObject, ownText, ownValue } from "../json/json.ts";
import { writeJson } from "../json/write_json.ts";
import { uniqueIdentifiers } from "../text/identifiers.ts";
import { looseName } from "../text/nearest.ts";
import { followed, hasDefault, type OtherNames, otherNames, type Parameter } from "./schema.ts";

/** Most parameters of a tool; later ones are skipped. */
const MAX_PARAMETERS = 500;
/** Schemas of the same arguments that are looked at, and levels of them inside one another. */
const MAX_PARTS = 100;
const MAX_LEVELS = 4;

/** The parameters of a tool, to look up the names of arguments. */
export interface ToolParameters {
  readonly byName: ReadonlyMap<string, Parameter>;
  readonly byAlias: ReadonlyMap<string, Parameter>;
  /** Parameters by {@linkcode looseName}: those of one name differ only in case and punctuation. */
  readonly byLooseName: ReadonlyMap<string, readonly Parameter[]>;
  /** What the schema says of other names. */
  readonly others: OtherNames;
}

/** Reads the parameters of a tool from its schema. */
export function readParameters(inputSchema: JsonObject): ToolParameters {
  const all = parametersOf(inputSchema);
  return {
    byName: new Map(all.map((parameter) => [parameter.name, parameter])),
    byAlias: new Map(all.map((parameter) => [parameter.alias, parameter])),
    byLooseName: Map.groupBy(all, ({ name }) => looseName(name)),
    others: otherNames(followed(inputSchema, inputSchema)),
  };
}

/**
 * The parameters of a tool with their Python names, required ones first. Those of the branches of
 * `anyOf` and `oneOf` belong to them; required is what every branch requires.
 */
export function parametersOf(inputSchema: JsonObject): readonly Parameter[] {
  const { schemas, required } = argumentsOf(inputSchema, {
    root: inputSchema,
    budget: { left: MAX_PARTS },
    level: 0,
  });
  const names = [...schemas.keys()];
  const aliases = uniqueIdentifiers(names, "arg");
  const parameters = names.map((name, index): Parameter => {
    const schema = joined(schemas.get(name) ?? []);
    return {
      name,
      alias: aliases[index] ?? name,
      schema,
      required: required.has(name) && !hasDefault(schema),
    };
  });
  return [
    ...parameters.filter((one) => one.required),
    ...parameters.filter((one) => !one.required),
  ];
}

/** What a schema says of the arguments. */
interface Arguments {
  /** What is said of each name, the most general first. */
  readonly schemas: Map<string, JsonValue[]>;
  readonly required: ReadonlySet<JsonValue>;
}

interface Reading {
  readonly root: JsonObject;
  readonly budget: { left: number };
  readonly level: number;
}

function argumentsOf(given: JsonValue, reading: Reading): Arguments {
  const schema = followed(given, reading.root);
  const listed = ownValue(schema, "properties");
  const schemas = new Map<string, JsonValue[]>();
  const needed = ownValue(schema, "required");
  const required = new Set<JsonValue>(isJsonArray(needed) ? needed : []);
  addTo(
    schemas,
    isJsonObject(listed) ? Object.entries(listed).map(([name, one]) => [name, [one]]) : [],
  );
  for (const part of partsOf(schema, "allOf", reading)) {
    addTo(schemas, part.schemas);
    for (const name of part.required) required.add(name);
  }
  for (const keyword of ["anyOf", "oneOf"]) {
    const branches = partsOf(schema, keyword, reading);
    for (const branch of branches) addTo(schemas, branch.schemas);
    const [first, ...others] = branches;
    for (const name of first?.required ?? []) {
      if (others.every((branch) => branch.required.has(name))) required.add(name);
    }
  }
  for (const keyword of ["then", "else"]) {
    for (const part of partsOf(schema, keyword, reading)) addTo(schemas, part.schemas);
  }
  return { schemas, required };
}

function partsOf(schema: JsonObject, keyword: string, reading: Reading): readonly Arguments[] {
  const value = ownValue(schema, keyword);
  const listed = isJsonArray(value) ? value : value === undefined ? [] : [value];
  const parts: Arguments[] = [];
  for (const part of listed) {
    if (reading.budget.left <= 0 || reading.level >= MAX_LEVELS) break;
    reading.budget.left -= 1;
    parts.push(argumentsOf(part, { ...reading, level: reading.level + 1 }));
  }
  return parts;
}

function addTo(
  schemas: Map<string, JsonValue[]>,
  more: Iterable<readonly [string, readonly JsonValue[]]>,
): void {
  for (const [name, said] of more) {
    const known = schemas.get(name);
    if (known !== undefined) known.push(...said);
    else if (schemas.size < MAX_PARAMETERS) schemas.set(name, [...said]);
  }
}

/** What several schemas say of one parameter, as one: any of those that say something. */
function joined(schemas: readonly JsonValue[]): JsonValue {
  const [first = {}, ...others] = schemas;
  if (others.length === 0) return first;
  const telling = schemas.filter((one) => isJsonObject(one) && !saysNothing(one));
  const distinct = [...new Map(telling.map((one) => [writeJson(one), one])).values()];
  const [only = first, second] = distinct;
  if (second === undefined) return only;
  const described = distinct.find((one) => ownTextOf(one, "description") !== undefined);
  const description = ownTextOf(described, "description");
  return { ...(description === undefined ? {} : { description }), anyOf: distinct };
}

function saysNothing(schema: JsonObject): boolean {
  return Object.keys(schema).every((key) => key === "description" || key === "title");
}

function ownTextOf(schema: JsonValue | undefined, key: string): string | undefined {
  return isJsonObject(schema) ? ownText(schema, key) : undefined;
}
