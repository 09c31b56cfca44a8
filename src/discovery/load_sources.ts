import { pathsOf } from "../system/paths.ts";
import type { System } from "../system/system.ts";
import { printable } from "../text/printable.ts";
import type { ConfigFile } from "./config_file.ts";
import type { WrittenDefinition } from "./expand.ts";
import { parseVariables } from "./parse_variables.ts";
import { readConfigText } from "./read_config_text.ts";
import { filesIn, type ReferenceContext, ReferenceProblem, References } from "./references.ts";
import type { ServerDefinition } from "./server_definition.ts";

/** Most files that one entry may refer to. */
const MAX_FILES = 20;

/** What an entry takes from the machine, read. */
export type LoadedSources =
  | {
    readonly ok: true;
    readonly written: Pick<WrittenDefinition, "fileVariables">;
    readonly context: ReferenceContext;
  }
  | {
    readonly ok: false;
    /** Why it cannot be read, as a clause. */
    readonly reason: string;
  };

/** Reads the files that an entry refers to. Only for an entry whose file is trusted. */
export async function loadSources(
  written: WrittenDefinition,
  place: { readonly file: ConfigFile; readonly system: System },
): Promise<LoadedSources> {
  const { file, system } = place;
  const { dialect, definition, sources } = written;
  const { dirname, resolve } = pathsOf(system.platform);
  const home = system.home();
  const { project } = file.location;
  const texts = new Map<string, string>();
  const others = await clientVariables(written, system);
  const context: ReferenceContext = {
    env: (name) => system.env(name) ?? others[name],
    platform: system.platform,
    home,
    project,
    fileText: (path) => texts.get(path),
  };
  const underHome = (path: string): string =>
    home !== null && /^~[/\\]/.test(path) ? home + path.slice(1) : path;
  const paths = new Set(textsOf(definition).flatMap((text) => filesIn(text, dialect)));
  if (paths.size > MAX_FILES) {
    return { ok: false, reason: `it refers to ${paths.size} files; at most ${MAX_FILES} are read` };
  }
  for (const path of paths) {
    const content = await readConfigText(
      system,
      resolve(dirname(file.origin.file), underHome(path)),
    );
    if (content?.ok) texts.set(path, content.text.trim());
  }
  if (sources.envFile === undefined) return { ok: true, written: {}, context };
  try {
    const written = new References(dialect, context).replace("envFile", sources.envFile);
    const path = resolve(project, underHome(written));
    const refused = (problem: string): LoadedSources => {
      return { ok: false, reason: `"envFile" is "${printable(written, 200)}": ${problem}` };
    };
    // variables choose what a program loads (NODE_OPTIONS), and nobody has trusted the project
    if (file.origin.scope === "user" && isWithin(project, { path, system })) {
      return refused("it is in the working directory or above, and may be part of a repository");
    }
    const content = await readConfigText(system, path);
    if (content === null) return refused("there is no such file");
    if (!content.ok) return refused(content.problem);
    return { ok: true, written: { fileVariables: variablesOf(content.text) }, context };
  } catch (error) {
    if (error instanceof ReferenceProblem) return { ok: false, reason: error.message };
    throw error;
  }
}

function isWithin(
  folder: string,
  { path, system }: { readonly path: string; readonly system: System },
): boolean {
  const { isAbsolute, relative } = pathsOf(system.platform);
  const way = relative(folder, path);
  return !/^\.\.(?:[/\\]|$)/.test(way) && !isAbsolute(way);
}

/** The variables of the file that the entry's client reads at its own start. */
async function clientVariables(
  { definition, dialect: { homeEnvFiles = [] } }: WrittenDefinition,
  system: System,
): Promise<Readonly<Record<string, string>>> {
  const home = system.home();
  const refers = textsOf(definition).some((text) => text.includes("$"));
  if (home === null || !refers) return variablesOf("");
  const { join } = pathsOf(system.platform);
  for (const segments of homeEnvFiles) {
    const content = await readConfigText(system, join(home, ...segments));
    if (content !== null) return variablesOf(content.ok ? content.text : "");
  }
  return variablesOf("");
}

function variablesOf(text: string): Readonly<Record<string, string>> {
  const variables: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(parseVariables(text))) {
    if (value !== undefined) variables[name] = value;
  }
  return variables;
}

function textsOf(definition: ServerDefinition): readonly string[] {
  if (definition.kind === "http") {
    const { url, headers, client } = definition;
    return [url, ...Object.values(headers), client?.id ?? "", client?.secret ?? ""];
  }
  const { command, args, env, cwd = "" } = definition;
  return [command, ...args, ...Object.values(env), cwd];
}
