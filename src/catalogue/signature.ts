import type { JsonObject, JsonValue } from "../json/json.ts";
import { isJsonObject } from "../json/json.ts";
import { pythonLiteral, pythonType } from "./python_type.ts";
import { returnType } from "./return_type.ts";
import { type Parameter, parametersOf } from "./schema.ts";

/** Longest signature, in characters. A longer one is written with less detail, then cut. */
const MAX_SIGNATURE = 700;
/** Levels of nested types that a signature writes in full if there is room. */
const MAX_DEPTH = 3;
/** Most schemas visited per attempt. */
const MAX_SCHEMAS = 500;

export interface SignatureOptions {
  /** Python identifier of the tool. */
  readonly alias: string;
  readonly inputSchema: JsonObject;
  readonly outputSchema?: JsonValue;
}

/**
 * Writes a tool's signature as in a Python stub, required parameters first:
 * `create_issue(*, repo: str, title: str, labels: list[str] = ..., draft: bool = False) -> {"id": int}`.
 */
export function signatureOf(options: SignatureOptions): string {
  const parameters = parametersOf(options.inputSchema);
  for (let depth = MAX_DEPTH; depth >= 0; depth--) {
    const text = write(options, parameters, depth);
    if (text.length <= MAX_SIGNATURE) return text;
  }
  const required = parameters.filter((parameter) => parameter.required);
  const short = `${options.alias}(*, ${required.map(({ alias }) => alias).join(", ")}, ...)`;
  return short.length <= MAX_SIGNATURE ? short : `${short.slice(0, MAX_SIGNATURE - 4)}...)`;
}

function write(
  options: SignatureOptions,
  parameters: readonly Parameter[],
  depth: number,
): string {
  const budget = { left: MAX_SCHEMAS };
  const written: string[] = [];
  let length = 0;
  for (const { schema, alias, required } of parameters) {
    const type = pythonType(schema, { root: options.inputSchema, depth, budget });
    const typed = type === "Any" ? alias : `${alias}: ${type}`;
    const one = required ? typed : `${typed}${type === "Any" ? "=" : " = "}${defaultOf(schema)}`;
    written.push(one);
    length += one.length;
    // too long already, whatever follows
    if (length > MAX_SIGNATURE) break;
  }
  const inside = written.length === 0 ? "" : `*, ${written.join(", ")}`;
  const returned = returnType(options.outputSchema, { depth, budget });
  return `${options.alias}(${inside})${returned === null ? "" : ` -> ${returned}`}`;
}

function defaultOf(schema: JsonValue): string {
  if (!isJsonObject(schema) || !("default" in schema)) return "...";
  return pythonLiteral(schema["default"] ?? null) ?? "...";
}
