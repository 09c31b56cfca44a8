import { CURSOR } from "../dialect.ts";
import type { ConfigFormat } from "./config_format.ts";
import { clientIn, COMMON_SPELLINGS, keys } from "./entry_fields.ts";
import type { EntryShape } from "./json_file.ts";
import { mcpServersFormat, plainShape } from "./mcp_servers.ts";

/** An entry of Cursor: with `envFile`, and `auth` with `CLIENT_ID`. */
export const CURSOR_SHAPE: EntryShape = plainShape(CURSOR, {
  ...COMMON_SPELLINGS,
  ...clientIn("auth"),
  envFile: keys("envFile"),
});

/** `mcp.json` of Cursor: `mcpServers`. */
export const cursor: ConfigFormat = mcpServersFormat(CURSOR_SHAPE);
