import { resolveLocations } from "../discovery/client_paths.ts";
import { listConfigFiles, parseConfig } from "../discovery/config_file.ts";
import { PROGRAM_NAME } from "../discovery/display.ts";
import { readConfigText } from "../discovery/read_config_text.ts";
import { isSelf } from "../discovery/self_server.ts";
import type { Origin, StdioDefinition } from "../discovery/server_definition.ts";
import type { System } from "../system/system.ts";

/** What one client's own files say. */
export interface ClientEntries {
  /** `Claude Code`. */
  readonly client: string;
  /** The bridge, as it is registered. */
  readonly bridges: readonly RegisteredBridge[];
  /** Names of the other servers that are not switched off. */
  readonly servers: readonly string[];
}

/** One entry of the bridge. */
export interface RegisteredBridge {
  readonly name: string;
  readonly origin: Origin;
  readonly definition: StdioDefinition;
}

/** Rows of the table of clients that no client reads: the bridge alone does. */
const OURS: ReadonlySet<string> = new Set(["MCP servers directory", "MCPs directory"]);

/**
 * Reads what each client has in the user's own files, with nothing merged: who comes first among the
 * files says nothing of what a client starts. A file that cannot be read counts as empty.
 */
export async function readClientEntries(system: System): Promise<readonly ClientEntries[]> {
  const found = new Map<string, { bridges: RegisteredBridge[]; servers: Set<string> }>();
  for (const location of resolveLocations(system, { configFiles: [] })) {
    // a project's file may have come with a repository, and decides nothing here
    if (location.scope === "project" || OURS.has(location.client)) continue;
    for (const file of (await listConfigFiles(system, location)).files) {
      const content = await readConfigText(system, file.origin.file);
      if (content === null || !content.ok) continue;
      const client = found.get(location.client) ?? { bridges: [], servers: new Set() };
      found.set(location.client, client);
      for (const { name, parsed } of parseConfig(content.text, file, system).entries) {
        if (!parsed.ok || parsed.disabledBy !== null) continue;
        const { definition } = parsed;
        if (definition.kind === "stdio" && await isBridge(name, definition, system)) {
          client.bridges.push({ name, origin: file.origin, definition });
        } else {
          client.servers.add(name);
        }
      }
    }
  }
  return [...found].map(([client, { bridges, servers }]) => ({
    client,
    bridges,
    servers: [...servers],
  }));
}

/** Also by the name of its entry: what it leads to may be gone. */
async function isBridge(
  name: string,
  definition: StdioDefinition,
  system: System,
): Promise<boolean> {
  return name.toLowerCase().replaceAll("_", "-") === PROGRAM_NAME ||
    await isSelf(definition, system);
}
