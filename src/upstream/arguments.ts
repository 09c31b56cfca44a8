import { UpstreamError } from "../errors.ts";
import type { JsonObject, JsonValue } from "../rpc/frames.ts";
import type { Tool } from "./catalogue.ts";
import { ownValue } from "./json.ts";
import { looseName, nearestNames, quoted } from "../text/nearest.ts";
import { refusesNull, repairValue } from "./repair_value.ts";
import { followed, type Parameter, parametersOf } from "./schema.ts";

/** What may allow a name beside `properties` and `additionalProperties`. */
const OTHER_SOURCES = ["patternProperties", "allOf", "anyOf", "oneOf", "$dynamicRef", "if"];

/**
 * The arguments of a call as the tool wants them. Names are put right (an alias, or another way to
 * write the same name), values repaired, `None` for an optional parameter left out. Refuses only what
 * the schema says that the server refuses.
 *
 * @throws {UpstreamError} `BAD_ARGUMENTS`, with the tool's signature
 */
export function prepareArguments(
  tool: Tool,
  given: JsonObject,
  options: { readonly server: string },
): JsonObject {
  const root = tool.inputSchema;
  const parameters = parametersOf(root);
  const closed = isClosed(root);
  const named = rename(given, { parameters, closed });
  const byName = new Map(parameters.map((parameter) => [parameter.name, parameter]));

  const problems: string[] = [];
  const prepared: [string, JsonValue][] = [];
  for (const [name, value] of named) {
    const parameter = byName.get(name);
    if (parameter === undefined) {
      if (closed) problems.push(unknownArgument(name, parameters));
      else prepared.push([name, value]);
      continue;
    }
    if (value === null && !parameter.required && refusesNull(parameter.schema, root)) continue;
    prepared.push([name, repairValue(value, parameter.schema, { root })]);
  }
  for (const parameter of parameters) {
    if (parameter.required && !named.has(parameter.name)) {
      problems.push(`${quoted(parameter.alias)} is missing`);
    }
  }
  const { name, signature } = tool.description;
  if (problems.length > 0) {
    throw new UpstreamError(
      "BAD_ARGUMENTS",
      `Cannot call tool ${quoted(name)} of server ${quoted(options.server)}: ` +
        `${problems.slice(0, 10).join("; ")}. It is called as ${signature}`,
    );
  }
  return Object.fromEntries(prepared);
}

/** Whether the schema says that no name but its own is allowed. */
function isClosed(root: JsonObject): boolean {
  const schema = followed(root, root);
  return ownValue(schema, "additionalProperties") === false &&
    OTHER_SOURCES.every((keyword) => !(keyword in schema));
}

interface RenameOptions {
  readonly parameters: readonly Parameter[];
  readonly closed: boolean;
}

function rename(given: JsonObject, options: RenameOptions): ReadonlyMap<string, JsonValue> {
  const names = new Set(options.parameters.map(({ name }) => name));
  const result = new Map<string, JsonValue>();
  const strays: [string, JsonValue][] = [];
  for (const [name, value] of Object.entries(given)) {
    if (names.has(name)) result.set(name, value);
    else strays.push([name, value]);
  }
  for (const [name, value] of strays) {
    const free = options.parameters.filter((parameter) => !result.has(parameter.name));
    const byAlias = free.find(({ alias }) => alias === name);
    const alike = free.filter((parameter) => looseName(parameter.name) === looseName(name));
    const only = alike.length === 1 ? alike[0] : undefined;
    const meant = byAlias ??
      (only !== undefined && (only.required || options.closed) ? only : null);
    result.set(meant?.name ?? name, value);
  }
  return result;
}

function unknownArgument(name: string, parameters: readonly Parameter[]): string {
  const near = nearestNames(name, parameters.map(({ alias }) => alias));
  const guess = near.length === 0 ? "" : ` (did you mean ${near.map(quoted).join(" or ")}?)`;
  return `it has no parameter ${quoted(name)}${guess}`;
}
