import { VS_CODE } from "../dialect.ts";
import type { ConfigFormat, RawFields } from "./config_format.ts";
import { COMMON_SPELLINGS, keys, OAUTH_SPELLINGS } from "./entry_fields.ts";
import {
  entriesUnder,
  type EntryShape,
  type JsonObject,
  JsonProblem,
  parseJsonFile,
} from "./json_file.ts";
import { readMembers } from "./mcp_servers.ts";

/** The member of `mcp.json` that holds the servers, by name. */
export const VS_CODE_KEY = "servers";

const SPELLINGS = { ...COMMON_SPELLINGS, ...OAUTH_SPELLINGS, envFile: keys("envFile") };

/** An entry of VS Code. */
export const VS_CODE_SHAPE: EntryShape = { dialect: VS_CODE, read };

/** @throws {JsonProblem} when the editor confines the server */
function read(entry: JsonObject): RawFields {
  const sandbox = entry.members.find(({ key }) => key === "sandboxEnabled");
  if (sandbox?.value.type === "boolean" && sandbox.value.value === true) {
    // without the sandbox it would have more rights than the user gave it
    const reason =
      '"sandboxEnabled" asks for the sandbox of VS Code, which the bridge does not have';
    throw new JsonProblem(reason, { tree: entry.tree, node: sandbox.value });
  }
  return readMembers(entry, SPELLINGS);
}

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
