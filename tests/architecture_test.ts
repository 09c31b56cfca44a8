/**
 * The structure that ARCHITECTURE.md describes, derived again from the source at each run. Its tables
 * are read from there: a document that is not true fails.
 */

import assert from "node:assert/strict";
import { dirname, join } from "./support/paths.ts";
import { namesIn, tableRows } from "./support/markdown_table.ts";
import { type Import, importsOf, readSources, ROOT, withoutComments } from "./support/sources.ts";

const ARCHITECTURE = await Deno.readTextFile(join(ROOT, "ARCHITECTURE.md"));
const SOURCES = await readSources();
const IMPORTS = [...SOURCES].flatMap(([file, text]) => importsOf(file, text));

/** What a folder may import: `types of x` allows `import type` alone; a path allows one file. */
const FOLDERS: ReadonlyMap<string, readonly string[]> = new Map(
  tableRows(ARCHITECTURE, "Folder", "May import")
    .map(([folder = "", allowed = ""]) => [folder.replaceAll("`", ""), namesIn(allowed)]),
);

function folderOf(file: string): string {
  return file.replace(/^src\//, "").split("/", 1)[0] ?? "";
}

function isAllowed({ from, to, kind }: Import): boolean {
  const folder = folderOf(from);
  if (folderOf(to) === folder || !to.startsWith("src/")) return true;
  const target = to.slice("src/".length);
  return (FOLDERS.get(folder) ?? []).some((entry) => {
    const typesAlone = entry.startsWith("types of ");
    const allowed = typesAlone ? entry.slice("types of ".length) : entry;
    return (target === allowed || target.startsWith(`${allowed}/`)) &&
      (kind === "types" || !typesAlone);
  });
}

Deno.test("the walk finds the source, and every folder has its row", () => {
  assert.ok(SOURCES.size > 150, `${SOURCES.size} files`);
  assert.ok(IMPORTS.length > 400, `${IMPORTS.length} imports`);
  const folders = new Set([...SOURCES.keys()].map(folderOf));
  assert.deepEqual([...folders].sort(), [...FOLDERS.keys()].sort());
});

Deno.test("folders import only what the table allows", () => {
  const refused = IMPORTS.filter((one) => !isAllowed(one))
    .map(({ from, to, kind }) => `${from} -> ${to} (${kind})`);
  assert.deepEqual(refused, []);
});

Deno.test("every import that the table allows is used", () => {
  const unused = [...FOLDERS].flatMap(([folder, allowed]) =>
    allowed.filter((entry) => {
      const target = `src/${entry.replace(/^types of /, "")}`;
      return !IMPORTS.some(({ from, to }) =>
        folderOf(from) === folder && (to === target || to.startsWith(`${target}/`))
      );
    }).map((entry) => `${folder}: ${entry}`)
  );
  assert.deepEqual(unused, []);
});

Deno.test("the table's rule can refuse: a forbidden import is found by any spelling", () => {
  const from = "src/sandbox/x.ts";
  for (
    const text of [
      'import { a } from "../server/mcp_server.ts";',
      'import type { B } from "../server/mcp_server.ts";',
      'import "../server/mcp_server.ts";',
      'export { a } from "../server/mcp_server.ts";',
      'const a = await import("../server/mcp_server.ts");',
      'type A = import("../server/mcp_server.ts").A;',
      "const a = await import(\n  `../server/mcp_server.ts`,\n);",
    ]
  ) {
    const [found] = importsOf(from, text);
    assert.ok(found !== undefined && !isAllowed(found), text);
  }
  const [types] = importsOf(from, 'import type { B } from "../ipc/port.ts";');
  assert.ok(types !== undefined && isAllowed(types));
  const [values] = importsOf(from, 'import { B } from "../ipc/port.ts";');
  assert.ok(values !== undefined && !isAllowed(values));
});

Deno.test("no module and no folder reaches itself, type imports and Python included", () => {
  const modules = IMPORTS.filter(({ to }) => SOURCES.has(to));
  assert.deepEqual(findCycle(modules), []);
  const folders = modules.map((one) => ({ from: folderOf(one.from), to: folderOf(one.to) }));
  assert.deepEqual(findCycle(folders.filter(({ from, to }) => from !== to)), []);
});

Deno.test("findCycle() finds one", () => {
  const edges = [{ from: "a", to: "b" }, { from: "b", to: "c" }, { from: "c", to: "b" }];
  assert.deepEqual(findCycle(edges), ["b", "c", "b"]);
  assert.deepEqual(findCycle(edges.slice(0, 2)), []);
});

/** The first way found from a node back to itself, ends included; empty when there is none. */
function findCycle(edges: readonly { readonly from: string; readonly to: string }[]): string[] {
  const targets = Map.groupBy(edges, ({ from }) => from);
  const finished = new Set<string>();
  const visit = (node: string, path: readonly string[]): string[] => {
    const seen = path.indexOf(node);
    if (seen !== -1) return [...path.slice(seen), node];
    if (finished.has(node)) return [];
    for (const { to } of targets.get(node) ?? []) {
      const cycle = visit(to, [...path, node]);
      if (cycle.length > 0) return cycle;
    }
    finished.add(node);
    return [];
  };
  for (const node of targets.keys()) {
    const cycle = visit(node, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}

/** Files that may use the runtime: its edge, the start, and the embedded sandbox's own program. */
const EDGE = /^(main\.ts|src\/system\/|src\/engine\/embedded\/child\/)/;
/** The one more place where Workers are needed: their entries, and what starts them. */
const WORKER_EDGE: ReadonlySet<string> = new Set([
  "src/bridge/worker.ts",
  "src/bridge/reader_worker.ts",
  "src/bridge/lock_down.ts",
  "src/launcher/bridge_worker.ts",
]);

const RUNTIME_API = new RegExp(
  [
    /\bDeno\s*[.[?]/,
    /\bglobalThis\b/,
    /\bself\s*[.[]/,
    /\bprocess\s*\.\s*(?:env|argv|platform|cwd|nextTick|binding)\b/,
    /["'`]node:(?:process|fs|child_process|worker_threads|os|net|http|https|tls|dns|v8|vm)\b/,
    /\bnew\s+(?:Shared)?Worker\b/,
  ].map(({ source }) => source).join("|"),
);

Deno.test("the runtime is used only at the edge, by any spelling", () => {
  const outside = [...SOURCES].filter(([file, text]) =>
    /\.(ts|mjs)$/.test(file) && !EDGE.test(file) && !WORKER_EDGE.has(file) &&
    RUNTIME_API.test(withoutTypes(withoutComments(text)))
  ).map(([file]) => file);
  assert.deepEqual(outside, []);
  for (
    const use of [
      "Deno.env",
      'Deno["env"]',
      "Deno?.env",
      "globalThis.Deno",
      'from "node:process"',
      'import("node:fs")',
      "new Worker(url)",
      "process.env",
    ]
  ) assert.ok(RUNTIME_API.test(use), use);
});

/** The files that parse JSON, the first for all others, and the folders of foreign values. */
const JSON_READERS = ["src/json/exact_json.ts", "src/json/read_json.ts"];
const VALUES = /^src\/(rpc|catalogue|upstream|calls|sandbox|output|server|bridge)\//;
const JSON_PARSE = /\bJSON\s*(?:\?\.\s*)?(?:\.\s*parse\b|\bparse\b|\[)|=\s*JSON\b(?!\s*\??\s*\.)/;
const JSON_STRINGIFY = /\bJSON\s*(?:\?\.\s*)?(?:\.\s*stringify\b|\bstringify\b)/;

Deno.test("JSON is read by readJson() alone, and values of others are written by writeJson()", () => {
  const modules = [...SOURCES].filter(([file]) => file.endsWith(".ts"))
    .map(([file, text]) => ({ file, text: withoutComments(text) }));
  const readers = modules.filter(({ text }) => JSON_PARSE.test(text)).map(({ file }) => file);
  assert.deepEqual(readers.sort(), JSON_READERS);
  const writers = modules
    .filter(({ file, text }) => VALUES.test(file) && JSON_STRINGIFY.test(text))
    .map(({ file }) => file);
  assert.deepEqual(writers, []);
  for (
    const use of [
      "JSON.parse(x)",
      "JSON?.parse(x)",
      "JSON\n.parse(x)",
      'JSON["parse"](x)',
      "const { parse } = JSON;",
    ]
  ) assert.ok(JSON_PARSE.test(use), use);
  assert.ok(JSON_STRINGIFY.test("JSON.stringify(x)") && JSON_STRINGIFY.test("JSON?.stringify(x)"));
});

function withoutTypes(text: string): string {
  return text.replaceAll(/\bDeno\.PermissionOptionsObject\b/g, "");
}

Deno.test("there are no barrels and no rule of ours is switched off", () => {
  for (const [file, text] of SOURCES) {
    if (file.endsWith(".py")) continue;
    assert.ok(!/^export \*/m.test(text), `${file} re-exports everything`);
    // modules of the embedded sandbox are JavaScript: their types are in JSDoc, which that rule cannot see
    const allowed = file.endsWith(".mjs") ? "explicit-module-boundary-types" : "none";
    for (const [, rules] of text.matchAll(/deno-lint-ignore-file(.*)/g)) {
      assert.equal(rules?.split("--")[0]?.trim(), allowed, `${file} switches rules off`);
    }
    assert.ok(!/@ts-(ignore|nocheck|expect-error)/.test(text), `${file} switches types off`);
  }
});

/** Everything that is loaded when a module is, and nothing of what is imported later. */
function staticGraph(entry: string): readonly string[] {
  const targets = Map.groupBy(
    IMPORTS.filter(({ kind }) => kind === "static"),
    ({ from }) => from,
  );
  const found = new Set<string>();
  const visit = (file: string): void => {
    if (found.has(file)) return;
    found.add(file);
    for (const { to } of targets.get(file) ?? []) visit(to);
  };
  visit(entry);
  return [...found].filter((file) => file !== entry).sort();
}

Deno.test("an entry loads no more than ARCHITECTURE.md says", () => {
  const rows = tableRows(ARCHITECTURE, "Entry", "Loads at once, and no more");
  assert.ok(rows.length >= 4);
  for (const [cell = "", allowed = ""] of rows) {
    const entry = cell.replaceAll("`", "");
    assert.ok(SOURCES.has(entry), `there is no ${entry}`);
    const entries = namesIn(allowed);
    const loads = (file: string): boolean => {
      const target = file.replace(/^src\//, "");
      const own = dirname(entry).replace(/^src\/?/, "");
      return entries.some((name) => target === name || target.startsWith(`${name}/`)) ||
        (own !== "" && own !== "." && dirname(target) === own);
    };
    const more = staticGraph(entry).filter((file) => !loads(file));
    assert.deepEqual(more, [], `${entry} loads what its row does not name`);
  }
});
