import assert from "node:assert/strict";
import { bridgeDepth, isSelf, nestingRefusal } from "../../src/discovery/self_server.ts";
import type { StdioDefinition } from "../../src/discovery/server_definition.ts";
import { executable, link } from "../fakes/fake_files.ts";
import { FakeSystem } from "../fakes/fake_system.ts";

const SOURCE = new FakeSystem({
  cwd: "/work/project",
  env: { PATH: "/usr/bin" },
  mainModule: "/opt/bridge/main.ts",
  files: {
    "/opt/bridge/main.ts": "",
    "/opt/bridge/deno.json": "",
    "/opt/other/main.ts": "",
    "/home/ada/link.ts": link("/opt/bridge/main.ts"),
    "/usr/bin/deno": executable(),
  },
});

const COMPILED = new FakeSystem({
  compiled: true,
  execPath: "/opt/bridge/bridge",
  env: { PATH: "/usr/bin:/home/ada/bin" },
  files: {
    "/opt/bridge/bridge": executable(),
    "/home/ada/bin/python-runner": link("/opt/bridge/bridge"),
    "/usr/bin/deno": executable(),
  },
});

function entry(line: string, fields: Partial<StdioDefinition> = {}): StdioDefinition {
  const [command = "", ...args] = line.split(" ");
  return { kind: "stdio", command, args, env: {}, ...fields };
}

Deno.test("isSelf() knows the program by its name and as a package", async () => {
  for (
    const line of [
      "mcp-code-bridge",
      "/usr/local/bin/mcp-code-bridge serve",
      "MCP-Code-Bridge.exe",
      "npx -y mcp-code-bridge",
      "npx -y mcp-code-bridge@1.2.3 serve",
      "npx @scope/mcp-code-bridge@latest",
      "deno run -A npm:mcp-code-bridge",
      "deno run -A jsr:@scope/mcp-code-bridge@^1",
    ]
  ) assert.ok(await isSelf(entry(line), SOURCE), line);
});

Deno.test("isSelf() knows its main module however it is named", async () => {
  for (
    const line of [
      "deno run -A --no-prompt /opt/bridge/main.ts serve",
      "deno run -A ../../opt/bridge/main.ts",
      "deno run -A /home/ada/link.ts",
      "deno run -A file:///opt/bridge/main.ts",
      "npx -y deno@2.9.6 run -A /opt/bridge/main.ts",
      "deno task --cwd /opt/bridge serve",
      "deno task --cwd=/opt/bridge serve",
      "deno task --config /opt/bridge/deno.json serve",
      "deno task --config=/opt/bridge/deno.json serve",
    ]
  ) assert.ok(await isSelf(entry(line), SOURCE), line);
  assert.ok(await isSelf(entry("deno run main.ts", { cwd: "/opt/bridge" }), SOURCE));
  assert.ok(await isSelf(entry("deno task serve", { cwd: "/opt/bridge" }), SOURCE));
});

Deno.test("isSelf() knows its compiled executable under any name", async () => {
  assert.ok(await isSelf(entry("/opt/bridge/bridge"), COMPILED));
  assert.ok(await isSelf(entry("python-runner serve"), COMPILED));
  assert.ok(await isSelf(entry("./bridge", { cwd: "/opt/bridge" }), COMPILED));
  assert.ok(!await isSelf(entry("deno run x.ts"), COMPILED));
});

Deno.test("isSelf() leaves other servers alone", async () => {
  for (
    const line of [
      "deno run -A /opt/other/main.ts",
      "deno run -A npm:some-server",
      "npx -y @modelcontextprotocol/server-filesystem /home/ada/mcp-code-bridge",
      "mcp-server-git --repository mcp-code-bridge",
      "cat /opt/bridge/deno.json",
      "task list",
      "my-mcp-code-bridge-helper",
    ]
  ) assert.ok(!await isSelf(entry(line), SOURCE), line);
});

Deno.test("bridgeDepth() reads the marker and takes nonsense for none", () => {
  const depths = [undefined, "1", "12", "-1", "x", "1e9", "99999999"]
    .map((value) => bridgeDepth((name) => name === "MCP_BRIDGE_DEPTH" ? value : undefined));
  assert.deepEqual(depths, [0, 1, 12, 0, 0, 0, 0]);
});

Deno.test("nestingRefusal() allows a bridge under a bridge only when asked, and only one", () => {
  const refusal = (depth: string, allowSelfServer: boolean): string | null =>
    nestingRefusal(() => depth, { allowSelfServer });
  assert.equal(refusal("0", false), null);
  assert.match(refusal("1", false) ?? "", /^Cannot serve: .*set MCP_BRIDGE_ALLOW_SELF_SERVER=1$/);
  assert.equal(refusal("1", true), null);
  assert.match(refusal("2", true) ?? "", /at most 1 is allowed$/);
});

Deno.test("isSelf() knows the source of the bundle that runs", async () => {
  const bundle = "/opt/bridge/dist/bundle";
  const system = new FakeSystem({
    mainModule: `${bundle}/main.js`,
    bundle,
    files: { [`${bundle}/main.js`]: "", "/opt/bridge/main.ts": "", "/opt/other/main.ts": "" },
  });
  assert.ok(await isSelf(entry("deno run -A /opt/bridge/main.ts"), system));
  assert.ok(await isSelf(entry(`deno run -A ${bundle}/main.js serve`), system));
  assert.ok(!await isSelf(entry("deno run -A /opt/other/main.ts"), system));
});
