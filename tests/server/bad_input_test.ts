import assert from "node:assert/strict";
import { MODERN_META, ServedBridge } from "./connected_client.ts";

const INITIALIZE = {
  method: "initialize",
  params: {
    protocolVersion: "2025-11-25",
    capabilities: {},
    clientInfo: { name: "t", version: "0" },
  },
};

/** A server that has been through the worst still answers, with the id it was asked with. */
async function stillServes(bridge: ServedBridge): Promise<void> {
  const { result } = await bridge.ask({ id: "last", method: "tools/list" });
  assert.equal(result?.tools?.length, 1);
  bridge.transport.end();
  await bridge.server.closed;
}

Deno.test("the server answers lines that are no messages and goes on", async () => {
  const bridge = new ServedBridge({ maxMessageBytes: 10_000 });
  bridge.sendText(`nope\n\r\n[]\n{}\n42\n${"x".repeat(20_000)}\n{"id":5,"method":"x"}\n`);
  bridge.sendText('[{"jsonrpc":"2.0","id":1,"method":"ping"}]\n{"result":1}\n');
  await stillServes(bridge);
  const answers = bridge.lines.map((line) => JSON.parse(line)).slice(0, -1);
  assert.deepEqual(
    answers.map(({ id, error }) => [id, error.code]),
    [
      [null, -32700],
      [null, -32600],
      [null, -32600],
      [null, -32600],
      [null, -32600],
      [5, -32600],
      [null, -32600],
    ],
  );
});

Deno.test("the server answers a request that is too large with its own id", async () => {
  const bridge = new ServedBridge({ maxMessageBytes: 10_000 });
  const params = { name: "run_python", arguments: { code: "x".repeat(20_000) } };
  const request = { method: "tools/call", params };
  // as SDKs write it: in Python and TypeScript the id comes last
  assert.equal((await bridge.ask({ ...request, id: "s" })).error?.code, -32600);
  bridge.sendText(`${JSON.stringify({ jsonrpc: "2.0", id: 8, ...request })}\n`);
  bridge.sendText(`${JSON.stringify({ ...request, id: 9, jsonrpc: "2.0" })}\n`);
  bridge.sendText(`${JSON.stringify({ params, jsonrpc: "2.0", id: 10, method: "x" })}\n`);
  await stillServes(bridge);
  const ids = bridge.lines.map((line) => JSON.parse(line).id);
  assert.deepEqual(ids, ["s", 8, 9, 10, "last"]);
});

Deno.test("the server answers unknown methods with -32601, before and after initialize", async () => {
  const bridge = new ServedBridge();
  assert.equal((await bridge.ask({ id: 0, method: "no/such" })).error?.code, -32601);
  assert.ok((await bridge.ask({ id: 1, ...INITIALIZE })).result);
  assert.equal((await bridge.ask({ id: 2, method: "prompts/list" })).error?.code, -32601);
  bridge.sendText('{"jsonrpc":"2.0","method":"notifications/no-such"}\n');
  await stillServes(bridge);
});

Deno.test("the server answers a second initialize and goes on", async () => {
  const bridge = new ServedBridge();
  await bridge.ask({ id: 1, ...INITIALIZE });
  assert.ok((await bridge.ask({ id: 2, ...INITIALIZE })).result?.protocolVersion);
  await stillServes(bridge);
});

Deno.test("the server answers a request without initialize", async () => {
  await stillServes(new ServedBridge());
});

Deno.test("the server refuses initialize on a 2026-07-28 connection and goes on", async () => {
  const bridge = new ServedBridge();
  const params = { _meta: MODERN_META };
  assert.ok((await bridge.ask({ id: 1, method: "tools/list", params })).result);
  assert.ok((await bridge.ask({ id: 2, ...INITIALIZE })).error);
  assert.ok((await bridge.ask({ id: 3, method: "tools/list" })).error, "no envelope");
  assert.ok((await bridge.ask({ id: 4, method: "tools/list", params })).result);
  bridge.transport.end();
  await bridge.server.closed;
});

Deno.test("the server answers malformed parameters with errors", async () => {
  const bridge = new ServedBridge();
  for (
    const params of [undefined, {}, { name: 5 }, { name: "run_python", arguments: "code" }, {
      name: "run_python",
      arguments: [],
    }]
  ) {
    const { error } = await bridge.ask({ id: 1, method: "tools/call", params });
    assert.equal(error?.code, -32602, JSON.stringify(params));
  }
  assert.ok((await bridge.ask({ id: 2, method: "initialize", params: {} })).error);
  const unsupported = {
    "io.modelcontextprotocol/protocolVersion": "2099-01-01",
    "io.modelcontextprotocol/clientCapabilities": {},
  };
  const fresh = new ServedBridge();
  const { error } = await fresh.ask({
    id: 3,
    method: "server/discover",
    params: { _meta: unsupported },
  });
  assert.equal(error?.code, -32022);
  await stillServes(fresh);
  await stillServes(bridge);
});

Deno.test("the server ignores cancellations of what it does not know", async () => {
  const bridge = new ServedBridge();
  for (const params of [{}, { requestId: 99 }, { requestId: null }, { requestId: "last" }]) {
    bridge.sendText(
      `${JSON.stringify({ jsonrpc: "2.0", method: "notifications/cancelled", params })}\n`,
    );
  }
  await stillServes(bridge);
});
