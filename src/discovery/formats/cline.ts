import { CLINE } from "../dialect.ts";
import type { ConfigFormat, RawFields } from "./config_format.ts";
import { COMMON_SPELLINGS, seconds } from "./entry_fields.ts";
import type { JsonObject } from "./json_file.ts";
import { mcpServersFormat, readMembers } from "./mcp_servers.ts";

const SPELLINGS = { ...COMMON_SPELLINGS, callTimeout: seconds("timeout") };

/**
 * `cline_mcp_settings.json`: `mcpServers`, with time-outs in seconds. A URL without a type is of the
 * older kind (`src/services/mcp/schemas.ts` of cline/cline), and a command comes before a URL.
 */
export const cline: ConfigFormat = mcpServersFormat({ dialect: CLINE, read });

function read(entry: JsonObject): RawFields {
  const fields = readMembers(entry, SPELLINGS);
  const { type, command, url } = fields;
  if (type !== undefined || url === undefined) return fields;
  const text = command === undefined ? "sse" : "stdio";
  const { place } = (command ?? url).value;
  return { ...fields, type: { shown: '"type"', value: { place, kind: "string", text } } };
}
