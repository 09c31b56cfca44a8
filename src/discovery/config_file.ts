import { fileNamed, type ResolvedLocation } from "./client_paths.ts";
import { pathsOf } from "../system/paths.ts";
import { messageOf } from "../errors.ts";
import type { System } from "../system/system.ts";
import { type ClientRules, formatPlace } from "./formats/config_format.ts";
import { type ParsedEntry, parseEntry } from "./parse_entry.ts";
import { findProjectFolders } from "./project_folders.ts";
import { printable } from "../text/printable.ts";
import type { Origin } from "./server_definition.ts";

/** Most files that are read in one directory. */
const MAX_FILES = 1000;
/** Most servers that one file may define. */
const MAX_SERVERS = 1000;
/** Most files that are named because they are not read. */
const MAX_NAMED = 5;
/** Longest name of a server, in characters. */
const MAX_NAME = 128;

/** A file to look at. */
export interface ConfigFile {
  readonly origin: Origin;
  readonly location: ResolvedLocation;
}

/** A server as a file defines it, with nothing expanded. */
export interface ConfigEntry {
  readonly name: string;
  readonly parsed: ParsedEntry;
  /** From the part of the file that is for the working directory alone. */
  readonly forDirectory: boolean;
}

export interface ParsedConfig {
  readonly entries: readonly ConfigEntry[];
  /** What the file says of all servers of its client. */
  readonly rules: ClientRules;
  /** Why the file, or a part of it, is not used; or `null`. */
  readonly problem: string | null;
}

/** The files of a location, in order of their names. */
export interface ListedFiles {
  readonly files: readonly ConfigFile[];
  /** What was left out and why, or `null`. */
  readonly problem: string | null;
  /** Whether the files are known: `false` when the directory cannot be used as it is now. */
  readonly listed: boolean;
}

/** Lists a location's files. They need not exist. */
export async function listConfigFiles(
  system: System,
  location: ResolvedLocation,
): Promise<ListedFiles> {
  const { client, scope, path } = location;
  const at = (file: string): ConfigFile => ({ origin: { file, client, scope }, location });
  if (location.kind === "file") return { files: [at(path)], problem: null, listed: true };
  const unusable = (problem: string): ListedFiles => ({ files: [], problem, listed: false });
  try {
    const place = await lookAtDirectory(system, path);
    if (place === "absent") return { files: [], problem: null, listed: true };
    if (place !== "directory") return unusable(place.problem);
    const all = await system.files.list(path);
    const { platform } = system;
    const names = all.filter((name) => fileNamed(name, location, platform) !== null);
    const shown = names.filter((name) => printable(name, name.length) === name);
    const files = shown.slice(0, MAX_FILES)
      .map((name) => fileNamed(name, location, platform))
      .filter((file) => file !== null).map(at);
    const problem = leftOut({
      unshown: names.length - shown.length,
      excess: shown.length - files.length,
      others: all.filter((name) => isOtherConfig(name) && !names.includes(name)),
      extension: location.format.extension,
    });
    return { files, problem, listed: true };
  } catch (error) {
    return unusable(`it cannot be listed: ${messageOf(error)}`);
  }
}

/** What is in a directory's place: a file there is a fault, and nothing at all is none. */
async function lookAtDirectory(
  { files }: System,
  path: string,
): Promise<"directory" | "absent" | { readonly problem: string }> {
  if (await files.info(path) === null) return "absent";
  const target = await files.realPath(path);
  if (target === null) return { problem: "it is a symbolic link that leads nowhere" };
  const info = await files.info(target);
  if (info === null) return "absent";
  return info.kind === "directory" ? "directory" : { problem: "it is not a directory" };
}

/** Whether a name looks like a configuration file, to tell of one that is not read. */
function isOtherConfig(name: string): boolean {
  return /^[^.].*\.(?:json[c5]?|toml|ya?ml)$/i.test(name) && printable(name, 200) === name;
}

interface LeftOut {
  readonly unshown: number;
  readonly excess: number;
  /** Names of other configuration files. */
  readonly others: readonly string[];
  readonly extension: string;
}

function leftOut({ unshown, excess, others, extension }: LeftOut): string | null {
  const problems: string[] = [];
  if (unshown > 0) {
    problems.push(
      `${unshown} files are not read: their names hold characters that cannot be shown`,
    );
  }
  if (excess > 0) problems.push(`${excess} files are not read: at most ${MAX_FILES} are`);
  if (others.length > 0) {
    const more = others.length > MAX_NAMED ? ", …" : "";
    const named = others.slice(0, MAX_NAMED).map((name) => `"${name}"`).join(", ");
    problems.push(`${named}${more}: not read, for only names that end with ${extension} are`);
  }
  return problems.length === 0 ? null : problems.join("; ");
}

/** Parses a configuration file's text. A bad entry spoils neither the others nor the file. */
export function parseConfig(text: string, file: ConfigFile, system: System): ParsedConfig {
  const { platform } = system;
  const fileName = pathsOf(platform).basename(file.origin.file);
  const folders = findProjectFolders(system).named;
  const found = file.location.format.parse(text, { fileName, folders, platform });
  if (!found.ok) return { entries: [], rules: { disabled: [] }, problem: found.problem };

  const problems: string[] = [];
  const entries: ConfigEntry[] = [];
  for (const entry of found.entries) {
    const { name, place, forDirectory } = entry;
    const nameProblem = findNameProblem(name);
    if (nameProblem !== null) {
      problems.push(`${formatPlace(place)}: a server is passed over: ${nameProblem}`);
      continue;
    }
    if (entries.length === MAX_SERVERS) {
      problems.push(
        `${formatPlace(place)}: servers from here on are passed over: at most ` +
          `${MAX_SERVERS} are read`,
      );
      break;
    }
    entries.push({ name, parsed: parseEntry(entry), forDirectory });
  }
  const rules = found.rules ?? { disabled: [] };
  return { entries, rules, problem: summarize(problems) };
}

/** Names travel to the model and to terminals, so those that cannot be shown are refused. */
function findNameProblem(name: string): string | null {
  if (name.trim() === "") return "its name is empty";
  if (name.length > MAX_NAME) return `its name is longer than ${MAX_NAME} characters`;
  const shown = printable(name);
  return shown === name ? null : `its name holds characters that cannot be shown: "${shown}"`;
}

function summarize(problems: readonly string[]): string | null {
  const [first] = problems;
  if (first === undefined) return null;
  return problems.length === 1 ? first : `${first} (and ${problems.length - 1} more problems)`;
}
