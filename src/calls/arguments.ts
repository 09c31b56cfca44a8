import { UpstreamError } from "../errors.ts";
import type { JsonObject, JsonValue } from "../json/json.ts";
import type { Tool } from "../catalogue/catalogue.ts";
import { looseName, nearestNames, quoted } from "../text/nearest.ts";
import { refusesNull, repairValue } from "./repair_value.ts";
import type { Parameter } from "../catalogue/schema.ts";
import type { ToolParameters } from "../catalogue/tool_parameters.ts";

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
  const { all: parameters, byName, closed } = tool.parameters;
  const named = rename(given, tool.parameters);

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

function rename(given: JsonObject, parameters: ToolParameters): ReadonlyMap<string, JsonValue> {
  const result = new Map<string, JsonValue>();
  const strays: [string, JsonValue][] = [];
  for (const [name, value] of Object.entries(given)) {
    if (parameters.byName.has(name)) result.set(name, value);
    else strays.push([name, value]);
  }
  for (const [name, value] of strays) {
    const free = parameters.all.filter((parameter) => !result.has(parameter.name));
    const byAlias = free.find(({ alias }) => alias === name);
    const alike = free.filter((parameter) => looseName(parameter.name) === looseName(name));
    const only = alike.length === 1 ? alike[0] : undefined;
    const meant = byAlias ??
      (only !== undefined && (only.required || parameters.closed) ? only : null);
    result.set(meant?.name ?? name, value);
  }
  return result;
}

function unknownArgument(name: string, parameters: readonly Parameter[]): string {
  const near = nearestNames(name, parameters.map(({ alias }) => alias));
  const guess = near.length === 0 ? "" : ` (did you mean ${near.map(quoted).join(" or ")}?)`;
  return `it has no parameter ${quoted(name)}${guess}`;
}
