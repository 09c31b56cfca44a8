import { pathsOf } from "../system/paths.ts";
import type { System } from "../system/system.ts";
import { escapeLine } from "../text/escape.ts";
import type { ConfigEntry } from "./config_file.ts";
import type {
  CommonDefinition,
  EntrySources,
  HttpDefinition,
  StdioDefinition,
} from "./server_definition.ts";

/** Most arguments of an entry that are looked at for files of the working directory. */
const MAX_LOOKED_AT = 100;

/** Where an entry counts. */
export interface EntryPlace {
  readonly system: System;
  /** Folder of the project, absolute. */
  readonly project: string;
}

/**
 * Everything that an entry decides, as it is written, in one line each: `starts npx -y x`. Of headers
 * only the names, because their values decide nothing and are secrets. What is a path relative to the
 * working directory is marked, because the working directory then chooses the program.
 */
export async function describeEntry(
  { name, parsed }: ConfigEntry,
  place: EntryPlace,
): Promise<readonly string[]> {
  const decisions = parsed.ok ? [] : [`is not used: ${parsed.reason}`];
  if (parsed.ok) {
    const { definition, sources, disabledBy } = parsed;
    if (disabledBy !== null) decisions.push(`is switched off: ${disabledBy}`);
    decisions.push(
      ...definition.kind === "stdio"
        ? await ofProgram(definition, { ...place, sources })
        : ofUrl(definition, sources),
      ...ofBoth(definition),
    );
  }
  return decisions.map((decision) => escapeLine(`${name} ${decision}`));
}

interface Sourced extends EntryPlace {
  readonly sources: EntrySources;
}

async function ofProgram(
  { command, args, env, cwd }: StdioDefinition,
  { sources, ...place }: Sourced,
): Promise<readonly string[]> {
  const decisions = [`starts ${[command, ...args].map(quotedWord).join(" ")}`];
  const relative = await relativePaths({ command, args, cwd, envFile: sources.envFile }, place);
  if (relative.length > 0) {
    const paths = relative.map(quotedWord).join(" ");
    decisions.push(`has paths RELATIVE to the working directory: ${paths}`);
  }
  if (cwd !== undefined) decisions.push(`runs in ${cwd}`);
  for (const [name, value] of Object.entries(env)) decisions.push(`gets ${name}=${value}`);
  if (sources.envFile !== undefined) decisions.push(`gets the variables in ${sources.envFile}`);
  for (const name of sources.envNames) decisions.push(`gets your variable ${name}`);
  return decisions;
}

function ofUrl(
  { url, type, headers, client }: HttpDefinition,
  sources: EntrySources,
): readonly string[] {
  const decisions = [`is reached at ${url}${type === undefined ? "" : ` (${type})`}`];
  for (const name of Object.keys(headers)) decisions.push(`is sent the header ${name}`);
  for (const { name, variable } of sources.headers) {
    decisions.push(`is sent the header ${name} with your variable ${variable}`);
  }
  if (client !== undefined) {
    const secret = client.secret === null ? "" : ", with a secret";
    decisions.push(`has you sign in by the client ${client.id}${secret}`);
  }
  return decisions;
}

function ofBoth({ tools, timeouts }: CommonDefinition): readonly string[] {
  const decisions: string[] = [];
  if (tools !== undefined && tools.allow !== null) {
    decisions.push(`offers only the tools: ${tools.allow.join(", ")}`);
  }
  if (tools !== undefined && tools.deny.length > 0) {
    decisions.push(`does not offer the tools: ${tools.deny.join(", ")}`);
  }
  const { startMs, callMs } = timeouts ?? {};
  if (startMs !== undefined) decisions.push(`may take ${startMs} ms to start`);
  if (callMs !== undefined) decisions.push(`may take ${callMs} ms for a call`);
  return decisions;
}

interface Places {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string | undefined;
  readonly envFile: string | undefined;
}

/** The texts that are paths relative to the working directory, or very likely are. */
async function relativePaths(
  { command, args, cwd, envFile }: Places,
  place: EntryPlace,
): Promise<readonly string[]> {
  const { isAbsolute } = pathsOf(place.system.platform);
  const found: string[] = [];
  if (/[/\\]/.test(command) && !isAbsolute(command) && !/^[~$]/.test(command)) found.push(command);
  for (const argument of args.slice(0, MAX_LOOKED_AT)) {
    // `--config=./x` names a path, too
    const value = argument.startsWith("-") ? argument.slice(argument.indexOf("=") + 1) : argument;
    if (/^\.{1,2}(?:[/\\]|$)/.test(value) || await isHere(value, place)) found.push(argument);
  }
  for (const path of [cwd, envFile]) {
    if (path !== undefined && !isAbsolute(path) && !/^[~$]/.test(path)) found.push(path);
  }
  return found;
}

/** Whether a text is the name of something in the project's folder. */
async function isHere(text: string, { system, project }: EntryPlace): Promise<boolean> {
  const { isAbsolute, join } = pathsOf(system.platform);
  if (text === "" || text.length > 1000 || text.startsWith("-") || isAbsolute(text)) return false;
  try {
    return await system.files.info(join(project, text)) !== null;
  } catch {
    return false;
  }
}

/** A word of a command line, in quotes if it holds more than one or none. */
function quotedWord(word: string): string {
  return /^[^\s"']+$/.test(word) ? word : JSON.stringify(word);
}
