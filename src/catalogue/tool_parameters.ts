import type { JsonObject } from "../json/json.ts";
import { ownValue } from "../json/json.ts";
import { followed, type Parameter, parametersOf } from "./schema.ts";

/** What may allow a name beside `properties` and `additionalProperties`. */
const OTHER_SOURCES = ["patternProperties", "allOf", "anyOf", "oneOf", "$dynamicRef", "if"];

/** The parameters of a tool, as its calls are checked against them. */
export interface ToolParameters {
  /** Required ones first. */
  readonly all: readonly Parameter[];
  readonly byName: ReadonlyMap<string, Parameter>;
  /** Whether the schema says that no name but its own is allowed. */
  readonly closed: boolean;
}

/** Reads the parameters of a tool from its schema. */
export function readParameters(inputSchema: JsonObject): ToolParameters {
  const all = parametersOf(inputSchema);
  return {
    all,
    byName: new Map(all.map((parameter) => [parameter.name, parameter])),
    closed: isClosed(inputSchema),
  };
}

function isClosed(root: JsonObject): boolean {
  const schema = followed(root, root);
  return ownValue(schema, "additionalProperties") === false &&
    OTHER_SOURCES.every((keyword) => !(keyword in schema));
}
