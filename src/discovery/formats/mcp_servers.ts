import type { ConfigFormat, FieldName, RawField, RawFields } from "./config_format.ts";
import {
  entriesUnder,
  type JsonEntry,
  type JsonObject,
  parseJsonFile,
  toRawValue,
} from "./json_file.ts";

/** The member that holds a file's servers, by name. */
export const SERVERS_KEY = "mcpServers";

/** The members of an entry that are understood; they are called as ours are. */
const FIELDS: readonly FieldName[] = [
  "type",
  "command",
  "args",
  "env",
  "cwd",
  "url",
  "headers",
  "disabled",
  "enabled",
];

/** `{ "mcpServers": { "name": { "command": …, "args": […] } } }`, as in Claude Desktop. */
export const mcpServers: ConfigFormat = {
  extension: ".json",
  parse: (text) => parseJsonFile(text, { find: (top) => serversIn(top), read: readEntry }),
};

/**
 * The entries under `mcpServers` in an object.
 *
 * @throws {JsonProblem} when it is no object, or is there twice
 */
export function serversIn(
  object: Pick<JsonObject, "tree" | "members">,
  options: { readonly forDirectory?: boolean } = {},
): readonly JsonEntry[] {
  return entriesUnder(object, { key: SERVERS_KEY, ...options });
}

/**
 * What an entry under `mcpServers` says.
 *
 * @throws {JsonProblem} when a name stands twice in one of its members
 */
export function readEntry({ tree, members }: JsonObject): RawFields {
  const fields: Partial<Record<FieldName, RawField>> = {};
  for (const name of FIELDS) {
    const member = members.find(({ key }) => key === name);
    if (member === undefined) continue;
    fields[name] = { shown: `"${name}"`, value: toRawValue(tree, member.value) };
  }
  return fields;
}
