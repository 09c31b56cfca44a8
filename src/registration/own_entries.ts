import type { ResolvedLocation } from "../discovery/client_paths.ts";
import { type ConfigEntry, parseConfig, type ParsedConfig } from "../discovery/config_file.ts";
import { isSelf } from "../discovery/self_server.ts";
import type { System } from "../system/system.ts";
import { isSourceForm } from "./launch_command.ts";

/** The entries of a client's file, those that start this program apart. */
export interface SortedEntries {
  /** Names of entries that start this program, in order. */
  readonly own: readonly string[];
  readonly others: readonly ConfigEntry[];
  readonly rules: ParsedConfig["rules"];
}

/** Looks at the entries that a file has for all of the user's directories. */
export async function sortEntries(
  text: string,
  location: ResolvedLocation,
  system: System,
): Promise<SortedEntries> {
  const { path, client, scope } = location;
  const file = { origin: { file: path, client, scope }, location };
  const { entries, rules } = parseConfig(text, file, system);
  const own: string[] = [];
  const others: ConfigEntry[] = [];
  for (const entry of entries.filter(({ forDirectory }) => !forDirectory)) {
    if (await startsBridge(entry, system)) own.push(entry.name);
    else others.push(entry);
  }
  return { own, others, rules };
}

/** Whether an entry starts this program, in any of the forms that it can be started in. */
async function startsBridge({ parsed }: ConfigEntry, system: System): Promise<boolean> {
  if (!parsed.ok || parsed.definition.kind !== "stdio") return false;
  const { definition } = parsed;
  return isSourceForm(definition.args, system) || await isSelf(definition, system);
}
