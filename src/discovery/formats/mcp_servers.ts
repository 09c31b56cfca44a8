import { type Dialect, LITERAL } from "../dialect.ts";
import type { ConfigFormat, RawFields } from "./config_format.ts";
import { COMMON_SPELLINGS, readFields, type Spellings } from "./entry_fields.ts";
import {
  entriesUnder,
  type EntryShape,
  type JsonEntry,
  type JsonObject,
  parseJsonFile,
  toRawValue,
} from "./json_file.ts";

/** The member that holds a file's servers, by name. */
export const SERVERS_KEY = "mcpServers";

/** An entry that says what it says in the members that are listed, and in no other way. */
export function plainShape(
  dialect: Dialect,
  spellings: Spellings = COMMON_SPELLINGS,
): EntryShape {
  return { dialect, read: (entry) => readMembers(entry, spellings) };
}

/** A file with `mcpServers` and nothing else of interest, whose entries have one shape. */
export function mcpServersFormat(shape: EntryShape): ConfigFormat {
  return {
    extension: ".json",
    parse: (text) => parseJsonFile(text, { find: (top) => serversIn(top), shape }),
  };
}

/** An entry whose texts are all taken as they are written, as in Claude Desktop. */
export const LITERAL_SHAPE: EntryShape = plainShape(LITERAL);

/** `{ "mcpServers": { "name": { "command": …, "args": […] } } }`, as in Claude Desktop. */
export const mcpServers: ConfigFormat = mcpServersFormat(LITERAL_SHAPE);

/**
 * The entries under `mcpServers` in an object.
 *
 * @throws {JsonProblem} when it is no object, or is there twice
 */
export function serversIn(
  object: Pick<JsonObject, "tree" | "members">,
  options: { readonly forDirectory?: boolean; readonly shape?: EntryShape } = {},
): readonly JsonEntry[] {
  return entriesUnder(object, { key: SERVERS_KEY, ...options });
}

/**
 * The fields of an entry in JSON.
 *
 * @throws {JsonProblem} when a name stands twice in one of its members
 */
export function readMembers({ tree, members }: JsonObject, spellings: Spellings): RawFields {
  const named = members.map(({ key, value }) => ({
    name: key,
    value: () => toRawValue(tree, value),
  }));
  return readFields(named, spellings);
}
