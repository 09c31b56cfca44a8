import assert from "node:assert/strict";
import { Emitter } from "../../src/bridge/emitter.ts";
import { createServe } from "../../src/bridge/jobs/serve.ts";
import type { RunServices } from "../../src/bridge/run_services.ts";
import type { BridgeMessage } from "../../src/ipc/messages.ts";
import { createRunGate } from "../../src/sandbox/runner.ts";
import { realClock } from "../support/test_port.ts";
import { bridgeSettings } from "../support/bridge_settings.ts";

const INITIALIZE = {
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: {
    protocolVersion: "2025-11-25",
    capabilities: {},
    clientInfo: { name: "test", version: "0" },
  },
};
const CALL = {
  jsonrpc: "2.0",
  id: 2,
  method: "tools/call",
  params: { name: "run_python", arguments: { code: "1" } },
};
const CANCELED = {
  jsonrpc: "2.0",
  method: "notifications/cancelled",
  params: { requestId: 2 },
};

Deno.test("Serve says that it is idle once a program has ended whose request was taken back", async () => {
  const posted: BridgeMessage[] = [];
  const begun = Promise.withResolvers<void>();
  const program = Promise.withResolvers<never>();
  const idle = Promise.withResolvers<void>();
  const post = (message: BridgeMessage) => {
    posted.push(message);
    if (message.op === "emit") emitter.ack(message.stream, message.bytes.length);
    if (message.op === "idle") idle.resolve();
  };
  const emitter = new Emitter(post);
  const gate = createRunGate(1, () => serve.runsEnded());
  const services = {
    pool: { begin: () => {} },
    running: () => gate.running,
    runner: (_request: unknown, signal: AbortSignal) =>
      gate.run(() => {
        begun.resolve();
        return program.promise;
      }, signal),
    // the server touches nothing else of them
  } as unknown as RunServices;
  const serve = createServe({
    settings: bridgeSettings("/state/bridge"),
    handshake: [],
    emitter,
    post,
    clock: realClock,
    log: () => {},
    services: () => Promise.resolve(services),
  });
  const send = (message: unknown) =>
    serve.receive(new TextEncoder().encode(`${JSON.stringify(message)}\n`));
  send(INITIALIZE);
  send({ jsonrpc: "2.0", method: "notifications/initialized" });
  send(CALL);
  await begun.promise;
  serve.yield(false);
  send(CANCELED);
  assert.deepEqual(posted.filter(({ op }) => op === "idle" || op === "busy"), [{ op: "busy" }]);
  program.reject(new Error("canceled"));
  await idle.promise;
  serve.end();
  assert.equal(await serve.done, 0);
});
