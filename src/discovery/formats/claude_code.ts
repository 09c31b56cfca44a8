import { CLAUDE_CODE } from "../dialect.ts";
import type { ConfigFormat, FileContext, NameRule, RawFields } from "./config_format.ts";
import { COMMON_SPELLINGS, OAUTH_SPELLINGS } from "./entry_fields.ts";
import {
  entriesOf,
  type EntryShape,
  type JsonObject,
  JsonProblem,
  parseJsonFile,
} from "./json_file.ts";
import { type JsonMember, membersOf } from "./json_tree.ts";
import { readMembers, SERVERS_KEY, serversIn } from "./mcp_servers.ts";
import { nameList } from "./name_list.ts";

/** The member that holds, by directory, what Claude Code keeps for it. */
const PROJECTS_KEY = "projects";
/** Members of a directory's object that name servers which are off there. */
const DISABLED_KEYS = ["disabledMcpServers", "disabledMcpjsonServers"];

const SPELLINGS = { ...COMMON_SPELLINGS, ...OAUTH_SPELLINGS };
/** An entry of Claude Code. */
export const CLAUDE_CODE_SHAPE: EntryShape = { dialect: CLAUDE_CODE, read };

/** @throws {JsonProblem} when a program makes the headers */
function read(entry: JsonObject): RawFields {
  const helper = entry.members.find(({ key }) => key === "headersHelper");
  if (helper !== undefined) {
    const reason =
      '"headersHelper" has a program make the headers, which the bridge does not start';
    throw new JsonProblem(reason, { tree: entry.tree, node: helper.value });
  }
  return readMembers(entry, SPELLINGS);
}

/**
 * `~/.claude.json`: `mcpServers` as elsewhere, and besides in `projects.<directory>`, for that
 * directory and those below it in the same repository.
 */
export const claudeCode: ConfigFormat = {
  extension: ".json",
  parse: (text, file) =>
    parseJsonFile(text, {
      find: (top) => [
        // the client itself prefers a directory's servers to those for everywhere
        ...objectsFor(file, top).flatMap((own) => serversIn(own, { forDirectory: true })),
        ...serversIn(top),
      ],
      shape: CLAUDE_CODE_SHAPE,
      rules: (top) => ({
        disabled: objectsFor(file, top).flatMap(({ members }) =>
          DISABLED_KEYS.map((key) => nameList(members, key)).filter(isRule)
        ),
      }),
    }),
};

/** `.mcp.json`: `mcpServers`, or the servers by name without it, as older versions wrote. */
export const claudeProject: ConfigFormat = {
  extension: ".json",
  parse: (text) =>
    parseJsonFile(text, {
      find: (top) =>
        top.members.some(({ key }) => key === SERVERS_KEY)
          ? serversIn(top)
          : entriesOf(top.tree, top.members.filter(isServer), { forDirectory: false }),
      shape: CLAUDE_CODE_SHAPE,
    }),
};

/** A file of `mcpServers` that Claude Code reads. */
export const claudeServers: ConfigFormat = {
  extension: ".json",
  parse: (text) => parseJsonFile(text, { find: (top) => serversIn(top), shape: CLAUDE_CODE_SHAPE }),
};

/** Whether a member of an object is a server's entry, to judge by what is in it. */
export function isServer({ value }: JsonMember): boolean {
  return (membersOf(value) ?? []).some(({ key }) =>
    ["command", "url", "serverUrl", "httpUrl"].includes(key)
  );
}

function isRule(rule: NameRule | null): rule is NameRule {
  return rule !== null;
}

/** What is kept for the working directory and those above it, the nearest first. */
function objectsFor(
  { folders, platform }: FileContext,
  { tree, members }: JsonObject,
): readonly Pick<JsonObject, "tree" | "members">[] {
  const canonical = (text: string): string => {
    if (platform !== "windows") return text.replace(/(?<=.)\/$/, "");
    return text.replaceAll("/", "\\").replace(/\\$/, "").toLowerCase();
  };
  const kept = members.filter(({ key }) => key === PROJECTS_KEY)
    .flatMap(({ value }) => membersOf(value) ?? []);
  const byFolder = Map.groupBy(kept, ({ key }) => canonical(key));
  return folders.flatMap((folder) => byFolder.get(canonical(folder)) ?? [])
    .map(({ value }) => ({ tree, members: membersOf(value) ?? [] }));
}
