import { LITERAL } from "../dialect.ts";
import type { ConfigFormat, RawFields } from "./config_format.ts";
import { COMMON_SPELLINGS, keys, type Spellings } from "./entry_fields.ts";
import {
  entriesUnder,
  type EntryShape,
  type JsonObject,
  JsonProblem,
  parseJsonFile,
} from "./json_file.ts";
import { membersOf } from "./json_tree.ts";
import { readMembers } from "./mcp_servers.ts";

/** The member of Zed's settings that holds the servers, by name. */
export const ZED_KEY = "context_servers";

/** Zed counts in seconds (`crates/settings_content/src/project.rs`). */
const SPELLINGS: Spellings = {
  ...COMMON_SPELLINGS,
  callTimeout: [{ key: "timeout", scale: 1000 }],
};
/** Of the object that older versions have in `command`. */
const COMMAND_SPELLINGS: Spellings = {
  command: keys("path"),
  args: keys("args"),
  env: keys("env"),
};

/** An entry of Zed. */
export const ZED_SHAPE: EntryShape = { dialect: LITERAL, read: readZed };

/** `settings.json` of Zed: `context_servers`. */
export const zed: ConfigFormat = {
  extension: ".json",
  parse: (text) =>
    parseJsonFile(text, {
      find: (top) => entriesUnder(top, { key: ZED_KEY }),
      shape: ZED_SHAPE,
    }),
};

/** @throws {JsonProblem} when Zed itself installs the server */
function readZed(entry: JsonObject): RawFields {
  const { tree, members } = entry;
  const command = members.find(({ key }) => key === "command");
  const inside = command === undefined ? null : membersOf(command.value);
  if (command !== undefined && inside !== null) {
    const { command: _object, ...rest } = SPELLINGS;
    const own = { tree, node: command.value, members: inside };
    return { ...readMembers(entry, rest), ...readMembers(own, COMMAND_SPELLINGS) };
  }
  const fields = readMembers(entry, SPELLINGS);
  if (fields.command === undefined && fields.url === undefined) {
    const reason = 'it has neither "command" nor "url": an extension of Zed installs and starts it';
    throw new JsonProblem(reason, entry);
  }
  return fields;
}
