import type { JsonObject } from "../json/json.ts";
import { looseName } from "../text/nearest.ts";
import { followed, type OtherNames, otherNames, type Parameter, parametersOf } from "./schema.ts";

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
