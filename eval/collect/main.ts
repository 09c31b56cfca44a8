// deno-lint-ignore-file no-console -- its output is its purpose
/**
 * Records the tools of real servers: `deno task eval:collect [NAME ...]` writes `eval/catalogues/`.
 * A server is installed and started in a scratch folder with values of nobody. Needs npm, and for
 * the servers in Python `uv` (`EVAL_UV`).
 */

import { join } from "node:path";
import { install } from "./install.ts";
import { listTools } from "./list_tools.ts";
import { type Source, SOURCES } from "./sources.ts";

/** What the evaluation knows of a catalogue's origin. */
interface Entry {
  readonly server: string;
  readonly origin: string;
  readonly version: string;
  readonly licence: string;
  readonly tools: number;
}

/** Licences under which what a server says of its tools may be kept here. */
const PERMISSIVE =
  /^(MIT AND Apache-2\.0|MIT|MIT-0|MIT License|Apache-2\.0|Apache Software License|ISC|BSD|BSD-[23]-Clause|0BSD|BSD License)$/i;
/** Fields of a tool that are kept. */
const FIELDS = ["name", "title", "description", "inputSchema", "outputSchema", "annotations"];
/** Servers that are installed at once. */
const AT_ONCE = Number(Deno.env.get("EVAL_AT_ONCE") ?? "2");
const CATALOGUES = new URL("../catalogues/", import.meta.url);
const INDEX = new URL("index.json", CATALOGUES);
const SCRATCH = Deno.env.get("EVAL_SCRATCH") ?? await Deno.makeTempDir();

async function collect(source: Source): Promise<Entry> {
  const folder = join(SCRATCH, source.name);
  const home = join(folder, "home");
  await Deno.mkdir(home, { recursive: true });
  const { origin, version, argv, ...said } = await install(source, join(folder, "package"));
  const licence = source.licence ?? said.licence;
  if (!PERMISSIVE.test(licence)) throw new Error(`its licence is ${licence}`);
  const placed = (text: string): string => text.replaceAll("@/", `${home}/`).replace(/^@$/, home);
  const tools = await listTools({
    argv: [argv[0], ...argv.slice(1), ...(source.args ?? []).map(placed)],
    env: {
      PATH: Deno.env.get("PATH") ?? "",
      HOME: home,
      ...Object.fromEntries(
        Object.entries(source.env ?? {}).map(([key, value]) => [key, placed(value)]),
      ),
    },
    folder: home,
  });
  if (tools.length === 0) throw new Error("it lists no tools");
  const kept = tools.map((tool) => {
    const fields = tool as Record<string, unknown>;
    return JSON.stringify(
      Object.fromEntries(FIELDS.filter((key) => key in fields).map((key) => [key, fields[key]])),
    ).replaceAll(folder, "/home/user")
      // one server tells of the machine's folders
      .replace(/\/(home|mnt)\/[\w-]+/g, "/$1/user")
      .replace(/((?:Host|Mounted) folder: )[\w-]+/g, "$1user");
  });
  await Deno.writeTextFile(
    new URL(`${source.name}.json`, CATALOGUES),
    `[\n${kept.join(",\n")}\n]\n`,
  );
  return { server: source.name, origin, version, licence, tools: kept.length };
}

async function writeIndex(entries: ReadonlyMap<string, Entry>): Promise<void> {
  const lines = [...entries.values()].sort((a, b) => a.server < b.server ? -1 : 1);
  const text = lines.map((entry) => JSON.stringify(entry)).join(",\n");
  await Deno.writeTextFile(INDEX, `[\n${text}\n]\n`);
}

const wanted = SOURCES.filter(({ name }) => Deno.args.length === 0 || Deno.args.includes(name));
const entries = new Map<string, Entry>();
try {
  const known: readonly Entry[] = JSON.parse(await Deno.readTextFile(INDEX));
  for (const entry of known) entries.set(entry.server, entry);
} catch (error) {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
const waiting = [...wanted];
await Promise.all(Array.from({ length: AT_ONCE }, async () => {
  for (let source = waiting.shift(); source !== undefined; source = waiting.shift()) {
    try {
      const entry = await collect(source);
      entries.set(source.name, entry);
      await writeIndex(entries);
      console.log(`${source.name}: ${entry.tools} tools, ${entry.version}, ${entry.licence}`);
    } catch (error) {
      console.error(`${source.name}: ${(error as Error).message.replaceAll("\n", " | ")}`);
    }
  }
}));
