import assert from "node:assert/strict";
import { countTokens } from "../../scripts/demo/count_tokens.ts";
import { startBridge } from "./support/bridge_client.ts";
import { createHome, exampleServers } from "./support/home.ts";
import { initialize, runPythonCall, startRawBridge } from "./support/raw_bridge.ts";

const VERSIONS = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];

Deno.test("serve answers initialize in every revision of the older era", async () => {
  await using home = await createHome({});
  for (const version of VERSIONS) {
    await using bridge = startRawBridge(home.path);
    const answer = await initialize(bridge, version);
    assert.match(JSON.stringify(answer), new RegExp(`"protocolVersion":"${version}"`));
  }
});

Deno.test("serve answers the official client in the newest era", async () => {
  await using home = await createHome({});
  await using bridge = await startBridge({ home: home.path, negotiation: "auto" });
  const { tools } = await bridge.client.listTools();
  assert.deepEqual(tools.map(({ name }) => name), ["run_python"]);
  assert.equal(bridge.client.getNegotiatedProtocolVersion(), "2026-07-28");
});

Deno.test("tools/list is the same with no server and with a hundred, and small", async () => {
  const many = Object.fromEntries(
    Array.from({ length: 100 }, (_, index) => [`server-${index}`, { command: "nothing" }]),
  );
  const lists: string[] = [];
  for (const servers of [{}, many]) {
    await using home = await createHome(servers);
    await using bridge = await startBridge({ home: home.path });
    lists.push(JSON.stringify(await bridge.client.listTools()));
  }
  assert.equal(lists[0], lists[1]);
  assert.ok(countTokens(lists[0] ?? "") <= 400);
});

Deno.test("serve writes nothing but MCP to stdout, also for bad input, and stays up", async () => {
  await using home = await createHome({ broken: { command: 7 } });
  await home.write(".claude.json", "{ this is no JSON");
  await using bridge = startRawBridge(home.path);
  await initialize(bridge);
  const bad = [
    "",
    "not json",
    "[]",
    "null",
    '{"jsonrpc":"1.0"}',
    '{"jsonrpc":"2.0","id":5,"method":"nope"}',
  ];
  for (const line of bad) await bridge.send(line);
  await bridge.send({ jsonrpc: "2.0", id: 9, method: "tools/list" });
  // `receive` parses: any line that is not JSON fails here
  const ids: unknown[] = [];
  for (let answers = 0; answers <= bad.length && !ids.includes(9); answers++) {
    const answer = await bridge.receive();
    assert.equal(answer["jsonrpc"], "2.0");
    ids.push(answer["id"]);
  }
  assert.ok(ids.includes(9), `answers to ${ids}`);
  // a run waits for discovery, whose words are looked for below
  const run = { name: "run_python", arguments: { code: "1", servers: ["nobody"] } };
  await bridge.send({ jsonrpc: "2.0", id: 10, method: "tools/call", params: run });
  assert.equal((await bridge.receive())["id"], 10);
  await bridge.closeInput();
  const { code, stderr } = await bridge.ended;
  assert.equal(code, 0);
  assert.match(stderr, /\.claude\.json.*line 1, column/);
});

Deno.test({
  name: "serve answers initialize and tools/list while the engine does not answer",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using home = await createHome({});
    const podman = await home.write("bin/podman", "#!/bin/sh\nexec sleep 600\n");
    await Deno.chmod(podman, 0o755);
    await using bridge = startRawBridge(home.path, {
      MCP_BRIDGE_RUNTIME: "podman",
      PATH: `${home.path}/bin:${Deno.env.get("PATH")}`,
    });
    await initialize(bridge);
    await bridge.send({ jsonrpc: "2.0", id: 2, method: "tools/list" });
    assert.match(JSON.stringify(await bridge.receive()), /run_python/);
    await bridge.send(runPythonCall(3, { code: "1" }));
    assert.match(JSON.stringify(await bridge.receive()), /podman.*did not answer/);
  },
});

Deno.test("serve answers nothing when a setting cannot be used, and says why", async () => {
  await using home = await createHome({});
  for (
    const [env, expected] of [
      [{ MCP_BRIDGE_TIMEOUT: "soon" }, /MCP_BRIDGE_TIMEOUT="soon"/],
      [{ MCP_BRIDGE_DEPTH: "1" }, /MCP_BRIDGE_ALLOW_SELF_SERVER/],
      [{ MCP_BRIDGE_STATE_DIR: "/dev/null" }, /state directory "\/dev\/null"/],
    ] as const
  ) {
    await using bridge = startRawBridge(home.path, env);
    await assert.rejects(initialize(bridge), /stdout ended|Broken pipe/);
    const { code, stderr } = await bridge.ended;
    assert.equal(code, expected.source.includes("state directory") ? 1 : 2, stderr);
    assert.match(stderr, expected);
  }
});

Deno.test("serve refuses a timeout above the maximum with both numbers", async () => {
  await using home = await createHome({});
  await using bridge = await startBridge({
    home: home.path,
    env: { MCP_BRIDGE_MAX_TIMEOUT: "50s" },
  });
  const result = await bridge.client.callTool({
    name: "run_python",
    arguments: { code: "1", timeout: 51 },
  });
  assert.equal(result.isError, true);
  assert.match(JSON.stringify(result.content), /51.*50|50.*51/);
});

Deno.test("serve refuses servers that are unknown or not trusted, and starts none", async () => {
  await using home = await createHome(exampleServers());
  await home.write("project/claude_code_config.json", {
    mcpServers: { planted: { command: "sh", args: ["-c", "touch ../pwned"] } },
  });
  await using bridge = await startBridge({ home: home.path, cwd: `${home.path}/project` });
  for (const [server, pattern] of [["jiro", /jira/], ["planted", /trust/]] as const) {
    const result = await bridge.client.callTool({
      name: "run_python",
      arguments: { code: "1", servers: [server] },
    });
    assert.equal(result.isError, true);
    assert.match(JSON.stringify(result.content), pattern);
  }
  await assert.rejects(Deno.stat(`${home.path}/pwned`), Deno.errors.NotFound);
});
