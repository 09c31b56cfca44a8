import { VS_CODE } from "../dialect.ts";
import type { ConfigFormat } from "./config_format.ts";
import { COMMON_SPELLINGS, keys } from "./entry_fields.ts";
import { entriesUnder, type EntryShape, parseJsonFile } from "./json_file.ts";
import { plainShape } from "./mcp_servers.ts";

/** The member of `mcp.json` that holds the servers, by name. */
export const VS_CODE_KEY = "servers";

/** An entry of VS Code. */
export const VS_CODE_SHAPE: EntryShape = plainShape(VS_CODE, {
  ...COMMON_SPELLINGS,
  envFile: keys("envFile"),
});

/**
 * `mcp.json` of VS Code: `servers`. What `inputs` lists is asked by the editor and kept in its own
 * store, so an entry that needs one of them cannot be used.
 */
export const vsCode: ConfigFormat = {
  extension: ".json",
  parse: (text) =>
    parseJsonFile(text, {
      find: (top) => entriesUnder(top, { key: VS_CODE_KEY }),
      shape: VS_CODE_SHAPE,
    }),
};
