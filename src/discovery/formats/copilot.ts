import { COPILOT } from "../dialect.ts";
import type { ConfigFormat } from "./config_format.ts";
import { COMMON_SPELLINGS, keys } from "./entry_fields.ts";
import type { EntryShape } from "./json_file.ts";
import { mcpServersFormat, plainShape } from "./mcp_servers.ts";

/** An entry of Copilot CLI, where `tools` lists what may be used. */
export const COPILOT_SHAPE: EntryShape = plainShape(COPILOT, {
  ...COMMON_SPELLINGS,
  allowTools: keys("tools"),
});

/** `mcp-config.json` of Copilot CLI: `mcpServers`. */
export const copilot: ConfigFormat = mcpServersFormat(COPILOT_SHAPE);
