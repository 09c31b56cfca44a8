import assert from "node:assert/strict";
import { discover } from "../../src/discovery/discover.ts";
import type { ClientSlug } from "../../src/discovery/formats/client_shapes.ts";
import { CLAUDE_FILES } from "../discovery/corpus/claude_files.ts";
import { CODEX_FILES } from "../discovery/corpus/codex_files.ts";
import { EDITOR_FILES } from "../discovery/corpus/editor_files.ts";
import { type CorpusFile, outcomeOf } from "../discovery/corpus/outcome.ts";
import { TERMINAL_FILES } from "../discovery/corpus/terminal_files.ts";
import type { FakeSystem } from "../fakes/fake_system.ts";
import { backupsOf, createMachine, fileOf, run, SLUGS, textOf } from "./support/machines.ts";

const SETTINGS = { stateDir: "/state", allowSelfServer: false, configFiles: [] };
const CURSOR = "/home/ada/.cursor/mcp.json";
const SERVERS = "/home/ada/.config/mcp/servers";

async function outcomesOf(system: FakeSystem): Promise<Record<string, string>> {
  const { servers } = await discover({ system, settings: SETTINGS, log: () => {} });
  const others = servers.filter(({ name }) => name !== "code-bridge");
  return Object.fromEntries(others.map((server) => [server.name, outcomeOf(server)]));
}

function absolute(path: string): string {
  return path.replace(/^~/, "/home/ada").replace(/^\./, "/work/project");
}

function machineOf({ path, text, env = {}, beside = {} }: CorpusFile): FakeSystem {
  const files = Object.entries({ ...beside, [path]: text })
    .map(([name, content]) => [absolute(name), content]);
  return createMachine(Object.fromEntries(files), { env });
}

/** The client whose file it is, if it is one that `import` knows. */
function slugOf({ path }: CorpusFile): ClientSlug | undefined {
  return SLUGS.find((slug) => fileOf(slug, "linux") === absolute(path));
}

Deno.test("import leaves what discovery finds as it is, for each file of its corpus", async () => {
  let moved = 0;
  const seen = new Set<string>();
  const files = [...CLAUDE_FILES, ...EDITOR_FILES, ...TERMINAL_FILES, ...CODEX_FILES];
  for (const file of files) {
    const slug = slugOf(file);
    if (slug === undefined) continue;
    const about = `${file.path} ${file.text.slice(0, 80)}`;
    const system = machineOf(file);
    const before = await outcomesOf(system);
    const { code, stdout } = await run(system, ["import", slug, "--yes", "--json"]);
    const after = await outcomesOf(system);
    // a file that cannot be parsed is not changed; places in reasons move with what is above them
    if (code !== 0) assert.equal(textOf(system, absolute(file.path)), file.text, about);
    else {
      const { moved: names, backups } = JSON.parse(stdout);
      moved += names.length;
      if (names.length > 0) seen.add(slug);
      for (const name of names) assert.ok(!/^invalid|^disabled/.test(before[name] ?? ""), about);
      if (backups.length > 0) {
        assert.equal((await run(system, ["import", slug, "--undo"])).code, 0, about);
        assert.equal(textOf(system, absolute(file.path)), file.text, about);
      }
    }
    assert.deepEqual(withoutPlaces(after), withoutPlaces(before), about);
  }
  assert.ok(moved >= 40, `${moved} servers`);
  assert.deepEqual([...seen].sort(), [...SLUGS].sort());
});

function withoutPlaces(outcomes: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(outcomes).map(([name, text]) => [
      name,
      text.replaceAll(/lines? [\d, ]+(column \d+)?/g, "line"),
    ]),
  );
}

Deno.test("import asks, and changes nothing without a yes", async () => {
  const text = '{ "mcpServers": { "a": { "command": "x", "env": { "T": "canary" } } } }';
  const system = createMachine({ [CURSOR]: text });
  const preview = await run(system, ["import", "cursor", "--dry-run"]);
  assert.match(preview.stdout, /^Cursor: to ~\/\.config\/mcp\/servers\/cursor\.json/);
  assert.match(preview.stdout, /^@@ line 1 @@$/m);
  assert.equal((await run(system, ["import", "cursor"])).code, 2);
  assert.equal((await run(system, ["import", "cursor"], "n\n")).code, 1);
  assert.equal(textOf(system, CURSOR), text);
  assert.deepEqual(backupsOf(system), []);
  assert.equal((await run(system, ["import", "cursor"], "y\n")).code, 0);
  assert.match(textOf(system, `${SERVERS}/cursor.json`) ?? "", /canary/);
  assert.equal(system.files.entries.get(`${SERVERS}/cursor.json`)?.mode, 0o600);
});

Deno.test("import leaves a server that another file would then replace", async () => {
  const system = createMachine({
    "/home/ada/.claude.json":
      '{ "mcpServers": { "a": { "command": "x" }, "b": { "command": "y" } } }',
    [`${SERVERS}/a.json`]: '{ "command": "other" }',
    [CURSOR]: '{ "mcpServers": { "b": { "command": "z" } } }',
  });
  const before = await outcomesOf(system);
  const { stdout } = await run(system, ["import", "claude-code", "--yes"]);
  assert.match(stdout, /a stays: another file has a server of this name, which would then count/);
  assert.match(textOf(system, `${SERVERS}/claude-code.json`) ?? "", /"b"/);
  assert.deepEqual(await outcomesOf(system), before);
  // the loser's definition is kept too, and still loses
  await run(system, ["import", "cursor", "--yes"]);
  assert.deepEqual(await outcomesOf(system), before);
});

Deno.test("import leaves a server about which other parts of its file decide, though it is shadowed", async () => {
  const path = fileOf("opencode", "linux");
  const text =
    '{ "tools": { "a_x": false }, "mcp": { "a": { "command": ["x"] }, "b": { "command": ["y"] } } }';
  const system = createMachine({
    [path]: text,
    "/home/ada/.claude.json": '{ "mcpServers": { "a": { "command": "first" } } }',
  });
  const { stdout } = await run(system, ["import", "opencode", "--yes"]);
  assert.match(stdout, /a stays: what else is in its file decides about it/);
  assert.match(textOf(system, path) ?? "", /"a": \{ "command": \["x"\] \}/);
});

Deno.test("import leaves servers whose aliases would change", async () => {
  const system = createMachine({
    "/home/ada/.claude.json": '{ "mcpServers": { "my-db": { "command": "x" } } }',
    [`${SERVERS}/a.json`]: '{ "mcpServers": { "my_db": { "command": "y" } } }',
  });
  const { stdout, code } = await run(system, ["import", "claude-code", "--yes"]);
  assert.equal(code, 0);
  assert.match(stdout, /my-db stays: /);
});

Deno.test("import takes another file when its own is there, and keeps the bridge's entry", async () => {
  const system = createMachine({ [CURSOR]: '{ "mcpServers": { "a": { "command": "x" } } }' });
  await run(system, ["import", "cursor", "--yes"]);
  const registered = textOf(system, CURSOR) ?? "";
  system.files.put(
    CURSOR,
    registered.replace('"code-bridge"', '"b": { "command": "y" }, "code-bridge"'),
  );
  await run(system, ["import", "cursor", "--yes"]);
  assert.equal(textOf(system, CURSOR), registered);
  assert.match(textOf(system, `${SERVERS}/cursor-2.json`) ?? "", /"b"/);
});

Deno.test("import --undo refuses when a file was changed since, and names the backup", async () => {
  const text = '{ "mcpServers": { "a": { "command": "x" } } }';
  for (const changed of [CURSOR, `${SERVERS}/cursor.json`]) {
    const system = createMachine({ [CURSOR]: text });
    await run(system, ["import", "cursor", "--yes"]);
    const now = `${textOf(system, changed)}\n`;
    system.files.put(changed, now);
    const { code, stderr } = await run(system, ["import", "cursor", "--undo"]);
    assert.equal(code, 1);
    assert.match(stderr, /Cannot undo the import: .* was changed since; /);
    assert.equal(textOf(system, changed), now);
    assert.equal(backupsOf(system).length, 1);
    if (changed === CURSOR) assert.ok(stderr.includes(backupsOf(system)[0] ?? "none"));
  }
  const nothing = await run(createMachine(), ["import", "cursor", "--undo"]);
  assert.equal(nothing.code, 1);
  assert.match(nothing.stdout, /No import of Cursor is known/);
});

Deno.test("import puts back what it wrote when a later file cannot be written", async () => {
  const text = '{ "mcpServers": { "a": { "command": "x" } } }';
  const system = createMachine({ [CURSOR]: text });
  const { writeAtomic } = system.files;
  system.files.writeAtomic = (path, data, mode) =>
    path.endsWith("imports/cursor.json")
      ? Promise.reject(new Error("No space left on device"))
      : writeAtomic.call(system.files, path, data, mode);
  const { code, stderr } = await run(system, ["import", "cursor", "--yes"]);
  assert.equal(code, 1);
  assert.match(stderr, /Cannot import: No space left on device/);
  assert.equal(textOf(system, CURSOR), text);
  assert.equal(textOf(system, `${SERVERS}/cursor.json`), null);
  assert.deepEqual(backupsOf(system), []);
});

Deno.test("import says when there is nothing to move", async () => {
  const system = createMachine({
    [CURSOR]: '{ "mcpServers": { "a": { "command": "x", "disabled": true } } }',
  });
  const { code, stdout } = await run(system, ["import", "cursor", "--yes"]);
  assert.equal(code, 0);
  assert.equal(
    stdout,
    'Cursor has no server that can be moved.\n  a stays: it is switched off: "disabled": true\n',
  );
  assert.deepEqual(backupsOf(system), []);
});
