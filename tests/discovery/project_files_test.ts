import assert from "node:assert/strict";
import { discover } from "../../src/discovery/discover.ts";
import type { LastGood } from "../../src/discovery/last_good.ts";
import { fingerprint } from "../../src/discovery/fingerprint.ts";
import { findProjectFolders } from "../../src/discovery/project_folders.ts";
import type { Discovery } from "../../src/discovery/server_definition.ts";
import type { FakeEntry } from "../fakes/fake_files.ts";
import { FakeSystem, type FakeSystemOptions } from "../fakes/fake_system.ts";

const SETTINGS = { stateDir: "/state", allowSelfServer: false, configFiles: [] };
const GIT: FakeEntry = { kind: "directory" };

function config(...names: readonly string[]): string {
  const servers = Object.fromEntries(names.map((name) => [name, { command: name }]));
  return JSON.stringify({ mcpServers: servers });
}

function find(
  options: FakeSystemOptions,
  others: { readonly configFiles?: readonly string[]; readonly lastGood?: LastGood } = {},
): Promise<Discovery> {
  const { configFiles = [], lastGood = new Map() } = others;
  const system = new FakeSystem(options);
  return discover({ system, settings: { ...SETTINGS, configFiles }, log: () => {}, lastGood });
}

Deno.test("findProjectFolders() goes up to the root of the repository", () => {
  const cwd = "/home/ada/code/repo/src/deep";
  const inside = new FakeSystem({ cwd, files: { "/home/ada/code/repo/.git": GIT } });
  const folders = [cwd, "/home/ada/code/repo/src", "/home/ada/code/repo"];
  assert.deepEqual(findProjectFolders(inside), {
    searched: folders,
    named: folders,
    root: "/home/ada/code/repo",
  });
  const worktree = new FakeSystem({ cwd, files: { "/home/ada/code/repo/src/.git": "gitdir: x" } });
  assert.equal(findProjectFolders(worktree).root, "/home/ada/code/repo/src");
});

Deno.test("findProjectFolders() searches the working directory alone outside of a repository", () => {
  const named = (cwd: string) => findProjectFolders(new FakeSystem({ cwd }));
  assert.deepEqual(named("/home/ada/a/b"), {
    searched: ["/home/ada/a/b"],
    named: ["/home/ada/a/b", "/home/ada/a"],
    root: "/home/ada/a/b",
  });
  assert.deepEqual(named("/home/ada").named, ["/home/ada"]);
  assert.deepEqual(named("/srv/x").named, ["/srv/x", "/srv"]);
  assert.deepEqual(named("/").named, ["/"]);
});

Deno.test("findProjectFolders() looks at a bounded number of folders", () => {
  const cwd = "/a".repeat(1000);
  assert.equal(findProjectFolders(new FakeSystem({ cwd })).named.length, 64);
});

Deno.test("discover() reads .mcp.json up to the repository's root, the nearest first", async () => {
  const { servers, files } = await find({
    cwd: "/code/repo/src",
    files: {
      "/code/repo/.git": GIT,
      "/code/.mcp.json": config("outside"),
      "/code/repo/.mcp.json": config("a", "root"),
      "/code/repo/src/.mcp.json": config("a"),
    },
  });
  assert.deepEqual(files.map(({ origin }) => origin.file), [
    "/code/repo/src/.mcp.json",
    "/code/repo/.mcp.json",
  ]);
  assert.deepEqual(servers.map(({ name, origin }) => [name, origin.file]), [
    ["a", "/code/repo/src/.mcp.json"],
    ["root", "/code/repo/.mcp.json"],
  ]);
  const [a, root] = servers;
  assert.deepEqual(a?.shadowed.map(({ file }) => file), ["/code/repo/.mcp.json"]);
  assert.match(
    root?.availability.state === "untrusted" ? root.availability.reason : "",
    /run: mcp-code-bridge trust \/code\/repo\/\.mcp\.json$/,
  );
});

Deno.test("discover() takes a relative directory for one of the project, or of the working directory", async () => {
  const inSub = '{ "mcpServers": { "NAME": { "command": "x", "cwd": "sub" } } }';
  const { servers } = await find({
    cwd: "/code/repo/src",
    files: {
      "/code/repo/.git": GIT,
      "/code/repo/.cursor/mcp.json": inSub.replace("NAME", "project"),
      "/home/ada/.cursor/mcp.json": inSub.replace("NAME", "user"),
    },
  });
  assert.deepEqual(
    servers.map(({ name, definition }) => [
      name,
      definition?.kind === "stdio" ? definition.cwd : null,
    ]),
    [["user", "/code/repo/src/sub"], ["project", "/code/repo/sub"]],
  );
});

Deno.test("discover() takes a project's entries of ~/.claude.json in its subfolders, too", async () => {
  const text = JSON.stringify({
    mcpServers: { all: { command: "x" } },
    projects: {
      "/code/repo": { mcpServers: { a: { command: "root" } }, disabledMcpServers: ["all"] },
      "/code/repo/src": { mcpServers: { a: { command: "near" } } },
      "/code": { mcpServers: { b: { command: "outside" } } },
      "/home/ada": { mcpServers: { c: { command: "home" } } },
    },
  });
  const files = { "/home/ada/.claude.json": text, "/code/repo/.git": GIT };
  const { servers } = await find({ cwd: "/code/repo/src/deep", files });
  assert.deepEqual(
    servers.map(({ name, definition, availability }) => [
      name,
      definition?.kind === "stdio" ? definition.command : null,
      availability.state,
    ]),
    [["a", "near", "ready"], ["all", "x", "disabled"]],
  );
  const outside = await find({ cwd: "/home/ada/x", files: { "/home/ada/.claude.json": text } });
  assert.deepEqual(outside.servers.map(({ name }) => name), ["all"]);
});

Deno.test("discover() switches off servers of .mcp.json that ~/.claude.json names", async () => {
  const { servers } = await find({
    files: {
      "/home/ada/.claude.json": JSON.stringify({
        projects: {
          "/work/project": { disabledMcpServers: ["a"], disabledMcpjsonServers: ["b"] },
        },
      }),
      "/work/project/.mcp.json": config("a", "b", "c"),
      "/home/ada/.cursor/mcp.json": config("d"),
    },
  });
  assert.deepEqual(servers.map(({ name, availability }) => [name, availability.state]), [
    ["d", "ready"],
    ["a", "disabled"],
    ["b", "disabled"],
    ["c", "untrusted"],
  ]);
});

Deno.test("discover() heeds no rules of a project that is not trusted, nor for other clients", async () => {
  const rules = (names: readonly string[]) =>
    JSON.stringify({ mcp: { excluded: names }, mcpServers: { own: { command: "x" } } });
  const { servers } = await find({
    files: {
      "/home/ada/.gemini/settings.json": JSON.stringify({
        mcp: { excluded: ["b", "c"] },
        mcpServers: { a: { command: "x" }, b: { command: "x" } },
      }),
      "/home/ada/.qwen/settings.json": config("c"),
      "/work/project/.gemini/settings.json": rules(["a", "c"]),
    },
  });
  assert.deepEqual(servers.map(({ name, availability }) => [name, availability.state]), [
    ["a", "ready"],
    ["b", "disabled"],
    ["c", "ready"],
    ["own", "untrusted"],
  ]);
});

Deno.test("discover() keeps what a file switched off while the file cannot be read", async () => {
  const lastGood: LastGood = new Map();
  const file = "/home/ada/.claude.json";
  const good = JSON.stringify({
    mcpServers: { a: { command: "x" } },
    projects: { "/work/project": { disabledMcpServers: ["a"] } },
  });
  const states = async (text: string) =>
    (await find({ files: { [file]: text } }, { lastGood })).servers
      .map(({ name, availability }) => [name, availability.state]);
  assert.deepEqual(await states(good), [["a", "disabled"]]);
  assert.deepEqual(await states("{ oops"), [["a", "disabled"]]);
});

Deno.test("discover() puts the files that the user names before all others and trusts them", async () => {
  const { servers, files } = await find({
    files: {
      "/home/ada/.claude.json": config("a"),
      "/work/project/.mcp.json": config("b"),
      "/any/servers.json": '{ "servers": { "a": { "command": "named" } } }',
      "/any/codex.toml": '[mcp_servers.t]\ncommand = "x"',
    },
  }, {
    configFiles: [
      "/any/servers.json",
      "/any/codex.toml",
      "/work/project/.mcp.json",
      "/any/none.json",
    ],
  });
  assert.deepEqual(
    servers.map(({ name, origin, availability }) => [name, origin.client, availability.state]),
    [
      ["a", "named by you", "ready"],
      ["t", "named by you", "ready"],
      ["b", "named by you", "ready"],
    ],
  );
  assert.deepEqual(servers[0]?.shadowed.map(({ file }) => file), ["/home/ada/.claude.json"]);
  assert.deepEqual(
    files.filter(({ problem }) => problem !== null).map(({ origin, problem }) => [
      origin.file,
      problem,
    ]),
    [["/any/none.json", "there is no such file"]],
  );
});

Deno.test("discover() names configuration files of a directory that it does not read", async () => {
  const directory = "/home/ada/.config/mcp/servers";
  const { files } = await find({
    files: {
      [`${directory}/a.json`]: config("a"),
      [`${directory}/b.JSON`]: config("b"),
      [`${directory}/c.yaml`]: "",
      [`${directory}/d.toml`]: "",
      [`${directory}/README.md`]: "",
      [`${directory}/.hidden.json`]: "",
    },
  });
  assert.deepEqual(files.map(({ origin, problem }) => [origin.file, problem]), [
    [directory, '"b.JSON", "c.yaml", "d.toml": not read, for only names that end with .json are'],
    [`${directory}/a.json`, null],
  ]);
});

Deno.test("fingerprint() changes when a file above the working directory or a named one does", () => {
  const settings = { ...SETTINGS, configFiles: ["/any/named.json"] };
  const system = new FakeSystem({ cwd: "/code/repo/src", files: { "/code/repo/.git": GIT } });
  const before = fingerprint(system, settings);
  system.files.put("/code/repo/.mcp.json", "{}");
  const between = fingerprint(system, settings);
  system.files.put("/any/named.json", "{}");
  assert.equal(new Set([before, between, fingerprint(system, settings)]).size, 3);
});
