import assert from "node:assert/strict";
import { assignAliases, toAlias } from "../../src/discovery/alias.ts";

Deno.test("toAlias() makes Python identifiers", () => {
  const table: [string, string][] = [
    ["github", "github"],
    ["GitHub", "github"],
    ["mcp-server-filesystem", "mcp_server_filesystem"],
    ["GitHub (work)", "github_work"],
    ["a.b", "a_b"],
    ["@scope/server", "scope_server"],
    ["__proto__", "proto"],
    ["constructor", "constructor"],
    ["1password", "server_1password"],
    ["class", "class_"],
    ["Import", "import_"],
    ["None", "none"],
    ["match", "match"],
    ["café", "café"],
    ["Cafe\u0301", "café"],
    ["ｇｉｔｈｕｂ", "github"],
    ["g\u0456thub", "g_thub"],
    ["日本", "日本"],
    ["Поиск (jira)", "поиск_jira"],
    ["日本Jira", "日本jira"],
    ["---", "server"],
    ["x);import os#", "x_import_os"],
  ];
  for (const [name, alias] of table) assert.equal(toAlias(name), alias, name);
});

Deno.test("toAlias() gives an identifier for whatever it is given", () => {
  for (let code = 0; code < 0x3000; code++) {
    assert.match(
      toAlias(`${String.fromCodePoint(code)}x${String.fromCodePoint(code)}`),
      /^\p{XID_Start}\p{XID_Continue}*$/u,
    );
  }
  assert.ok(toAlias("x".repeat(1_000_000)).length <= 64);
});

Deno.test("assignAliases() gives the plain alias to the earlier name", () => {
  const aliases = assignAliases(["GitHub", "github", "git-hub", "git_hub", "git.hub"]);
  assert.deepEqual([...aliases], [
    ["GitHub", "github"],
    ["github", "github_2"],
    ["git-hub", "git_hub"],
    ["git_hub", "git_hub_2"],
    ["git.hub", "git_hub_3"],
  ]);
});

Deno.test("assignAliases() stays unique when a numbered alias is taken as a name", () => {
  const aliases = assignAliases(["a-2", "a", "A", "class", "Class"]);
  assert.deepEqual([...aliases.values()], ["a_2", "a", "a_3", "class_", "class_2"]);
});

Deno.test("assignAliases() is unique and the same each time for a thousand equal names", () => {
  const names = Array.from({ length: 1000 }, (_, index) => `日${"本".repeat(index)}`);
  const aliases = assignAliases(names);
  assert.equal(new Set(aliases.values()).size, 1000);
  assert.deepEqual(aliases, assignAliases(names));
});

Deno.test("assignAliases() keeps mcp_servers for the runtime", () => {
  const aliases = assignAliases(["servers", "Servers", "servers_", "server", "runtime"]);
  assert.deepEqual([...aliases.values()], [
    "servers_",
    "servers_2",
    "servers_3",
    "server",
    "runtime",
  ]);
});
