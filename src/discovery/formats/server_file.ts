import { COMMON } from "../dialect.ts";
import type { ConfigFormat, RawFields } from "./config_format.ts";
import { isServer } from "./claude_code.ts";
import { CLIENT_KEY, type ClientShape, clientShape } from "./client_shapes.ts";
import {
  clientIn,
  COMMON_SPELLINGS,
  keys,
  looseKey,
  OAUTH_SPELLINGS,
  type Spellings,
} from "./entry_fields.ts";
import { withHttpUrl, withoutArguments } from "./gemini.ts";
import {
  entriesOf,
  entriesUnder,
  type EntryShape,
  type JsonEntry,
  type JsonObject,
  JsonProblem,
  parseJsonFile,
} from "./json_file.ts";
import { membersOf } from "./json_tree.ts";
import { readMembers, SERVERS_KEY } from "./mcp_servers.ts";
import { OPENCODE_KEY, OPENCODE_SHAPE } from "./opencode.ts";
import { VS_CODE_KEY, VS_CODE_SHAPE } from "./vs_code.ts";
import { ZED_KEY, ZED_SHAPE } from "./zed.ts";

const EXTENSION = ".json";

/** Every spelling that a client of `mcpServers` has. */
const SPELLINGS: Spellings = {
  ...COMMON_SPELLINGS,
  clientId: [...OAUTH_SPELLINGS.clientId ?? [], ...clientIn("auth").clientId ?? []],
  clientSecret: [...OAUTH_SPELLINGS.clientSecret ?? [], ...clientIn("auth").clientSecret ?? []],
  envFile: keys("envFile"),
  allowTools: keys("includeTools", "enabledTools", "allowedTools", "tools"),
  denyTools: keys("excludeTools", "disabledTools"),
};

const SHAPE: EntryShape = {
  dialect: COMMON,
  read(entry): RawFields {
    const fields = withHttpUrl(entry, readMembers(entry, SPELLINGS));
    return { ...fields, ...withoutArguments(fields.allowTools) };
  },
};

/** The members of a file that hold servers, and whose entries those are. */
const CONTAINERS: readonly { readonly key: string; readonly shape: EntryShape }[] = [
  { key: SERVERS_KEY, shape: SHAPE },
  { key: VS_CODE_KEY, shape: VS_CODE_SHAPE },
  { key: ZED_KEY, shape: ZED_SHAPE },
  { key: OPENCODE_KEY, shape: OPENCODE_SHAPE },
];

/**
 * A file of no single client, in any client's shape: the servers in a member of a client's, or by
 * name without one, or a single server, which is called as the file is. With `client`, the entries
 * mean what they mean to that client.
 */
export const serverFile: ConfigFormat = {
  extension: EXTENSION,
  parse: (text, { fileName }) => {
    const stem = fileName.endsWith(EXTENSION) ? fileName.slice(0, -EXTENSION.length) : fileName;
    return parseJsonFile(text, { find: (top) => findEntries(top, stem), shape: SHAPE });
  },
};

/** @throws {JsonProblem} when the file is something else */
function findEntries(top: JsonObject, stem: string): readonly JsonEntry[] {
  const { tree, node, members } = top;
  if (isServer({ key: stem, keyNode: node, value: node })) {
    return [{ name: stem, node, forDirectory: false, repeatedOn: [] }];
  }
  const own = declaredShape(top);
  if (own !== null) return entriesUnder(top, own);
  const found = CONTAINERS.flatMap(({ key, shape }) =>
    spelledLike(top, key).map((spelled) => entriesUnder(top, { key: spelled, shape }))
  );
  if (found.length > 0) return found.flat();
  const bare = members.filter(isServer);
  if (bare.length > 0) return entriesOf(tree, bare, { forDirectory: false });
  const missing = `neither "${SERVERS_KEY}" nor a server with "command" or "url" was found`;
  throw new JsonProblem(missing, top);
}

/** The client that a file says its entries are written for, as `import` writes it. */
function declaredShape({ members }: JsonObject): ClientShape | null {
  const member = members.find(({ key }) => key === CLIENT_KEY);
  const named = member?.value.type === "string" ? clientShape(String(member.value.value)) : null;
  return named !== null && members.some(({ key }) => key === named.key) ? named : null;
}

/** The spellings of a key in an object, one each; `servers` and `mcp` only if they hold objects. */
function spelledLike({ members }: JsonObject, key: string): readonly string[] {
  const alike = members.filter((member) => looseKey(member.key) === looseKey(key));
  const usable = key === SERVERS_KEY
    ? alike
    : alike.filter(({ value }) => membersOf(value) !== null);
  return [...new Set(usable.map((member) => member.key))];
}
