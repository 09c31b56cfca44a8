import { OPENCODE } from "../dialect.ts";
import type { ConfigFormat, RawField, RawFields, RawValue } from "./config_format.ts";
import { COMMON_SPELLINGS, OAUTH_SPELLINGS } from "./entry_fields.ts";
import { entriesUnder, type EntryShape, type JsonObject, parseJsonFile } from "./json_file.ts";
import { membersOf } from "./json_tree.ts";
import { readMembers } from "./mcp_servers.ts";

/** The member of `opencode.json` that holds the servers, by name. */
export const OPENCODE_KEY = "mcp";
/** The member that switches tools on and off by patterns of `<server>_<tool>`. */
const TOOLS_KEY = "tools";
/** Most patterns that are looked at. */
const MAX_PATTERNS = 1000;

/** An entry of OpenCode, in a file without patterns of tools. */
export const OPENCODE_SHAPE: EntryShape = {
  dialect: OPENCODE,
  read: (entry) => readMembers(entry, { ...COMMON_SPELLINGS, ...OAUTH_SPELLINGS }),
};

/** `opencode.json`: `mcp`, where `command` is an array, and `tools` with `false` for what is off. */
export const opencode: ConfigFormat = opencodeFormat(".json");

/** The same in a file whose name ends with `.jsonc`. */
export const opencodeWithComments: ConfigFormat = opencodeFormat(".jsonc");

function opencodeFormat(extension: string): ConfigFormat {
  return {
    extension,
    parse: (text) => {
      let patterns: readonly string[] = [];
      const read = (entry: JsonObject, name: string): RawFields => ({
        ...OPENCODE_SHAPE.read(entry, name),
        ...denied(entry, { name, patterns }),
      });
      return parseJsonFile(text, {
        find: (top) => {
          patterns = switchedOff(top);
          return entriesUnder(top, { key: OPENCODE_KEY });
        },
        shape: { dialect: OPENCODE, read },
      });
    },
  };
}

function switchedOff({ members }: JsonObject): readonly string[] {
  const tools = members.find(({ key }) => key === TOOLS_KEY);
  const patterns = tools === undefined ? [] : membersOf(tools.value) ?? [];
  return patterns.slice(0, MAX_PATTERNS)
    .filter(({ value }) => value.type === "boolean" && value.value === false)
    .map(({ key }) => key);
}

/** The patterns that are about this server, without its name. */
function denied(
  { tree, node }: JsonObject,
  { name, patterns }: { readonly name: string; readonly patterns: readonly string[] },
): Pick<RawFields, "denyTools"> {
  const place = tree.placeOf(node);
  // so it names its tools (`packages/opencode/src/mcp/index.ts`)
  const prefix = `${name.replaceAll(/[^a-zA-Z0-9_-]/g, "_")}_`;
  const own = patterns.flatMap((pattern) => {
    if (pattern.startsWith(prefix)) return [pattern.slice(prefix.length)];
    return pattern === "*" || pattern === `${prefix.slice(0, -1)}*` ? ["*"] : [];
  });
  if (own.length === 0) return {};
  const items = own.map((text): RawValue => ({ place, kind: "string", text }));
  const field: RawField = { shown: `"${TOOLS_KEY}"`, value: { place, kind: "array", items } };
  return { denyTools: field };
}
