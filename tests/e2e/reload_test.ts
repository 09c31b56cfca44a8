/** The configuration changes while the bridge runs: what is new can be used without a restart. */

import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import { serverCommand } from "../support/server_command.ts";
import { createHome, type TestHome } from "./support/home.ts";
import { initialize, type RawBridge, runPythonCall, startRawBridge } from "./support/raw_bridge.ts";

const PING = 1_000;
const CONFIG = ".config/mcp/servers/all.json";

/**
 * Changes the configuration, and sends messages until the launcher has found the change: it looks when
 * the client says something, and not at each time.
 */
async function change(bridge: RawBridge, write: () => Promise<unknown>): Promise<void> {
  const readings = () => bridge.stderr().split("The configuration has changed").length;
  const before = readings();
  await write();
  await eventually("the configuration is read again", async () => {
    await bridge.send({ jsonrpc: "2.0", id: PING, method: "ping" });
    await answerTo(bridge, PING);
    return readings() > before;
  });
}

async function run(bridge: RawBridge, call: { id: number; code: string; servers?: string[] }) {
  const { id, code, servers = [] } = call;
  await bridge.send(runPythonCall(id, { code, servers }));
  return await answerTo(bridge, id);
}

async function answerTo(bridge: RawBridge, id: number): Promise<string> {
  const answer = await bridge.receive();
  assert.equal(answer["id"], id, JSON.stringify(answer));
  return JSON.stringify(answer["result"]);
}

async function configure(home: TestHome, names: readonly string[]): Promise<void> {
  const servers = names.map((name) => [name, serverCommand("environment")] as const);
  await home.write(CONFIG, { mcpServers: Object.fromEntries(servers) });
}

Deno.test("a server that is added while the bridge runs can be called, and one that is gone cannot", async () => {
  await using home = await createHome({});
  await configure(home, ["first"]);
  await using bridge = startRawBridge(home.path, { MCP_BRIDGE_RUNTIME: "embedded" });
  await initialize(bridge);
  const pid = "await mcp_first.pid()";
  const before = await run(bridge, { id: 2, code: pid, servers: ["first"] });

  await change(bridge, () => configure(home, ["first", "second"]));
  const args = "await mcp_second.args()";
  assert.match(
    await run(bridge, { id: 3, code: args, servers: ["second"] }),
    /\[success on embedded\]/,
  );
  // what did not change was not started again
  const after = await run(bridge, { id: 4, code: pid, servers: ["first"] });
  assert.equal(pidIn(after), pidIn(before));

  await change(bridge, () => configure(home, ["second"]));
  assert.match(await run(bridge, { id: 5, code: pid, servers: ["first"] }), /first.*second/s);
});

Deno.test("a server whose definition has changed is started anew", async () => {
  await using home = await createHome({ env: serverCommand("environment", "old") });
  await using bridge = startRawBridge(home.path, { MCP_BRIDGE_RUNTIME: "embedded" });
  await initialize(bridge);
  const call = { code: "await mcp_env.args()", servers: ["env"] };
  assert.match(await run(bridge, { id: 2, ...call }), /old/);
  const changed = { mcpServers: { env: serverCommand("environment", "new") } };
  await change(bridge, () => home.write(CONFIG, changed));
  assert.match(await run(bridge, { id: 3, ...call }), /new/);
});

Deno.test("a file that is broken while it is edited keeps its servers", async () => {
  await using home = await createHome({ env: serverCommand("environment", "kept") });
  await using bridge = startRawBridge(home.path, { MCP_BRIDGE_RUNTIME: "embedded" });
  await initialize(bridge);
  const call = { code: "await mcp_env.args()", servers: ["env"] };
  // by now the file has been read
  assert.match(await run(bridge, { id: 2, ...call }), /kept/);
  await change(bridge, () => home.write(CONFIG, '{ "mcpServers": { "env": '));
  assert.match(await run(bridge, { id: 3, ...call }), /kept/);
});

/** The number that a run gave as its result. */
function pidIn(answer: string): string {
  const [number] = /\d{2,}/.exec(answer.replace(/.*result/s, "")) ?? [answer];
  return number;
}
