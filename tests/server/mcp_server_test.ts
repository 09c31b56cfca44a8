import assert from "node:assert/strict";
import { EngineError } from "../../src/errors.ts";
import type { RunPythonRequest } from "../../src/server/run_python_arguments.ts";
import { outcomeOf } from "../output/sample_outcome.ts";
import { HELLO, ServedBridge } from "./connected_client.ts";

Deno.test("startServer() sends what a run displayed after its text, within the limit of both", async () => {
  const picture = { type: "image", mimeType: "image/png", data: "AAAA" } as const;
  const blocks = [picture, { type: "text", text: "x".repeat(30_000) } as const];
  const bridge = new ServedBridge({
    settings: { maxOutput: 10_000 },
    run: () => Promise.resolve(outcomeOf({ blocks, result: "y".repeat(30_000) })),
  });
  const client = await bridge.connect("legacy");
  const { content } = await client.callTool(callOf("display(image)"));
  const [answer, image, text] = content;
  assert.deepEqual(image, picture);
  assert.ok(answer?.type === "text" && text?.type === "text" && content.length === 3);
  assert.match(answer.text, /Displayed: image\/png \(1 KB\), text\./);
  assert.ok(answer.text.length + text.text.length <= 10_000);
  await client.close();
  await bridge.server.closed;
});

const MODES = ["legacy", "auto", { pin: "2026-07-28" }] as const;

function callOf(code: string): { name: string; arguments: { code: string } } {
  return { name: "run_python", arguments: { code } };
}

/** A run that waits until its signal is aborted. */
function createWaitingRun() {
  const started = Promise.withResolvers<void>();
  const aborted = Promise.withResolvers<void>();
  return {
    started: started.promise,
    aborted: aborted.promise,
    run: (_request: RunPythonRequest, signal: AbortSignal) => {
      const outcome = Promise.withResolvers<typeof HELLO>();
      signal.addEventListener("abort", () => {
        aborted.resolve();
        outcome.resolve(outcomeOf({ status: "canceled", exitCode: null }));
      });
      started.resolve();
      return outcome.promise;
    },
  };
}

for (const mode of MODES) {
  const era = JSON.stringify(mode);

  Deno.test(`startServer() serves the official client, negotiation ${era}`, async () => {
    const requests: RunPythonRequest[] = [];
    const bridge = new ServedBridge({
      run: (request) => {
        requests.push(request);
        return Promise.resolve(HELLO);
      },
    });
    const client = await bridge.connect(mode);
    assert.equal(
      client.getNegotiatedProtocolVersion(),
      mode === "legacy" ? "2025-11-25" : "2026-07-28",
    );
    assert.match(client.getInstructions() ?? "", /run_python/);
    assert.deepEqual((await client.listTools()).tools.map((tool) => tool.name), ["run_python"]);
    const result = await client.callTool({
      name: "run_python",
      arguments: { code: "print('hello')", servers: ["a"], timeout: 2 },
    });
    assert.deepEqual(requests, [{ code: "print('hello')", servers: ["a"], timeoutMs: 2000 }]);
    assert.equal(result.isError ?? false, false);
    assert.equal(result.structuredContent, undefined);
    const [block] = result.content;
    assert.ok(block?.type === "text" && block.text === "hello\n[success on podman]");
    await client.close();
    await bridge.server.closed;
  });

  Deno.test(`startServer() offers one resource, which says what programs can use, ${era}`, async () => {
    const uri = "resource://mcp-code-bridge/capabilities";
    const asked: AbortSignal[] = [];
    const bridge = new ServedBridge({
      capabilities: (signal) => {
        asked.push(signal);
        return Promise.resolve("- Engine: podman");
      },
    });
    const client = await bridge.connect(mode);
    assert.ok(client.getInstructions()?.includes(uri));
    const { resources } = await client.listResources();
    assert.deepEqual(resources.map((one) => [one.uri, one.mimeType]), [[uri, "text/markdown"]]);
    assert.equal(asked.length, 0);
    const { contents } = await client.readResource({ uri });
    assert.deepEqual(contents, [{ uri, mimeType: "text/markdown", text: "- Engine: podman" }]);
    assert.equal(asked.length, 1);
    await assert.rejects(client.readResource({ uri: `${uri}/other` }));
    await client.close();
    await bridge.server.closed;
  });

  Deno.test(`startServer() reports failures as results, not as protocol errors, ${era}`, async () => {
    const bridge = new ServedBridge({
      run: ({ code }) =>
        code === "throw"
          ? Promise.reject(new EngineError("SANDBOX_START_FAILED", "Cannot start: no \x1b image"))
          : Promise.resolve(outcomeOf({ status: "error", exitCode: 3 })),
    });
    const client = await bridge.connect(mode);
    const failed = await client.callTool(callOf("sys.exit(3)"));
    assert.equal(failed.isError, true);
    const thrown = await client.callTool(callOf("throw"));
    assert.equal(thrown.isError, true);
    assert.deepEqual(thrown.content, [{ type: "text", text: "Cannot start: no \\x1b image" }]);
    const wrong = await client.callTool({
      name: "run_python",
      arguments: { code: "1", timeout: 600 },
    });
    assert.equal(wrong.isError, true);
    assert.match(JSON.stringify(wrong.content), /timeout is 600 seconds.*most allowed is 120/);
    await assert.rejects(client.callTool({ name: "other" }), /other/);
    await client.close();
    await bridge.server.closed;
  });

  Deno.test(`startServer() gives every digit of an integer, as text and as structure, ${era}`, async () => {
    const outcome = outcomeOf({ result: { id: 2n ** 53n + 1n } });
    const bridge = new ServedBridge({
      run: () => Promise.resolve(outcome),
      settings: { outputMode: "json" },
    });
    const client = await bridge.connect(mode);
    const { isError } = await client.callTool(callOf("2**53 + 1"));
    assert.equal(isError ?? false, false);
    const line = bridge.lines.at(-1) ?? "";
    assert.match(
      line,
      /"structuredContent":\{"status":"success","result":\{"id":9007199254740993\}/,
    );
    assert.match(line, /"text":"\{[^}]*\{\\"id\\":9007199254740993\}/);
    await client.close();
    await bridge.server.closed;
  });

  Deno.test(`startServer() stops a run that is taken back, and sends nothing more, ${era}`, async () => {
    const { run, started, aborted } = createWaitingRun();
    const bridge = new ServedBridge({ run });
    const client = await bridge.connect(mode);
    const controller = new AbortController();
    const call = client.callTool(callOf("wait"), { signal: controller.signal });
    const rejected = assert.rejects(call);
    await started;
    const before = bridge.lines.length;
    controller.abort();
    await rejected;
    await aborted;
    await client.listTools({}, { cacheMode: "bypass" });
    await client.close();
    await bridge.server.closed;
    assert.equal(bridge.lines.length, before + 1);
  });

  Deno.test(`startServer() stops the runs of a client that goes away, ${era}`, async () => {
    const { run, started, aborted } = createWaitingRun();
    const bridge = new ServedBridge({ run });
    const client = await bridge.connect(mode);
    const rejected = assert.rejects(client.callTool(callOf("wait")));
    await started;
    const before = bridge.lines.length;
    bridge.transport.end();
    await aborted;
    await bridge.server.closed;
    assert.equal(bridge.lines.length, before);
    await client.close();
    await rejected;
  });
}

Deno.test("startServer() speaks each older revision that a client asks for", async () => {
  for (const version of ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"]) {
    const bridge = new ServedBridge();
    const { result } = await bridge.ask({
      id: 0,
      method: "initialize",
      params: {
        protocolVersion: version,
        capabilities: {},
        clientInfo: { name: "t", version: "0" },
      },
    });
    assert.equal(result?.protocolVersion, version);
    assert.deepEqual(result?.serverInfo, {
      name: "mcp-code-bridge",
      title: "MCP code bridge",
      version: "1.2.3",
    });
    bridge.sendText('{"jsonrpc":"2.0","method":"notifications/initialized"}\n');
    const called = await bridge.ask({ id: "s", method: "tools/call", params: callOf("1") });
    assert.equal(called.result?.content?.[0]?.type, "text");
    bridge.transport.end();
    await bridge.server.closed;
  }
});

Deno.test("startServer() gives structured content in json mode, and only there", async () => {
  for (const outputMode of ["toon", "compact", "json"] as const) {
    const bridge = new ServedBridge({ settings: { outputMode } });
    const client = await bridge.connect("auto");
    const { content, structuredContent } = await client.callTool(callOf("1"));
    if (outputMode === "json") {
      const [block] = content;
      assert.ok(block?.type === "text");
      assert.deepEqual(JSON.parse(block.text), structuredContent);
    } else {
      assert.equal(structuredContent, undefined);
    }
    await client.close();
    await bridge.server.closed;
  }
});

Deno.test("startServer() answers calls as they end, not as they came", async () => {
  const slow = Promise.withResolvers<typeof HELLO>();
  const bridge = new ServedBridge({
    run: ({ code }) => code === "slow" ? slow.promise : Promise.resolve(HELLO),
  });
  const order: unknown[] = [];
  const first = bridge.ask({ id: 0, method: "tools/call", params: callOf("slow") })
    .then(({ id }) => order.push(id));
  await bridge.ask({ id: 1, method: "tools/call", params: callOf("1") })
    .then(({ id }) => order.push(id));
  slow.resolve(HELLO);
  await first;
  assert.deepEqual(order, [1, 0]);
  bridge.transport.end();
  await bridge.server.closed;
});

Deno.test("startServer() ends cleanly when the client stops reading", async () => {
  const { run, started, aborted } = createWaitingRun();
  const bridge = new ServedBridge({ run });
  bridge.sendText(
    `${JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: callOf("wait") })}\n`,
  );
  await started;
  bridge.writeFailure = new Error("broken pipe");
  bridge.sendText('{"jsonrpc":"2.0","id":2,"method":"ping"}\n');
  await aborted;
  await bridge.server.closed;
  assert.deepEqual(bridge.lines, []);
});

Deno.test("RunningServer.close() ends the connection and stops its runs", async () => {
  const { run, started, aborted } = createWaitingRun();
  const bridge = new ServedBridge({ run });
  bridge.sendText(
    `${JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: callOf("wait") })}\n`,
  );
  await started;
  await bridge.server.close();
  await bridge.server.close();
  await aborted;
  await bridge.server.closed;
});
