import type { ChangedPart, ToolDoc } from "../rpc/calls.ts";
import { firstSentence } from "../text/clean_text.ts";
import type { Tool } from "./catalogue.ts";
import { UNDECLARED_TYPE } from "./return_type.ts";
import { alternativesOf, parameterDocs } from "./parameter_docs.ts";
import { signatureOf } from "./signature.ts";

const MAX_SUMMARY = 240;

/**
 * How much is said of a tool: `line` is a hit of a search, `help` is for people and has no schemas.
 */
export type DocDetail = "line" | "summary" | "full" | "help";

export interface ToolDocOptions {
  readonly server: string;
  readonly serverAlias: string;
  readonly detail: DocDetail;
  /** What of it is not as it was first seen. @default nothing */
  readonly changed?: readonly ChangedPart[];
}

/** A tool in the form of `query_tool_docs` and `search_tool_docs`. */
export function toolDoc(tool: Tool, options: ToolDocOptions): ToolDoc {
  const { name, alias, signature, description } = tool.description;
  const { server, serverAlias, detail } = options;
  const whole = detail === "full" || detail === "help";
  return {
    server,
    server_alias: serverAlias,
    tool: name,
    alias,
    signature: whole ? fullSignature(tool) : signature,
    description: whole ? description : firstSentence(description, MAX_SUMMARY),
    ...moreOf(tool, detail),
    ...(options.changed === undefined ? {} : { changed: options.changed }),
  };
}

/** A tool's signature with types that a short one leaves out. */
export function fullSignature({ description, inputSchema }: Tool): string {
  const { alias, output_schema } = description;
  const returned = output_schema === undefined ? {} : { outputSchema: output_schema };
  const signature = signatureOf({ alias, inputSchema, ...returned, full: true });
  return output_schema === undefined ? `${signature} -> ${UNDECLARED_TYPE}` : signature;
}

function moreOf(tool: Tool, detail: DocDetail): Partial<ToolDoc> {
  if (detail === "line") return {};
  const alternatives = alternativesOf(tool.inputSchema);
  const branches = alternatives.length === 0 ? {} : { alternatives };
  if (detail === "full") {
    const { input_schema, output_schema } = tool.description;
    return { ...branches, input_schema, ...(output_schema === undefined ? {} : { output_schema }) };
  }
  const parameters = parameterDocs(tool.inputSchema, detail === "help" ? "whole" : "short");
  return { ...branches, ...(Object.keys(parameters).length === 0 ? {} : { parameters }) };
}
