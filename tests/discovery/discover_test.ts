import assert from "node:assert/strict";
import { reachOf } from "../../src/discovery/reach.ts";
import { discover } from "../../src/discovery/discover.ts";
import type { DiscoveredServer, Discovery } from "../../src/discovery/server_definition.ts";
import { link } from "../fakes/fake_files.ts";
import { FakeSystem, type FakeSystemOptions } from "../fakes/fake_system.ts";

const HOME_FILE = "/home/ada/.claude.json";
const DESKTOP_FILE = "/home/ada/.config/Claude/claude_desktop_config.json";
const SERVERS_DIR = "/home/ada/.config/mcp/servers";

interface Found extends Discovery {
  readonly logged: readonly string[];
  server(name: string): DiscoveredServer;
}

async function find(
  files: FakeSystemOptions["files"],
  options: FakeSystemOptions & {
    readonly allowSelfServer?: boolean;
    readonly configFiles?: readonly string[];
  } = {},
): Promise<Found> {
  const system = new FakeSystem({ ...options, files: files ?? {} });
  const settings = {
    stateDir: "/state",
    allowSelfServer: options.allowSelfServer ?? false,
    configFiles: options.configFiles ?? [],
  };
  const logged: string[] = [];
  const log = (level: string, message: string): void => void logged.push(`${level}: ${message}`);
  const discovery = await discover({ system, settings, log });
  const server = (name: string): DiscoveredServer => {
    const found = discovery.servers.find((candidate) => candidate.name === name);
    assert.ok(found, `no server ${name}`);
    return found;
  };
  return { ...discovery, logged, server };
}

function config(servers: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ mcpServers: servers });
}

function reasonOf({ availability }: DiscoveredServer): string {
  return availability.state === "ready" ? "ready" : `${availability.state}: ${availability.reason}`;
}

Deno.test("discover() finds nothing on an empty machine", async () => {
  const found = await find({});
  assert.deepEqual([found.servers, found.files, found.logged], [[], [], []]);
});

Deno.test("discover() gives a server's definition, origin and alias", async () => {
  const { server, files } = await find({
    [HOME_FILE]: config({
      "My Files": {
        command: "npx",
        args: ["-y", "@modelcontextprotocol/server-filesystem", "/tmp"],
        env: { DEBUG: true, PORT: 8080, KEY: "k" },
        cwd: "sub",
      },
    }),
  });
  const { definition, ...rest } = server("My Files");
  assert.ok(definition?.kind === "stdio");
  assert.deepEqual({ ...definition, env: { ...definition.env } }, {
    kind: "stdio",
    command: "npx",
    args: ["-y", "@modelcontextprotocol/server-filesystem", "/tmp"],
    env: { DEBUG: "true", PORT: "8080", KEY: "k" },
    cwd: "/work/project/sub",
  });
  const origin = { file: HOME_FILE, client: "Claude Code", scope: "user" };
  assert.deepEqual(rest, {
    name: "My Files",
    alias: "my_files",
    origin,
    availability: { state: "ready" },
    shadowed: [],
  });
  assert.deepEqual(files, [{ origin, servers: ["My Files"], problem: null, trusted: null }]);
});

Deno.test("discover() reads the locations in order of precedence", async () => {
  const places = [
    HOME_FILE,
    "/home/ada/.config/Claude Code/claude_code_config.json",
    "/home/ada/.config/Claude/claude_code_config.json",
    DESKTOP_FILE,
    `${SERVERS_DIR}/a.json`,
    `${SERVERS_DIR}/b.json`,
    "/work/project/claude_code_config.json",
    "/work/project/claude_desktop_config.json",
    "/work/project/mcp-servers/c.json",
  ];
  const own = Object.fromEntries(
    places.map((
      path,
      index,
    ) => [path, config({ same: { command: `c${index}` }, [`s${index}`]: { command: "x" } })]),
  );
  const { servers, files, server } = await find(own);
  assert.deepEqual(files.map(({ origin }) => origin.file), places);
  assert.deepEqual(servers.map(({ name }) => name), ["same", ...places.map((_, i) => `s${i}`)]);
  assert.deepEqual(server("same").origin.file, HOME_FILE);
  assert.deepEqual(server("same").shadowed.map(({ file }) => file), places.slice(1));
});

Deno.test("discover() takes the servers of the working directory from ~/.claude.json first", async () => {
  const text = JSON.stringify({
    numStartups: 7,
    mcpServers: { a: { command: "for-all" }, b: { command: "for-all" } },
    projects: {
      "/work/other": { mcpServers: { c: { command: "elsewhere" } } },
      "/work/project": { history: [], mcpServers: { a: { command: "here" } } },
    },
  });
  const { servers, server } = await find({ [HOME_FILE]: text });
  assert.deepEqual(servers.map(({ name }) => name), ["a", "b"]);
  const { definition, origin, shadowed } = server("a");
  assert.equal(definition?.kind === "stdio" ? definition.command : null, "here");
  assert.deepEqual([origin.client, origin.scope], ["Claude Code, for this directory", "user"]);
  assert.deepEqual(shadowed.map(({ client }) => client), ["Claude Code"]);
});

Deno.test("discover() compares directories of Windows without case and slashes", async () => {
  const text = JSON.stringify({
    projects: { "c:/Work/Project": { mcpServers: { a: { command: "x" } } } },
  });
  const { server } = await find({ "C:\\Users\\ada\\.claude.json": text }, {
    platform: "windows",
    home: "C:\\Users\\ada",
    cwd: "C:\\work\\project",
  });
  assert.equal(reasonOf(server("a")), "ready");
});

Deno.test("discover() names a single server after its file in the directory formats", async () => {
  const { servers } = await find({
    [`${SERVERS_DIR}/search.json`]: '{ "command": "search-server" }',
    [`${SERVERS_DIR}/.hidden.json`]: '{ "command": "x" }',
    [`${SERVERS_DIR}/notes.txt`]: "not json",
  });
  assert.deepEqual(servers.map(({ name }) => name), ["search"]);
});

Deno.test("discover() does not take a single server from other files", async () => {
  const { servers, files } = await find({ [DESKTOP_FILE]: '{ "command": "x" }' });
  assert.deepEqual([servers, files[0]?.problem], [[], null]);
});

Deno.test("discover() never starts project servers without trust, and does not expand them", async () => {
  const { server, files } = await find({
    "/work/project/claude_code_config.json": config({
      evil: { command: "sh", args: ["-c", "touch /tmp/pwned ${TOKEN}"] },
    }),
  }, { env: { TOKEN: "canary" } });
  const found = server("evil");
  assert.equal(
    reasonOf(found),
    "untrusted: its file came with this directory: if you trust it, " +
      "run: mcp-code-bridge trust ./claude_code_config.json",
  );
  assert.ok(!JSON.stringify(found).includes("canary"));
  assert.equal(files[0]?.trusted, false);
});

Deno.test("discover() lets no project file take over the name of the user's server", async () => {
  const { server } = await find({
    [DESKTOP_FILE]: config({ GitHub: { command: "mine" } }),
    "/work/project/mcp-servers/x.json": config({
      GitHub: { command: "theirs" },
      github: { command: "theirs" },
    }),
  });
  assert.equal(server("GitHub").alias, "github");
  assert.equal(server("GitHub").origin.file, DESKTOP_FILE);
  assert.equal(server("github").alias, "github_2");
});

Deno.test("discover() says what each unusable server lacks", async () => {
  const { server } = await find({
    [DESKTOP_FILE]: config({
      off: { command: "x", disabled: true },
      off2: { command: "x", enabled: false },
      remote: { type: "http", url: "https://example.org/mcp", headers: { "X-Key": "k" } },
      sse: { type: "sse", url: "http://localhost:1/sse" },
      bare_url: { url: "https://example.org/mcp" },
      bad_url: { url: "file:///etc/passwd" },
      no_url: { url: "nonsense" },
      self: { command: "/usr/local/bin/mcp-code-bridge" },
    }),
  });
  const table: [string, RegExp][] = [
    ["off", /^disabled: its entry says "disabled": true$/],
    ["off2", /^disabled: its entry says "enabled": false$/],
    ["remote", /^ready$/],
    ["sse", /^ready$/],
    ["bare_url", /^ready$/],
    ["bad_url", /^invalid: "url" must be https or http$/],
    ["no_url", /^invalid: "url" is not a URL$/],
    ["self", /^self: it is this bridge itself: set MCP_BRIDGE_ALLOW_SELF_SERVER=1/],
  ];
  for (const [name, reason] of table) assert.match(reasonOf(server(name)), reason);
  const reached = ["remote", "sse", "bare_url"].map((name) => {
    const { definition } = server(name);
    return definition === null ? null : reachOf(definition);
  });
  assert.deepEqual(reached, [
    { kind: "http", transport: "streamable" },
    { kind: "http", transport: "sse" },
    { kind: "http", transport: "streamable" },
  ]);
});

Deno.test("discover() starts itself when that is allowed", async () => {
  const files = { [DESKTOP_FILE]: config({ self: { command: "mcp-code-bridge" } }) };
  const { server } = await find(files, { allowSelfServer: true });
  assert.equal(reasonOf(server("self")), "ready");
});

Deno.test("discover() refuses entries of the wrong type, with place and field, and keeps the others", async () => {
  const text = `{
  "mcpServers": {
    "number": 7,
    "list": [],
    "empty": {},
    "command": { "command": 7 },
    "blank": { "command": " " },
    "args": { "command": "x", "args": "a b" },
    "arg": { "command": "x", "args": ["a", {}] },
    "env": { "command": "x", "env": ["A=1"] },
    "value": { "command": "x", "env": { "A": null } },
    "name": { "command": "x", "env": { "A=B": "1" } },
    "both": { "command": "x", "url": "https://example.org" },
    "type": { "type": "carrier pigeon", "command": "x" },
    "typed": { "type": "stdio", "url": "https://example.org" },
    "flag": { "command": "x", "disabled": "yes" },
    "nul": { "command": "x\\u0000y" },
    "good": { "command": "x", "alwaysAllow": ["a"], "timeout": 60, "args": null }
  }
}`;
  const { server, files } = await find({ [DESKTOP_FILE]: text });
  const table: [string, string][] = [
    ["number", "line 3, column 15: the entry must be an object: found a number"],
    ["list", "line 4, column 13: the entry must be an object: found an array"],
    ["empty", 'line 5, column 14: "command" or "url" is missing'],
    ["command", 'line 6, column 29: "command" must be text: found a number'],
    ["blank", 'line 7, column 27: "command" is empty'],
    ["args", 'line 8, column 39: "args" must be an array of texts: found text'],
    ["arg", 'line 9, column 44: "args"[1] must be text: found an object'],
    ["env", 'line 10, column 37: "env" must be an object: found an array'],
    ["value", 'line 11, column 46: "env"."A" must be text: found null'],
    ["name", 'line 12, column 38: "env" has the name "A=B", which no variable can have'],
    ["both", 'line 13, column 38: both "command" and "url" are given: keep one, or add "type"'],
    [
      "type",
      'line 14, column 23: "type" must be one of stdio, http, sse, streamable-http, streamableHttp',
    ],
    ["typed", 'line 15, column 14: "command" is missing'],
    ["flag", 'line 16, column 43: "disabled" must be true or false: found text'],
    ["nul", 'line 17, column 25: "command" holds a NUL'],
  ];
  for (const [name, reason] of table) assert.equal(reasonOf(server(name)), `invalid: ${reason}`);
  assert.equal(server("number").definition, null);
  assert.equal(reasonOf(server("good")), "ready");
  assert.equal(files[0]?.problem, null);
});

Deno.test("discover() never repeats a value in a reason", async () => {
  const secret = "canary-secret";
  const { servers, files } = await find({
    [DESKTOP_FILE]: config({
      a: { command: "x", args: [secret, 1] },
      b: { command: "x", env: { A: [secret] } },
      c: { url: `bad ${secret}` },
      d: { type: secret, command: "x", disabled: secret },
    }),
  });
  assert.ok(!JSON.stringify([servers.map(reasonOf), files]).includes(secret));
});

Deno.test("discover() takes names that mean something to JavaScript as names", async () => {
  const text = `{ "mcpServers": {
    "__proto__": { "command": "a", "env": { "__proto__": "b" } },
    "constructor": { "command": "c" },
    "toString": { "command": "d" }
  } }`;
  const { servers, server } = await find({ [DESKTOP_FILE]: text });
  assert.deepEqual(servers.map(({ name, alias }) => [name, alias]), [
    ["__proto__", "proto"],
    ["constructor", "constructor"],
    ["toString", "tostring"],
  ]);
  const { definition } = server("__proto__");
  assert.ok(definition?.kind === "stdio");
  assert.deepEqual(Object.entries(definition.env), [["__proto__", "b"]]);
  assert.equal(Object.hasOwn(Object.prototype, "command"), false);
});

Deno.test("discover() keeps names apart that look alike", async () => {
  const { servers } = await find({
    [DESKTOP_FILE]: config({ github: { command: "a" }, "g\u0456thub": { command: "b" } }),
  });
  assert.deepEqual(servers.map(({ alias }) => alias), ["github", "g_thub"]);
});

Deno.test("discover() passes over names that cannot be shown, and says where", async () => {
  const { servers, files } = await find({
    [DESKTOP_FILE]: config({ "a\u001b[31m": { command: "x" }, good: { command: "x" } }),
    [HOME_FILE]: config({ ["n".repeat(200)]: { command: "x" }, "": { command: "x" } }),
  });
  assert.deepEqual(servers.map(({ name }) => name), ["good"]);
  assert.deepEqual(files.map(({ problem }) => problem), [
    "line 1, column 219: a server is passed over: its name is longer than 128 characters " +
    "(and 1 more problems)",
    "line 1, column 30: a server is passed over: its name holds characters that cannot be shown: " +
    '"a\\u{1b}[31m"',
  ]);
});

Deno.test("discover() refuses the smallest part that holds a duplicate key", async () => {
  const servers = '{ "mcpServers": {\n"a": { "command": "x" },\n"b": { "command": "x",\n' +
    '"command": "y" },\n"a": { "command": "z" },\n"c": { "command": "x" } } }';
  const twice = '{ "mcpServers": {},\n"mcp\\u0053ervers": {} }';
  const { server, files } = await find({ [HOME_FILE]: twice, [DESKTOP_FILE]: servers });
  assert.equal(
    reasonOf(server("a")),
    "invalid: it is defined more than once, on lines 2, 5: keep one",
  );
  assert.equal(
    reasonOf(server("b")),
    'invalid: line 4, column 1: "command" is given again (first on line 3)',
  );
  assert.equal(reasonOf(server("c")), "ready");
  assert.deepEqual(files.map(({ problem }) => problem), [
    'line 2, column 1: "mcpServers" is given again (first on line 1)',
    null,
  ]);
});

Deno.test("discover() bounds the number of servers", async () => {
  const many = (prefix: string): string =>
    config(Object.fromEntries(
      Array.from({ length: 1001 }, (_, index) => [`${prefix}${index}`, { command: "x" }]),
    ));
  const { servers, files, logged } = await find({
    [HOME_FILE]: many("a"),
    [DESKTOP_FILE]: many("b"),
  });
  assert.equal(servers.length, 1000);
  assert.match(files[0]?.problem ?? "", /servers from here on are passed over: at most 1000/);
  assert.deepEqual(logged, ["warning: 2000 servers are configured: the first 1000 are kept"]);
});

Deno.test("discover() stays bounded with as many entries as a file can hold", async () => {
  const names = Array.from({ length: 150_000 }, (_, index) => `"${index}": 1,\n`).join("");
  const same = '"a": {},\n'.repeat(150_000);
  const { servers, files, server } = await find({
    [HOME_FILE]: `{ "mcpServers": {\n${same}} }`,
    [DESKTOP_FILE]: `{ "mcpServers": { ${names} } }`,
  });
  assert.equal(servers.length, 1000);
  assert.equal(
    reasonOf(server("a")),
    "invalid: it is defined more than once, on lines 2, 3, 4, 5, 6 and more: keep one",
  );
  assert.ok((files[1]?.problem?.length ?? 0) < 300);
});

Deno.test("discover() warns of a file that every user may write to", async () => {
  const bytes = new TextEncoder().encode(config({ a: { command: "x" } }));
  const { logged, server } = await find({ [HOME_FILE]: { kind: "file", bytes, mode: 0o666 } });
  assert.deepEqual(logged, [
    "warning: ~/.claude.json: every user of this machine may write to it",
  ]);
  assert.equal(reasonOf(server("a")), "ready");
});

Deno.test("discover() reads a file that two locations share once, as the user's", async () => {
  const { servers, files } = await find({ [DESKTOP_FILE]: config({ a: { command: "x" } }) }, {
    cwd: "/home/ada/.config/Claude",
  });
  assert.equal(files.length, 1);
  assert.deepEqual(servers.map(reasonOf), ["ready"]);
});

/** Discovers again and again on a machine that changes. */
function rediscover(files: FakeSystemOptions["files"]) {
  const system = new FakeSystem({ files: files ?? {} });
  const lastGood = new Map();
  const look = async () => {
    const settings = { stateDir: "/state", allowSelfServer: false, configFiles: [] };
    const { servers, files } = await discover({ system, settings, log: () => {}, lastGood });
    const problems = files.map(({ problem }) => problem).filter((problem) => problem !== null);
    return { servers: servers.map(({ name }) => name), problems };
  };
  return { system, look };
}

Deno.test("discover() keeps a directory's servers while it cannot be listed, and no longer", async () => {
  const { system, look } = rediscover({
    [`${SERVERS_DIR}/a.json`]: '{ "command": "a" }',
    [`${SERVERS_DIR}/b.json`]: '{ "command": "b" }',
  });
  const broken = { kind: "directory", unreadable: "Permission denied" } as const;
  assert.deepEqual(await look(), { servers: ["a", "b"], problems: [] });
  system.files.put(SERVERS_DIR, broken);
  assert.deepEqual(await look(), {
    servers: ["a", "b"],
    problems: [
      "it cannot be listed: Permission denied; its servers are kept as they were before",
    ],
  });
  system.files.put(SERVERS_DIR, { kind: "directory" });
  await system.files.remove(`${SERVERS_DIR}/a.json`);
  assert.deepEqual(await look(), { servers: ["b"], problems: [] });
  system.files.put(SERVERS_DIR, broken);
  assert.deepEqual((await look()).servers, ["b"]);
});

Deno.test("discover() keeps a directory's servers while something else is in its place", async () => {
  const { system, look } = rediscover({ [`${SERVERS_DIR}/a.json`]: '{ "command": "a" }' });
  assert.deepEqual(await look(), { servers: ["a"], problems: [] });
  const kept = "; its servers are kept as they were before";
  const table = [
    ["a file", "it is not a directory"],
    [link("/home/ada/nowhere"), "it is a symbolic link that leads nowhere"],
    [link(HOME_FILE), "it is not a directory"],
  ] as const;
  system.files.put(HOME_FILE, "{}");
  for (const [entry, problem] of table) {
    await system.files.remove(SERVERS_DIR);
    system.files.put(SERVERS_DIR, entry);
    assert.deepEqual(await look(), { servers: ["a"], problems: [problem + kept] });
  }
  await system.files.remove(SERVERS_DIR);
  assert.deepEqual(await look(), { servers: [], problems: [] }, "what was removed is gone");
  system.files.put(SERVERS_DIR, "a file");
  assert.deepEqual(await look(), { servers: [], problems: ["it is not a directory"] });
});

Deno.test("discover() takes a directory under a file for one that is not there", async () => {
  const { look } = rediscover({ "/home/ada/.config": "a file" });
  assert.deepEqual(await look(), { servers: [], problems: [] });
});
