import { readParameters } from "../catalogue/tool_parameters.ts";
import { UpstreamError } from "../errors.ts";
import { isJsonObject, type JsonObject } from "../json/json.ts";
import { readJson } from "../json/read_json.ts";
import { type JsonBytes, toJsonBytes } from "../json/written_json.ts";
import { prepareArguments } from "./arguments.ts";
import type { StrayNames } from "./stray_names.ts";

/** A tool that is called with large arguments, in a form that goes from thread to thread. */
export interface LargeTool {
  readonly server: string;
  /** The server's own name for it. */
  readonly name: string;
  readonly signature: string;
  readonly inputSchema: JsonObject;
}

/** Large arguments as the tool wants them. */
export type PreparedArguments =
  | {
    readonly kind: "prepared";
    readonly json: JsonBytes;
    /** See `Prepared`. */
    readonly strays: readonly StrayNames[];
  }
  /** They are not what the tool takes; the message is for the program. */
  | { readonly kind: "bad"; readonly message: string };

/** Prepares large arguments in the thread that may take its time; see `prepareArguments()`. */
export function prepareLargeArguments(json: string, tool: LargeTool): PreparedArguments {
  const { server, name, signature, inputSchema } = tool;
  // they were within bounds when they were read first
  const given = readJson(json, { maxValues: Infinity });
  if (!isJsonObject(given)) throw new TypeError("arguments were written that are no object");
  const called = {
    description: { name, signature },
    inputSchema,
    parameters: readParameters(inputSchema),
  };
  try {
    const prepared = prepareArguments(called, given, { server });
    const { strays } = prepared;
    return { kind: "prepared", json: toJsonBytes(prepared.arguments), strays };
  } catch (error) {
    if (error instanceof UpstreamError) return { kind: "bad", message: error.message };
    throw error;
  }
}
