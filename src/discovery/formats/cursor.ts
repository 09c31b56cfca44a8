import { CURSOR } from "../dialect.ts";
import type { ConfigFormat } from "./config_format.ts";
import { clientIn, COMMON_SPELLINGS, keys } from "./entry_fields.ts";
import { mcpServersFormat, plainShape } from "./mcp_servers.ts";

/** `mcp.json` of Cursor: `mcpServers`, with `envFile`, and `auth` with `CLIENT_ID`. */
export const cursor: ConfigFormat = mcpServersFormat(
  plainShape(CURSOR, { ...COMMON_SPELLINGS, ...clientIn("auth"), envFile: keys("envFile") }),
);
