import { UpstreamError } from "../errors.ts";
import type { JsonObject, JsonValue } from "../json/json.ts";
import { quoted } from "../text/nearest.ts";
import { createBudget } from "./budget.ts";
import { checkArguments } from "./check_arguments.ts";
import { nullVerdict } from "./nulls.ts";
import { renamedArguments } from "./renamed.ts";
import { repairValue } from "./repair_value.ts";
import { findStrayNames, type StrayNames } from "./stray_names.ts";
import type { ToolParameters } from "../catalogue/tool_parameters.ts";

/** What is known of a tool that is called. */
export interface CalledTool {
  readonly description: { readonly name: string; readonly signature: string };
  readonly inputSchema: JsonObject;
  readonly parameters: ToolParameters;
}

/** What a tool is called with. */
export interface Prepared {
  readonly arguments: JsonObject;
  /** Names in them that the tool's schema does not have. */
  readonly strays: readonly StrayNames[];
}

/**
 * The arguments of a call as the tool wants them. Names are put right (an alias, or another way to
 * write the same name), values repaired, `None` for an optional parameter left out unless the schema
 * admits null. Then they are checked against the tool's schema, see {@linkcode checkArguments} and
 * {@linkcode findStrayNames}.
 *
 * @throws {UpstreamError} `BAD_ARGUMENTS`, with all that is wrong and the tool's signature
 */
export function prepareArguments(
  tool: CalledTool,
  given: JsonObject,
  options: { readonly server: string },
): Prepared {
  const root = tool.inputSchema;
  const { byName } = tool.parameters;
  const repairs = { root, budget: createBudget() };
  const entries: [string, JsonValue][] = [];
  for (const [name, value] of renamedArguments(given, tool.parameters)) {
    const parameter = byName.get(name);
    if (parameter === undefined) {
      entries.push([name, value]);
      continue;
    }
    const { schema, required } = parameter;
    if (value === null && !required && nullVerdict(schema, repairs) !== "admitted") continue;
    entries.push([name, repairValue(value, schema, { ...repairs, name })]);
  }
  const prepared: JsonObject = Object.fromEntries(entries);
  const check = { schema: root, parameters: byName };
  const problems = checkArguments(prepared, { ...check, budget: createBudget() });
  const strays = findStrayNames(prepared, { ...check, problems, budget: createBudget() });
  if (problems.count > 0) {
    const { name, signature } = tool.description;
    throw new UpstreamError(
      "BAD_ARGUMENTS",
      `Cannot call tool ${quoted(name)} of server ${quoted(options.server)}: ` +
        `${problems.text()}. It is called as ${signature}`,
    );
  }
  return { arguments: prepared, strays };
}
