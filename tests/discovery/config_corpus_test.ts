import assert from "node:assert/strict";
import { join } from "node:path";
import { discover, type DiscoverOptions } from "../../src/discovery/discover.ts";
import { FakeSystem } from "../fakes/fake_system.ts";
import { createDenoSystem } from "../../src/system/deno_system.ts";

/** A file as it may lie on a disk, what is reported of it, and whether the server in it is found. */
interface Sample {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly problem: string | RegExp | null;
}

/** `SERVER` stands for the file's name. */
const GOOD = '{ "mcpServers": {\n"SERVER": {\n"command": "x" } } }';

const SAMPLES: readonly Sample[] = [
  { name: "plain", content: GOOD, problem: null },
  {
    name: "comments",
    content: `// head\n/* block\n*/ ${GOOD.replace("{ ", '{ // "mcpServers": {}\n')} // tail`,
    problem: null,
  },
  { name: "trailing-commas", content: GOOD.replaceAll(" }", ", }"), problem: null },
  { name: "byte-order-mark", content: `\ufeff${GOOD}`, problem: null },
  { name: "carriage-returns", content: GOOD.replaceAll(" ", "\r\n"), problem: null },
  {
    name: "unknown-keys",
    content: GOOD.replace("{ ", '{ "$schema": "x", "globals": [1], '),
    problem: null,
  },
  { name: "nothing", content: "", problem: "it is empty" },
  { name: "blank", content: " \n\t", problem: "it is empty" },
  {
    name: "missing-comma",
    content: GOOD.replace("{ ", '{\n  "a": 1\n  '),
    problem: 'line 3, column 3: a "," was expected',
  },
  {
    name: "cut-off",
    content: GOOD.slice(0, -4),
    problem: 'line 3, column 17: a "}" was expected',
  },
  { name: "single-quotes", content: GOOD.replaceAll('"', "'"), problem: /^line 1, column 3: / },
  {
    name: "two-values",
    content: `${GOOD}\n${GOOD}`,
    problem: "line 4, column 1: something follows the end",
  },
  {
    name: "open-comment",
    content: `${GOOD}\n/* `,
    problem: "line 4, column 1: the comment does not end",
  },
  {
    name: "newline-in-text",
    content: GOOD.replace('"x"', '"x\ny"'),
    problem: /^line 3, column 12: the text in quotes does not end/,
  },
  {
    name: "bad-escape",
    content: GOOD.replace('"x"', '"C:\\x"'),
    problem: /^line 3, column 12: there is no such escape/,
  },
  {
    name: "nan",
    content: GOOD.replace('"x"', "NaN"),
    problem: /^line 3, column 12: this is not JSON/,
  },
  { name: "nul", content: `${GOOD}\0`, problem: /NUL characters/ },
  {
    name: "utf-16-le",
    content: utf16(GOOD, true),
    problem: /NUL characters: if it is UTF-16, save it as UTF-8/,
  },
  {
    name: "utf-16-be-with-mark",
    content: utf16(`\ufeff${GOOD}`, false),
    problem: "it is not UTF-8 text: if it is UTF-16, save it as UTF-8",
  },
  {
    name: "latin-1",
    content: new Uint8Array([0x7b, 0x22, 0xe9, 0x22, 0x7d]),
    problem: /not UTF-8/,
  },
  {
    name: "twenty-megabytes",
    content: " ".repeat(20_000_000),
    problem: "it has 20000000 bytes; at most 16777216 are read",
  },
  {
    name: "deep-arrays",
    content: "[".repeat(1_000_000),
    problem: "line 1, column 65: nested deeper than 64 levels",
  },
  {
    name: "deep-objects",
    content: '{"a":'.repeat(500_000),
    problem: /^line 1, column 321: nested deeper/,
  },
  {
    name: "many-values",
    content: `[${"1,".repeat(1_000_000)}1]`,
    problem: /more than 1000000 values/,
  },
  {
    name: "array",
    content: "[]",
    problem: "line 1, column 1: an object was expected: found an array",
  },
  { name: "text", content: '"x"', problem: "line 1, column 1: an object was expected: found text" },
  { name: "other", content: '{ "a": 1 }', problem: /neither "mcpServers" nor a server/ },
  {
    name: "same-server-twice-in-shapes",
    content: '{ "mcpServers": { "a": {} },\n"mcpServers": {} }',
    problem: 'line 2, column 1: "mcpServers" is given again (first on line 1)',
  },
  {
    name: "same-key-twice-in-other-member",
    content: GOOD.replace("{ ", '{ "other": { "a": 1, "a": 2 }, '),
    problem: null,
  },
  {
    name: "deep-in-other-member",
    content: GOOD.replace("{ ", `{ "other": ${"[".repeat(62)}${"]".repeat(62)}, `),
    problem: null,
  },
  { name: "bare-servers", content: '{ "SERVER": { "command": "x" }, "n": 1 }', problem: null },
  { name: "one-server", content: '{ "command": "x" }', problem: null },
  { name: "in-vs-code-shape", content: GOOD.replace("mcpServers", "servers"), problem: null },
  { name: "in-zed-shape", content: GOOD.replace("mcpServers", "context_servers"), problem: null },
  {
    name: "in-opencode-shape",
    content: '{ "mcp": { "SERVER": { "type": "local", "command": ["x"] } } }',
    problem: null,
  },
  {
    name: "other-spelling",
    content: GOOD.replace("mcpServers", "mcp_servers"),
    problem: null,
  },
  {
    name: "servers-array",
    content: '{ "mcpServers": [] }',
    problem: 'line 1, column 17: "mcpServers" must be an object: found an array',
  },
  {
    name: "servers-null",
    content: '{ "mcpServers": null }',
    problem: 'line 1, column 17: "mcpServers" must be an object: found null',
  },
];

Deno.test("discover() gives each file of the corpus its outcome and stops at none", async () => {
  await withHome(async ({ home, servers }) => {
    for (const { name, content } of SAMPLES) {
      const text = typeof content === "string" ? content.replaceAll("SERVER", name) : content;
      const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
      await Deno.writeFile(join(servers, `${name}.json`), bytes);
    }
    const discovery = await discoverIn(home);
    assert.ok(SAMPLES.length >= 35, `${SAMPLES.length} files`);
    assert.equal(discovery.files.length, SAMPLES.length);
    for (const { name, problem } of SAMPLES) {
      const report = discovery.files.find(({ origin }) => origin.file.endsWith(`/${name}.json`));
      if (problem instanceof RegExp) assert.match(report?.problem ?? "", problem, name);
      else assert.equal(report?.problem, problem, name);
      const found = discovery.servers.find((server) => server.name === name);
      assert.equal(found?.availability.state, problem === null ? "ready" : undefined, name);
    }
  });
});

Deno.test("discover() opens regular files only, and follows links to them", async () => {
  await withHome(async ({ home, servers }) => {
    await makeFifo(join(servers, "fifo.json"));
    await Deno.mkdir(join(servers, "directory.json"));
    await Deno.symlink("/dev/zero", join(servers, "device.json"));
    await Deno.symlink(join(home, "nowhere"), join(servers, "dangling.json"));
    await Deno.symlink("loop.json", join(servers, "loop.json"));
    await Deno.symlink("b-loop.json", join(servers, "a-loop.json"));
    await Deno.symlink("a-loop.json", join(servers, "b-loop.json"));
    await Deno.writeFile(join(servers, "sparse.json"), new Uint8Array());
    await Deno.truncate(join(servers, "sparse.json"), 10 * 1024 ** 3);
    await Deno.writeTextFile(join(home, "dotfile"), GOOD);
    await Deno.symlink(join(home, "dotfile"), join(servers, "linked.json"));
    const { files, servers: found } = await discoverIn(home);
    const problems = files.map(({ origin, problem }) => [origin.file.split("/").at(-1), problem]);
    assert.deepEqual(problems.filter(([name]) => !name?.endsWith("loop.json")), [
      ["dangling.json", "it is a symbolic link that leads nowhere"],
      ["device.json", "it is not a regular file"],
      ["directory.json", "it is a directory"],
      ["fifo.json", "it is not a regular file"],
      ["linked.json", null],
      ["sparse.json", "it has 10737418240 bytes; at most 16777216 are read"],
    ]);
    for (const [name, problem] of problems.filter(([name]) => name?.endsWith("loop.json"))) {
      assert.match(problem ?? "", /^it cannot be read: /, String(name));
    }
    assert.deepEqual(found.map(({ name }) => name), ["SERVER"]);
  });
});

Deno.test("discover() names a file that may not be read, and reads the others", async () => {
  const system = new FakeSystem({
    files: {
      "/home/ada/.claude.json": { kind: "file", unreadable: "Permission denied" },
      "/home/ada/.cursor": { kind: "directory" },
      "/home/ada/.cursor/mcp.json": GOOD,
      "/home/ada/MCPs": { kind: "directory", unreadable: "Permission denied" },
    },
  });
  const settings = { stateDir: "/state", allowSelfServer: false, configFiles: [] };
  const { files, servers } = await discover({ system, settings, log: () => {} });
  assert.deepEqual(files.map(({ origin, problem }) => [origin.file, problem]), [
    ["/home/ada/.claude.json", "it cannot be read: Permission denied"],
    ["/home/ada/MCPs", "it cannot be listed: Permission denied"],
    ["/home/ada/.cursor/mcp.json", null],
  ]);
  assert.deepEqual(servers.map(({ name }) => name), ["SERVER"]);
});

Deno.test("discover() keeps a directory's servers while a file is in its place", async () => {
  await withHome(async ({ home, servers }) => {
    const lastGood = new Map();
    const names = async () => (await discoverIn(home, lastGood)).servers.map(({ name }) => name);
    await Deno.writeTextFile(join(servers, "a.json"), GOOD);
    assert.deepEqual(await names(), ["SERVER"]);
    await Deno.rename(servers, join(home, "moved"));
    await Deno.writeTextFile(servers, "");
    assert.deepEqual(await names(), ["SERVER"]);
    await Deno.remove(servers);
    assert.deepEqual(await names(), []);
  });
});

/** Makes a named pipe, also when PATH holds next to nothing. */
async function makeFifo(path: string): Promise<void> {
  for (const program of ["mkfifo", "/usr/bin/mkfifo", "/bin/mkfifo"]) {
    try {
      const { success } = await new Deno.Command(program, { args: [path] }).output();
      if (success) return;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  throw new Error("mkfifo is nowhere to be found");
}

function utf16(text: string, littleEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(text.length * 2));
  for (let index = 0; index < text.length; index++) {
    view.setUint16(index * 2, text.charCodeAt(index), littleEndian);
  }
  return new Uint8Array(view.buffer);
}

interface Home {
  readonly home: string;
  /** `~/.config/mcp/servers`. */
  readonly servers: string;
}

async function withHome(work: (home: Home) => Promise<void>): Promise<void> {
  const home = await Deno.realPath(await Deno.makeTempDir());
  try {
    const servers = join(home, ".config", "mcp", "servers");
    await Deno.mkdir(servers, { recursive: true });
    await Deno.mkdir(join(home, "project"));
    await work({ home, servers });
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

function discoverIn(
  home: string,
  lastGood: DiscoverOptions["lastGood"] = new Map(),
): ReturnType<typeof discover> {
  return discover({
    system: {
      ...createDenoSystem(),
      platform: "linux",
      cwd: () => join(home, "project"),
      home: () => home,
      env: () => undefined,
    },
    settings: { stateDir: join(home, "state"), allowSelfServer: false, configFiles: [] },
    log: () => {},
    lastGood,
  });
}
