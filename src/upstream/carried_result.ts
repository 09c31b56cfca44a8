import {
  isJSONRPCResultResponse,
  type JSONRPCMessage,
  type StandardSchemaV1,
} from "@modelcontextprotocol/client";
import type { ToolFailure } from "../catalogue/failure_words.ts";
import { INTERNAL_ERROR, type RpcError } from "../catalogue/rpc_error.ts";
import { inWords } from "../catalogue/failure_words.ts";
import { isJsonObject, type JsonObject, type JsonValue, roundIntegersIn } from "../json/json.ts";
import type { WrittenJson } from "../json/written_json.ts";

/** The result of a request in place of which the SDK sees a result that is certainly valid. */
export type Carried =
  /** As it came, every integer exact. */
  | { readonly kind: "result"; readonly result: JsonValue }
  /** The value of a large answer to a call, which was read elsewhere. */
  | { readonly kind: "written"; readonly json: WrittenJson; readonly resultType?: string }
  /** A large answer to a call that tells of a failure. */
  | { readonly kind: "failed"; readonly failure: ToolFailure };

class Carrier {
  constructor(readonly carried: Carried) {}
}

/**
 * What the SDK sees instead of a result that we read ourselves, by method. Its schemas are strict:
 * one block or one tool that is described wrongly would cost the whole answer.
 */
const STAND_INS: ReadonlyMap<string, JsonObject> = new Map([
  ["tools/call", { content: [] }],
  ["tools/list", { tools: [], ttlMs: 0, cacheScope: "private" }],
]);

/** The answer with a result, as the SDK takes it. */
export function resultMessage(
  id: string | number,
  { method, result }: { readonly method: string; readonly result: JsonValue },
): JSONRPCMessage {
  if (STAND_INS.has(method)) return carriedMessage(id, method, { kind: "result", result });
  if (!isJsonObject(result)) {
    const message = `its answer has a result that is none: ${inWords(result).slice(0, SHOWN)}`;
    return errorMessage(id, { code: INTERNAL_ERROR, message });
  }
  // the SDK's schemas know no `bigint`
  const { _meta, ...rest } = roundIntegersIn(result);
  if (_meta !== undefined) {
    const answer = { jsonrpc: "2.0", id, result: { ...rest, _meta } };
    if (isJSONRPCResultResponse(answer)) return answer;
  }
  // nothing else in a result can be wrong for the SDK, which will look at it once more
  return { jsonrpc: "2.0", id, result: rest };
}

/** Characters of a wrong result that an error shows. */
const SHOWN = 200;

/** The answer that carries a result past the SDK. */
export function carriedMessage(
  id: string | number,
  method: string,
  carried: Carried,
): JSONRPCMessage {
  const result = {
    resultType: "complete",
    ...STAND_INS.get(method),
    carrier: new Carrier(carried),
  };
  return { jsonrpc: "2.0", id, result };
}

/** The answer with an error. */
export function errorMessage(id: string | number, error: RpcError): JSONRPCMessage {
  return { jsonrpc: "2.0", id, error };
}

/** What an answer of the SDK's client carries. */
export function carriedIn(result: unknown): Carried {
  // no server can send an instance of a class
  const carrier = isJsonObject(result) ? (result as { readonly carrier?: unknown }).carrier : null;
  if (carrier instanceof Carrier) return carrier.carried;
  return { kind: "result", result: isJsonObject(result) ? result : null };
}

/** A schema that takes any result for what it is, and gives what it carries. */
export const CARRIED: StandardSchemaV1<unknown, Carried> = {
  "~standard": {
    version: 1,
    vendor: "mcp-code-bridge",
    validate: (value) => ({ value: carriedIn(value) }),
  },
};
