import assert from "node:assert/strict";

import { startBridge } from "../../src/bridge/bridge.ts";
import type { BridgeMessage } from "../../src/ipc/messages.ts";
import { FakeSystem } from "../fakes/fake_system.ts";
import { bridgeSettings } from "../support/bridge_settings.ts";
import { eventually } from "../support/eventually.ts";

Deno.test("startBridge() tells a client what the engine is prepared for while its run waits", async () => {
  const { clock, files } = new FakeSystem();
  const posted: BridgeMessage[] = [];
  const bridge = startBridge({ post: (message) => void posted.push(message), files, clock });
  const send = (message: object) =>
    bridge.receive({
      op: "client_data",
      bytes: new TextEncoder().encode(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`),
    });
  const written = () =>
    posted.flatMap((message) =>
      message.op === "emit" ? [new TextDecoder().decode(message.bytes)] : []
    ).join("");
  bridge.receive({ op: "begin", job: { kind: "serve" }, settings: bridgeSettings("/bridge") });
  bridge.receive({ op: "servers", servers: [] });
  const clientInfo = { name: "test", version: "0" };
  const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo };
  send({ id: 1, method: "initialize", params });
  await eventually("it is initialized", () => /"id":1\b/.test(written()));
  send({ method: "notifications/initialized" });
  send({
    id: 2,
    method: "tools/call",
    params: { name: "run_python", arguments: { code: "1" }, _meta: { progressToken: "t" } },
  });
  await eventually("a sandbox is asked for", () => posted.some(({ op }) => op === "start_sandbox"));
  bridge.receive({ op: "engine_progress", text: "starting a machine" });
  clock.advance(5_000);
  const told = /"preparing a sandbox: starting a machine"/;
  await eventually("that is told", () => told.test(written()));
  // a run of 30 s waits for a start of 90 s
  clock.advance(80_000);
  assert.doesNotMatch(written(), /"id":2\b/);
  bridge.receive({ op: "engine_progress", text: null });
  await eventually("its time begins", () => clock.pending > 0);
  bridge.receive({ op: "client_end" });
  await eventually("it ends", () => posted.some(({ op }) => op === "finished"));
});

Deno.test("startBridge() says what programs can use, and starts nothing for it", async () => {
  const { clock, files } = new FakeSystem();
  const posted: BridgeMessage[] = [];
  const bridge = startBridge({ post: (message) => void posted.push(message), files, clock });
  bridge.receive({ op: "begin", job: { kind: "serve" }, settings: bridgeSettings("/bridge") });
  const used = { name: "jira", alias: "jira", unavailable: null, revision: 1, reach: null };
  bridge.receive({ op: "servers", servers: [used] });
  const params = {
    uri: "resource://mcp-code-bridge/capabilities",
    _meta: {
      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
      "io.modelcontextprotocol/clientCapabilities": {},
      "io.modelcontextprotocol/clientInfo": { name: "test", version: "0" },
    },
  };
  const request = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "resources/read", params });
  bridge.receive({ op: "client_data", bytes: new TextEncoder().encode(`${request}\n`) });
  const asked = () => posted.find((message) => message.op === "engine_state");
  await eventually("the engine is asked for", () => asked() !== undefined);
  const state = { engine: "podman", attempts: [], advice: null } as const;
  bridge.receive({ op: "engine_state", id: asked()?.id ?? 0, state });
  const written = () =>
    posted.flatMap((message) =>
      message.op === "emit" ? [new TextDecoder().decode(message.bytes)] : []
    ).join("");
  await eventually("it is read", () => /Engine: podman[^]*- jira: mcp_jira/.test(written()));
  assert.deepEqual(posted.filter(({ op }) => op.startsWith("start_")), []);
  bridge.receive({ op: "client_end" });
  await eventually("it ends", () => posted.some(({ op }) => op === "finished"));
});
