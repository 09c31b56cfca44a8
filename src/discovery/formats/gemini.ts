import { GEMINI, QWEN } from "../dialect.ts";
import type { ClientRules, ConfigFormat, RawField, RawFields, RawValue } from "./config_format.ts";
import { COMMON_SPELLINGS, keys, OAUTH_SPELLINGS, type Spellings } from "./entry_fields.ts";
import { type EntryShape, type JsonObject, parseJsonFile } from "./json_file.ts";
import { membersOf } from "./json_tree.ts";
import { readMembers, serversIn } from "./mcp_servers.ts";
import { nameList } from "./name_list.ts";

const SPELLINGS: Spellings = {
  ...COMMON_SPELLINGS,
  ...OAUTH_SPELLINGS,
  allowTools: keys("includeTools"),
  denyTools: keys("excludeTools"),
};
/** The member of an entry that holds the URL of a Streamable HTTP server, and comes before `url`. */
const HTTP_URL: Spellings = { url: keys("httpUrl") };

/** An entry of Gemini CLI, with `httpUrl`, `includeTools` and `excludeTools`. */
export const GEMINI_SHAPE: EntryShape = { dialect: GEMINI, read: readGemini };

/** The same of Qwen Code. */
export const QWEN_SHAPE: EntryShape = { dialect: QWEN, read: readGemini };

/**
 * `settings.json` of Gemini CLI: `mcpServers`, and `mcp.allowed` and `mcp.excluded` for all servers.
 */
export const gemini: ConfigFormat = geminiFormat(GEMINI_SHAPE);

/** The same of Qwen Code. */
export const qwen: ConfigFormat = geminiFormat(QWEN_SHAPE);

function geminiFormat(shape: EntryShape): ConfigFormat {
  return {
    extension: ".json",
    parse: (text) => parseJsonFile(text, { find: (top) => serversIn(top), shape, rules }),
  };
}

/** The fields of an entry that may have `httpUrl`. */
export function withHttpUrl(entry: JsonObject, fields: RawFields): RawFields {
  const { url } = readMembers(entry, HTTP_URL);
  if (url === undefined) return fields;
  const { place } = url.value;
  return {
    ...fields,
    url,
    type: { shown: url.shown, value: { place, kind: "string", text: "http" } },
  };
}

/** `tool(…)` in a list of tools allows the tool with some arguments: here, the tool. */
export function withoutArguments(field: RawField | undefined): Pick<RawFields, "allowTools"> {
  if (field === undefined) return {};
  if (field.value.kind !== "array") return { allowTools: field };
  const items = field.value.items.map((item): RawValue =>
    item.kind === "string" ? { ...item, text: item.text.replace(/\([^]*$/, "") } : item
  );
  return { allowTools: { ...field, value: { ...field.value, items } } };
}

function readGemini(entry: JsonObject): RawFields {
  const fields = withHttpUrl(entry, readMembers(entry, SPELLINGS));
  return { ...fields, ...withoutArguments(fields.allowTools) };
}

function rules({ members }: JsonObject): ClientRules {
  const mcp = members.find(({ key }) => key === "mcp");
  const inside = mcp === undefined ? [] : membersOf(mcp.value) ?? [];
  const allowed = nameList(inside, "allowed") ?? nameList(members, "allowMCPServers");
  const excluded = [nameList(inside, "excluded"), nameList(members, "excludeMCPServers")];
  return {
    ...(allowed === null ? {} : { allowed }),
    disabled: excluded.filter((rule) => rule !== null),
  };
}
