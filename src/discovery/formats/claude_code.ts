import type { ConfigFormat, FileContext } from "./config_format.ts";
import { type JsonObject, parseJsonFile } from "./json_file.ts";
import { membersOf } from "./json_tree.ts";
import { readEntry, serversIn } from "./mcp_servers.ts";

/** The member that holds, by directory, what Claude Code keeps for it. */
const PROJECTS_KEY = "projects";

/** `mcpServers` as elsewhere, and besides in `projects.<directory>`, for one working directory. */
export const claudeCode: ConfigFormat = {
  extension: ".json",
  parse: (text, file) =>
    parseJsonFile(text, {
      find: (top) => [
        // the client itself prefers a directory's servers to those for everywhere
        ...objectsFor(file, top).flatMap((own) => serversIn(own, { forDirectory: true })),
        ...serversIn(top),
      ],
      read: readEntry,
    }),
};

/** What is kept for the working directory; at most one object in practice. */
function objectsFor(
  file: FileContext,
  { tree, members }: JsonObject,
): readonly Pick<JsonObject, "tree" | "members">[] {
  return members.filter(({ key }) => key === PROJECTS_KEY)
    .flatMap(({ value }) => membersOf(value) ?? [])
    .filter(({ key }) => isWorkingDirectory(key, file))
    .map(({ value }) => ({ tree, members: membersOf(value) ?? [] }));
}

function isWorkingDirectory(path: string, { cwd, platform }: FileContext): boolean {
  const canonical = (text: string): string => {
    if (platform !== "windows") return text.replace(/(?<=.)\/$/, "");
    return text.replaceAll("/", "\\").replace(/\\$/, "").toLowerCase();
  };
  return canonical(path) === canonical(cwd);
}
