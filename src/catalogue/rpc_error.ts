import { isJsonObject, type JsonValue, ownText, ownValue } from "../json/json.ts";
import { boundedData, dataInWords, inWords } from "./failure_words.ts";

/** JSON-RPC's code for a failure of its own; here, also that an answer cannot be understood. */
export const INTERNAL_ERROR = -32603;
/** Members of an error that is no JSON-RPC error which hold its words. */
const WORDS = ["message", "error", "detail", "reason", "description", "title"] as const;

/** An error as JSON-RPC has it. */
export interface RpcError {
  readonly code: number;
  readonly message: string;
  readonly data?: JsonValue;
}

/**
 * The `error` of an answer as JSON-RPC has it, also where the server sent a text alone, another code,
 * or other members. The data is bounded: of what is too large the message has the beginning.
 */
export function readRpcError(error: JsonValue): RpcError {
  if (!isJsonObject(error)) return { code: INTERNAL_ERROR, message: inWords(error) };
  const code = ownValue(error, "code");
  const words = WORDS.find((name) => ownText(error, name) !== undefined);
  const known = new Set<string>(["code", "data", ...(words === undefined ? [] : [words])]);
  const others = Object.entries(error).filter(([name]) => !known.has(name));
  const data = ownValue(error, "data") ??
    (words !== undefined && others.length > 0 ? Object.fromEntries(others) : undefined);
  const isCode = typeof code === "number" && Number.isSafeInteger(code);
  const said = words === undefined ? inWords(error) : ownText(error, words) ?? "";
  const named = isCode || code === undefined || code === null || words === undefined
    ? said
    : `${inWords(code)}: ${said}`;
  const kept = boundedData(data);
  return {
    code: isCode ? code : INTERNAL_ERROR,
    message: kept.data === undefined ? `${named}${dataInWords(data)}` : named,
    ...kept,
  };
}
