/**
 * The import rules of ARCHITECTURE.md, derived again from the source at each run:
 *
 * (a) a room imports only the rooms that the table allows it;
 * (b) some rooms may be named for their types alone, some for one file alone;
 * (c) `Deno.` appears only at the edge: in `src/system/`, in the embedded sandbox's own module, and in
 *     what starts the program;
 * (d) there are no barrels, and nobody switches a rule off.
 */

import assert from "node:assert/strict";
import { dirname, fromFileUrl, join, relative } from "./support/paths.ts";

const ROOT = dirname(dirname(fromFileUrl(import.meta.url)));

/** Rooms that a room may import from. `types:` allows `import type` alone; a path allows one file. */
const TABLE: Readonly<Record<string, readonly string[]>> = {
  // the sandbox that an executable can be is loaded instead of everything else
  "main.ts": ["cli", "system", "engine/embedded/sandbox_command.ts", "engine/embedded/child"],
  "errors.ts": [],
  system: [],
  text: [],
  clients: ["errors.ts"],
  config: ["errors.ts", "system", "clients", "text"],
  rpc: ["errors.ts"],
  engine: ["errors.ts", "system", "text", "types:bridge/port.ts"],
  sandbox: ["errors.ts", "system", "rpc", "text", "types:bridge/port.ts"],
  upstream: [
    "errors.ts",
    "system",
    "text",
    "types:bridge/port.ts",
    "types:rpc",
  ],
  output: ["text", "types:sandbox", "types:rpc"],
  server: ["errors.ts", "system", "output", "text", "types:sandbox"],
  bridge: ["errors.ts", "system", "rpc", "sandbox", "upstream", "output", "server"],
  launcher: [
    "errors.ts",
    "system",
    "config",
    "clients",
    "engine",
    "text",
    "bridge/byte_window.ts",
    "bridge/messages.ts",
    "types:bridge/port.ts",
    // the argv of a container holds the loader's text
    "sandbox/python/modules.ts",
  ],
  cli: ["errors.ts", "system", "config", "clients", "launcher", "output", "text", "types:bridge"],
};

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

async function sourceFiles(directory: string): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of Deno.readDir(directory)) {
    const path = join(directory, entry.name);
    if (entry.isDirectory) found.push(...await sourceFiles(path));
    else if (/\.(ts|mjs)$/.test(entry.name)) found.push(path);
  }
  return found.sort();
}

async function allSources(): Promise<Map<string, string>> {
  const files = [join(ROOT, "main.ts"), ...await sourceFiles(join(ROOT, "src"))];
  const texts = await Promise.all(files.map((file) => Deno.readTextFile(file)));
  return new Map(files.map((file, index) => [relative(ROOT, file), texts[index] ?? ""]));
}

function importsOf(file: string, text: string): Import[] {
  const statements = text.matchAll(
    /^(?:import|export)\s+(type\s+)?(?:[^"';]*?\s+from\s+)?"(\.[^"]+)"/gm,
  );
  const dynamic = text.matchAll(/\bimport\(\s*"(\.[^"]+)"/g);
  return [
    ...[...statements].map((match) => ({ typeOnly: match[1] !== undefined, path: match[2] ?? "" })),
    ...[...dynamic].map((match) => ({ typeOnly: false, path: match[1] ?? "" })),
  ].map(({ typeOnly, path }) => ({ from: file, to: join(dirname(file), path), typeOnly }));
}

function roomOf(file: string): string {
  const [first = "", second = ""] = file.replace(/^src\//, "").split("/");
  return second === "" ? first : first;
}

function isAllowed({ from, to, typeOnly }: Import): boolean {
  const room = roomOf(from);
  if (roomOf(to) === room || !to.startsWith("src/")) return true;
  const target = to.slice("src/".length);
  return (TABLE[room] ?? []).some((entry) => {
    const typesAlone = entry.startsWith("types:");
    const allowed = typesAlone ? entry.slice("types:".length) : entry;
    return (target === allowed || target.startsWith(`${allowed}/`)) && (typeOnly || !typesAlone);
  });
}

Deno.test("the walk finds the source, and every room of the table exists", async () => {
  const files = [...(await allSources()).keys()];
  assert.ok(files.length > 60, `${files.length} files`);
  const rooms = new Set(files.map(roomOf));
  assert.deepEqual([...rooms].sort(), Object.keys(TABLE).sort());
});

Deno.test("rooms import only what the table allows", async () => {
  const imports = [...await allSources()].flatMap(([file, text]) => importsOf(file, text));
  assert.ok(imports.length > 100, `${imports.length} imports`);
  const refused = imports.filter((one) => !isAllowed(one)).map(({ from, to, typeOnly }) =>
    `${from} -> ${to}${typeOnly ? " (types)" : ""}`
  );
  assert.deepEqual(refused, []);
});

Deno.test("the table's rule can refuse: a forbidden import is found", () => {
  const text =
    'import { a } from "../server/mcp_server.ts";\nimport type { B } from "../bridge/port.ts";';
  const [forbidden, allowed] = importsOf("src/sandbox/x.ts", text);
  assert.ok(forbidden !== undefined && !isAllowed(forbidden));
  assert.ok(allowed !== undefined && isAllowed(allowed));
});

Deno.test("Deno appears only at the edge", async () => {
  const edge = /^(main\.ts|src\/system\/|src\/engine\/embedded\/child\/)/;
  const outside = [...await allSources()]
    .filter(([file, text]) =>
      !edge.test(file) && /\bDeno\.(?!PermissionOptionsObject)/.test(withoutComments(text))
    )
    .map(([file]) => file);
  assert.deepEqual(outside, []);
});

Deno.test("there are no barrels and no rule of ours is switched off", async () => {
  for (const [file, text] of await allSources()) {
    assert.ok(!/^export \*/m.test(text), `${file} re-exports everything`);
    // modules of the embedded sandbox are JavaScript: their types are in JSDoc, which that rule cannot see
    const allowed = file.endsWith(".mjs") ? "explicit-module-boundary-types" : "none";
    for (const [, rules] of text.matchAll(/deno-lint-ignore-file(.*)/g)) {
      assert.equal(rules?.split("--")[0]?.trim(), allowed, `${file} switches rules off`);
    }
    assert.ok(!/@ts-(ignore|nocheck|expect-error)/.test(text), `${file} switches types off`);
  }
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/\/\/.*$/gm, "");
}

/** Everything that is loaded when a module is, and nothing of what is imported later. */
function staticGraph(entry: string, sources: ReadonlyMap<string, string>): readonly string[] {
  const found = new Set<string>();
  const visit = (file: string): void => {
    if (found.has(file)) return;
    found.add(file);
    const statements = (sources.get(file) ?? "").matchAll(
      /^(?:import|export)\s+(?!type\s)(?:[^"';]*?\s+from\s+)?"([^"]+)"/gm,
    );
    for (const [, target = ""] of statements) {
      if (target.startsWith(".")) visit(join(dirname(file), target));
      else found.add(target);
    }
  };
  visit(entry);
  return [...found].sort();
}

Deno.test("what is not needed to answer the first requests is loaded later", async () => {
  const sources = await allSources();
  const graphs: Readonly<Record<string, { needed: readonly string[]; late: RegExp }>> = {
    "main.ts": {
      needed: ["src/engine/embedded/sandbox_command.ts"],
      late: /./,
    },
    // before the Worker is started
    "src/cli/start_ahead.ts": {
      needed: ["src/launcher/bridge_worker.ts", "src/launcher/permissions.ts"],
      late: /^src\/(bridge|engine|sandbox|output)\/|load_settings|commander|logtape|jsonc|zod/,
    },
    // before the Worker is told to begin
    "src/cli/main.ts": {
      needed: ["src/config/load_settings.ts", "src/launcher/launch.ts"],
      late:
        /^src\/engine\/(container\/(?!lease)|embedded\/)|^src\/sandbox\/|discover|commander|jsonc|zod/,
    },
    "src/bridge/worker.ts": {
      needed: ["src/server/mcp_server.ts", "@modelcontextprotocol/server"],
      late: /^src\/(sandbox|upstream|rpc|launcher|engine|config)\/|render|toon|client$|workbench/,
    },
  };
  for (const [entry, { needed, late }] of Object.entries(graphs)) {
    const graph = staticGraph(entry, sources).filter((file) => file !== entry);
    for (const file of needed) assert.ok(graph.includes(file), `${entry} loads ${file}`);
    const loaded = graph.filter((file) => late.test(file) && !needed.includes(file));
    assert.deepEqual(loaded, [], `${entry} loads what can wait`);
  }
});
