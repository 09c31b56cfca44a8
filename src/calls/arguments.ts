import { UpstreamError } from "../errors.ts";
import type { JsonObject, JsonValue } from "../json/json.ts";
import { looseName, quoted } from "../text/nearest.ts";
import { withoutBrokenEnd } from "../text/surrogates.ts";
import { createBudget } from "./budget.ts";
import { checkArguments } from "./check_arguments.ts";
import { refusesNull, repairValue } from "./repair_value.ts";
import type { ToolParameters } from "../catalogue/tool_parameters.ts";

/** Characters of a signature in an error: a hostile one can be as long as the schema. */
const MAX_SIGNATURE = 1_200;

/** What is known of a tool that is called. */
export interface CalledTool {
  readonly description: { readonly name: string; readonly signature: string };
  readonly inputSchema: JsonObject;
  readonly parameters: ToolParameters;
}

/**
 * The arguments of a call as the tool wants them. Names are put right (an alias, or another way to
 * write the same name), values repaired, `None` for an optional parameter left out. Then they are
 * checked against the tool's schema, see {@linkcode checkArguments}.
 *
 * @throws {UpstreamError} `BAD_ARGUMENTS`, with all that is wrong and the tool's signature
 */
export function prepareArguments(
  tool: CalledTool,
  given: JsonObject,
  options: { readonly server: string },
): JsonObject {
  const root = tool.inputSchema;
  const { byName } = tool.parameters;
  const repairs = { root, budget: createBudget() };
  const entries: [string, JsonValue][] = [];
  for (const [name, value] of rename(given, tool.parameters)) {
    const parameter = byName.get(name);
    if (parameter === undefined) {
      entries.push([name, value]);
      continue;
    }
    if (value === null && !parameter.required && refusesNull(parameter.schema, root)) continue;
    entries.push([name, repairValue(value, parameter.schema, repairs)]);
  }
  const prepared: JsonObject = Object.fromEntries(entries);
  const problems = checkArguments(prepared, {
    schema: root,
    parameters: byName,
    budget: createBudget(),
  });
  if (problems.count > 0) {
    const { name, signature } = tool.description;
    throw new UpstreamError(
      "BAD_ARGUMENTS",
      `Cannot call tool ${quoted(name)} of server ${quoted(options.server)}: ` +
        `${problems.text()}. It is called as ${shown(signature)}`,
    );
  }
  return prepared;
}

function shown(signature: string): string {
  if (signature.length <= MAX_SIGNATURE) return signature;
  return `${withoutBrokenEnd(signature.slice(0, MAX_SIGNATURE - 1))}…`;
}

function rename(given: JsonObject, parameters: ToolParameters): ReadonlyMap<string, JsonValue> {
  const { byName, byAlias, byLooseName, closed } = parameters;
  const result = new Map<string, JsonValue>();
  const strays: [string, JsonValue][] = [];
  for (const [name, value] of Object.entries(given)) {
    if (byName.has(name)) result.set(name, value);
    else strays.push([name, value]);
  }
  for (const [name, value] of strays) {
    const aliased = byAlias.get(name);
    const alike = (byLooseName.get(looseName(name)) ?? []).filter((one) => !result.has(one.name));
    const only = alike.length === 1 ? alike[0] : undefined;
    const meant = aliased !== undefined && !result.has(aliased.name)
      ? aliased
      : only !== undefined && (only.required || closed)
      ? only
      : null;
    result.set(meant?.name ?? name, value);
  }
  return result;
}
