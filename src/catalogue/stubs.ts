import type { JsonObject, JsonValue } from "../json/json.ts";
import { isJsonObject } from "../json/json.ts";
import { cleanLine, firstSentence } from "../text/clean_text.ts";
import type { Tool } from "./catalogue.ts";
import { parameterDocs } from "./parameter_docs.ts";
import { pythonType, type TypeDetail } from "./python_type.ts";
import { returnType } from "./return_type.ts";
import type { Parameter } from "./schema.ts";
import { defaultOf } from "./signature.ts";
import { StubTypes } from "./stub_types.ts";
import { parametersOf } from "./tool_parameters.ts";

/** Longest file, in characters; tools beyond are named in a comment. */
const MAX_STUBS = 1024 * 1024;
/** Longest line that holds a whole function. */
const MAX_LINE = 100;
const MAX_SENTENCE = 240;
/** Schemas visited for one tool, and levels of lists and maps. */
const MAX_SCHEMAS = 3_000;
const MAX_DEPTH = 12;
const DETAIL: TypeDetail = { choices: 200, literal: 200, members: 20, keys: 0, formats: true };

/** A server whose tools are written as a stub file. */
export interface StubbedServer {
  readonly name: string;
  readonly alias: string;
  readonly tools: readonly Tool[];
}

/**
 * Writes the tools of a server as the text of `mcp/servers/<alias>.pyi`: a function for each tool, with
 * a `TypedDict` for each kind of object. Type checkers accept it.
 */
export function writeStubs({ name, alias, tools }: StubbedServer): string {
  const types = new StubTypes(tools.map(({ description }) => description.alias));
  const functions: string[] = [];
  let length = 0;
  for (const tool of tools) {
    if (length > MAX_STUBS) break;
    const text = functionOf(tool, types);
    functions.push(text);
    length += text.length;
  }
  const left = tools.length - functions.length;
  const { text, named } = types.finish();
  const about = `Tools of the server ${
    cleanLine(name, MAX_SENTENCE)
  }: await mcp_${alias}.TOOL(key=value)`;
  const parts = [
    `${docstring(about)}\n`,
    types.imports(),
    ...(text === "" ? [] : [text]),
    functions.map(named).join("\n"),
    ...(left > 0 ? [`# and ${left} more tools\n`] : []),
  ];
  return parts.join("\n");
}

function functionOf(tool: Tool, types: StubTypes): string {
  const { inputSchema, description: { alias, description, output_schema } } = tool;
  const budget = { left: MAX_SCHEMAS };
  const options = { depth: MAX_DEPTH, budget, detail: DETAIL, checked: types };
  const parameters = parametersOf(inputSchema).map((parameter) => {
    types.begin(inputSchema, [alias, parameter.name]);
    return written(parameter, pythonType(parameter.schema, { ...options, root: inputSchema }));
  });
  if (isJsonObject(output_schema)) types.begin(output_schema, [alias, "result"]);
  const returned = returnType(output_schema, options) ?? "Any";
  const list = parameters.length === 0 ? [] : ["*", ...parameters];
  const line = `async def ${alias}(${list.join(", ")}) -> ${returned}:`;
  const head = line.length <= MAX_LINE
    ? line
    : `async def ${alias}(\n${list.map((one) => `    ${one},\n`).join("")}) -> ${returned}:`;
  const docs = Object.entries(parameterDocs(inputSchema, "short"));
  const said = [
    firstSentence(description, MAX_SENTENCE),
    ...docs.map(([name, text]) => `${name}: ${text}`),
  ].filter((one) => one !== "");
  const [first, ...others] = said;
  if (first === undefined) return `${head} ...\n`;
  const doc = docstring(
    others.length === 0 ? first : `${first}\n\n    ${others.join("\n    ")}\n    `,
  );
  return `${head}\n    ${doc}\n`;
}

function written({ alias, schema, required }: Parameter, type: string): string {
  if (required) return `${alias}: ${type}`;
  const value = defaultOf(schema);
  return `${alias}: ${type} = ${isOf(type, { value, schema }) ? value : "..."}`;
}

/** Whether a type checker takes a default for a value of the type. */
function isOf(
  type: string,
  { value, schema }: { readonly value: string; readonly schema: JsonValue },
): boolean {
  const members = type.split(" | ");
  const literal = members.find((member) => /^_?Literal\[/.test(member)) ?? "";
  if (type === "Any" || value === "None" && members.includes("None")) return true;
  if (literal !== "") {
    return literal.slice(literal.indexOf("[") + 1, -1).split(", ").includes(value);
  }
  const given = isJsonObject(schema) ? defaultIn(schema) : undefined;
  const names = TYPES_OF.get(typeof given) ?? [];
  return names.some((name) => members.includes(name) || members.includes(`_${name}`)) &&
    (typeof given !== "number" || Number.isInteger(given) ||
      members.some((one) => /^_?float$/.test(one)));
}

function defaultIn(schema: JsonObject): JsonValue | undefined {
  return schema["default"];
}

const TYPES_OF: ReadonlyMap<string, readonly string[]> = new Map([
  ["string", ["str"]],
  ["boolean", ["bool"]],
  ["number", ["int", "float"]],
  ["bigint", ["int"]],
]);

/** Text as a literal of a documentation, within quotes. */
function docstring(text: string): string {
  const escaped = text.replaceAll("\\", "\\\\").replaceAll('"', '\\"');
  return `"""${escaped}"""`;
}
