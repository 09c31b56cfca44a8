import { type JSONRPCMessage, PROTOCOL_VERSION_META_KEY } from "@modelcontextprotocol/client";

/** Field values that are sent as they are; others go as base64 (2026-07-28, "Value Encoding"). */
const PLAIN = /^(?! )(?!=\?base64\?.*\?=$)[\x20-\x7e]+(?<! )$/;
const MAX_NAME = 1_024;

/**
 * The headers by which revision 2026-07-28 repeats what a request says of itself. None for a message
 * of an older revision, which carries no version.
 */
export function headersOf(message: JSONRPCMessage): Readonly<Record<string, string>> {
  if (!("method" in message)) return {};
  const { method, params } = message;
  const meta: unknown = params?._meta;
  const version = isRecord(meta) ? meta[PROTOCOL_VERSION_META_KEY] : undefined;
  if (typeof version !== "string") return {};
  const source = method === "resources/read" ? "uri" : "name";
  const named = ["tools/call", "prompts/get", "resources/read"].includes(method);
  const name = named ? params?.[source] : undefined;
  return {
    "mcp-protocol-version": version,
    "mcp-method": method,
    ...(typeof name === "string" && name.length <= MAX_NAME
      ? { "mcp-name": encodeValue(name) }
      : {}),
  };
}

/** A text as the value of a header. */
export function encodeValue(value: string): string {
  if (PLAIN.test(value)) return value;
  return `=?base64?${new TextEncoder().encode(value).toBase64()}?=`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
