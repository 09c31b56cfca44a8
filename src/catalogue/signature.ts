import type { JsonObject, JsonValue } from "../json/json.ts";
import { isJsonObject } from "../json/json.ts";
import { pythonLiteral } from "./python_literal.ts";
import { pythonType, type TypeDetail } from "./python_type.ts";
import { returnType } from "./return_type.ts";
import type { Parameter } from "./schema.ts";
import { parametersOf } from "./tool_parameters.ts";

/** Longest signature, in characters, unless the names of the parameters alone need more. */
const MAX_SIGNATURE = 700;
/** The same of one in full, which is asked for by itself. */
const MAX_FULL_SIGNATURE = 6_000;
/** Most schemas visited per attempt. */
const MAX_SCHEMAS = 500;
/** Longest type of the value where everything else has given way. */
const MAX_LAST_TYPE = 80;

/** How much of the types is written: levels of lists and objects, and what of each. */
interface Level {
  readonly depth: number;
  readonly detail: TypeDetail;
}

const FULL: Level = {
  depth: 6,
  detail: { choices: 100, literal: 200, members: 20, keys: 60, formats: true },
};
/** What a summary shows if there is room, and what takes its place. */
const LEVELS: readonly Level[] = [
  { depth: 3, detail: { choices: 12, literal: 40, members: 6, keys: 12, formats: true } },
  { depth: 2, detail: { choices: 12, literal: 40, members: 6, keys: 12, formats: false } },
  { depth: 1, detail: { choices: 8, literal: 40, members: 6, keys: 8, formats: false } },
  { depth: 0, detail: { choices: 5, literal: 24, members: 4, keys: 0, formats: false } },
  { depth: 0, detail: { choices: 0, literal: 0, members: 3, keys: 0, formats: false } },
];

export interface SignatureOptions {
  /** Python identifier of the tool. */
  readonly alias: string;
  readonly inputSchema: JsonObject;
  readonly outputSchema?: JsonValue;
  /**
   * Whether there is room for types of every length.
   * @default {false}
   */
  readonly full?: boolean;
}

/**
 * Writes a tool's signature as in a Python stub, required parameters first:
 * `create_issue(*, repo: str, title: str, labels: list[str] = ..., draft: bool = False) -> {"id": int}`.
 * It is Python: what follows `def`. Every parameter is named. What is too long gets shorter types of
 * parameters, then of the value; then optional parameters have none, then all.
 */
export function signatureOf(options: SignatureOptions): string {
  const { alias, inputSchema, outputSchema, full = false } = options;
  const parameters = parametersOf(inputSchema);
  const levels = full ? [FULL, ...LEVELS] : LEVELS;
  const most = full ? MAX_FULL_SIGNATURE : MAX_SIGNATURE;
  const lists: string[] = [];
  for (const returned of levels) {
    const ending = endingOf(outputSchema, returned);
    for (const [index, level] of levels.entries()) {
      const list = lists[index] ??= listOf(parameters, { root: inputSchema, level, most });
      const text = `${alias}(${list})${ending}`;
      if (text.length <= most) return text;
    }
  }
  const last = levels.at(-1) ?? FULL;
  const ending = endingOf(outputSchema, last);
  const short = ending.length > MAX_LAST_TYPE ? "" : ending;
  const bare = bareList(parameters, (one) => one.required && { root: inputSchema, level: last });
  const text = `${alias}(${bare})${short}`;
  return text.length <= most ? text : `${alias}(${bareList(parameters, () => false)})${short}`;
}

function endingOf(outputSchema: JsonValue | undefined, { depth, detail }: Level): string {
  const type = returnType(outputSchema, { depth, detail, budget: { left: MAX_SCHEMAS } });
  return type === null ? "" : ` -> ${type}`;
}

interface ListOptions {
  readonly root: JsonObject;
  readonly level: Level;
}

/** The parameters with types and values. What is longer than `most` may end too early. */
function listOf(
  parameters: readonly Parameter[],
  options: ListOptions & { readonly most: number },
): string {
  const budget = { left: MAX_SCHEMAS };
  const written: string[] = [];
  let length = 0;
  for (const parameter of parameters) {
    // too long already, whatever follows
    if (length > options.most) break;
    const one = typed(parameter, { ...options, budget });
    written.push(one);
    length += one.length + 2;
  }
  return written.length === 0 ? "" : `*, ${written.join(", ")}`;
}

/** The parameters by their names, and the types of some. */
function bareList(
  parameters: readonly Parameter[],
  options: (parameter: Parameter) => ListOptions | false,
): string {
  const budget = { left: MAX_SCHEMAS };
  const written = parameters.map((parameter) => {
    const type = options(parameter);
    if (type !== false) return typed(parameter, { ...type, budget });
    return parameter.required ? parameter.alias : `${parameter.alias}=...`;
  });
  return written.length === 0 ? "" : `*, ${written.join(", ")}`;
}

function typed(
  { alias, schema, required }: Parameter,
  options: ListOptions & { readonly budget: { left: number } },
): string {
  const { root, level, budget } = options;
  const type = pythonType(schema, { root, budget, ...level });
  const isKnown = type !== "Any";
  const name = isKnown ? `${alias}: ${type}` : alias;
  if (required) return name;
  return `${name}${isKnown ? " = " : "="}${defaultOf(schema)}`;
}

/** The value of a parameter that is not given, as Python writes it; `...` where that is not known. */
export function defaultOf(schema: JsonValue): string {
  if (!isJsonObject(schema) || !("default" in schema)) return "...";
  return pythonLiteral(schema["default"] ?? null) ?? "...";
}
