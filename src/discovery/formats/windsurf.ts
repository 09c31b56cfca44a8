import { WINDSURF } from "../dialect.ts";
import type { ConfigFormat } from "./config_format.ts";
import { COMMON_SPELLINGS, keys } from "./entry_fields.ts";
import type { EntryShape } from "./json_file.ts";
import { mcpServersFormat, plainShape } from "./mcp_servers.ts";

/** An entry of Windsurf, with `serverUrl` and `disabledTools`. */
export const WINDSURF_SHAPE: EntryShape = plainShape(WINDSURF, {
  ...COMMON_SPELLINGS,
  denyTools: keys("disabledTools"),
});

/** `mcp_config.json` of Windsurf: `mcpServers`. */
export const windsurf: ConfigFormat = mcpServersFormat(WINDSURF_SHAPE);
