import { COPILOT } from "../dialect.ts";
import type { ConfigFormat } from "./config_format.ts";
import { COMMON_SPELLINGS, keys } from "./entry_fields.ts";
import { mcpServersFormat, plainShape } from "./mcp_servers.ts";

/** `mcp-config.json` of Copilot CLI: `mcpServers`, where `tools` lists what may be used. */
export const copilot: ConfigFormat = mcpServersFormat(
  plainShape(COPILOT, { ...COMMON_SPELLINGS, allowTools: keys("tools") }),
);
