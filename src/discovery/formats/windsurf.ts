import { WINDSURF } from "../dialect.ts";
import type { ConfigFormat } from "./config_format.ts";
import { COMMON_SPELLINGS, keys } from "./entry_fields.ts";
import { mcpServersFormat, plainShape } from "./mcp_servers.ts";

/** `mcp_config.json` of Windsurf: `mcpServers`, with `serverUrl` and `disabledTools`. */
export const windsurf: ConfigFormat = mcpServersFormat(
  plainShape(WINDSURF, { ...COMMON_SPELLINGS, denyTools: keys("disabledTools") }),
);
