import type { ConfigFormat } from "./config_format.ts";
import { type JsonEntry, type JsonObject, JsonProblem, parseJsonFile } from "./json_file.ts";
import { readEntry, SERVERS_KEY, serversIn } from "./mcp_servers.ts";

const EXTENSION = ".json";

/** `mcpServers` as elsewhere, or a single server, which is called as the file is. */
export const serverFile: ConfigFormat = {
  extension: EXTENSION,
  parse: (text, { fileName }) => {
    const stem = fileName.endsWith(EXTENSION) ? fileName.slice(0, -EXTENSION.length) : fileName;
    return parseJsonFile(text, {
      find: (top) => has(top, SERVERS_KEY) ? serversIn(top) : [single(top, stem)],
      read: readEntry,
    });
  },
};

/** @throws {JsonProblem} when the file is something else */
function single(top: JsonObject, name: string): JsonEntry {
  if (has(top, "command") || has(top, "url")) {
    return { name, node: top.node, forDirectory: false, repeatedOn: [] };
  }
  const missing = `neither "${SERVERS_KEY}" nor a server with "command" or "url" was found`;
  throw new JsonProblem(missing, top);
}

function has({ members }: JsonObject, name: string): boolean {
  return members.some(({ key }) => key === name);
}
