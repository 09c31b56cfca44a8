import { CLIENT_LOCATIONS } from "../discovery/client_table.ts";
import { type ResolvedLocation, resolveRow } from "../discovery/client_paths.ts";
import { CLIENT_KEY } from "../discovery/formats/client_shapes.ts";
import { serverFile } from "../discovery/formats/server_file.ts";
import { ConfigError } from "../errors.ts";
import { pathsOf } from "../system/paths.ts";
import type { System } from "../system/system.ts";
import type { InstalledClient } from "./clients.ts";
import type { TakenEntry } from "./entry_editor.ts";

/** Most files that one client may be imported to. */
const MAX_FILES = 100;

/** The directory of servers' files, whoever their client was. @throws {ConfigError} without a home */
export function serversDirectory(system: System): ResolvedLocation {
  const row = CLIENT_LOCATIONS.find(({ scope, kind, format }) =>
    scope === "user" && kind === "directory" && format === serverFile
  );
  const [location] = row === undefined
    ? []
    : resolveRow(row, { environment: system, searched: [], root: system.cwd() });
  if (location !== undefined) return location;
  throw new ConfigError("BAD_FILE", "Cannot import: no home directory is known; set HOME");
}

/** A file in it that is not there yet: `cursor.json`, else `cursor-2.json`. */
export async function freeServersFile(client: InstalledClient, system: System): Promise<string> {
  const { path } = serversDirectory(system);
  const { join } = pathsOf(system.platform);
  for (let count = 1; count <= MAX_FILES; count++) {
    const file = join(path, `${client.slug}${count === 1 ? "" : `-${count}`}.json`);
    if (await system.files.info(file) === null) return file;
  }
  throw new ConfigError("BAD_FILE", `Cannot import: ${path} has ${MAX_FILES} such files`);
}

/** Servers' entries as they were written, in a file that says whose syntax they have. */
export function serversFileText(
  { slug, key }: Pick<InstalledClient, "slug" | "key">,
  entries: ReadonlyMap<string, TakenEntry>,
): string {
  const written = [...entries].map(([name, { source, comments, indent }]) => {
    const again = (text: string): string =>
      text.split(/\r?\n/)
        .map((line, index) =>
          index > 0 && line.startsWith(indent) ? line.slice(indent.length) : line
        )
        .map((line, index) => index > 0 && line !== "" ? `    ${line}` : line)
        .join("\n");
    const above = comments === "" ? "" : `${again(comments)}\n    `;
    return `    ${above}${JSON.stringify(name)}: ${again(source)}`;
  });
  return `{\n  ${JSON.stringify(CLIENT_KEY)}: ${JSON.stringify(slug)},\n` +
    `  ${JSON.stringify(key)}: {\n${written.join(",\n")}\n  }\n}\n`;
}
