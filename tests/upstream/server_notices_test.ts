import assert from "node:assert/strict";
import { InMemoryTransport, type JSONRPCMessage } from "@modelcontextprotocol/client";
import { type Progress, ServerNotices } from "../../src/upstream/server_notices.ts";

function bench() {
  const [transport] = InMemoryTransport.createLinkedPair();
  const delivered: JSONRPCMessage[] = [];
  transport.onmessage = (message) => void delivered.push(message);
  const notices = new ServerNotices(() => 7);
  notices.takeFrom(transport);
  const receive = (message: Record<string, unknown>) =>
    transport.onmessage?.({ jsonrpc: "2.0", ...message } as JSONRPCMessage);
  const tell = (params?: unknown) => receive({ method: "notifications/progress", params });
  return { notices, delivered, receive, tell };
}

Deno.test("ServerNotices.listenDuring() tells progress as long as its request lasts, and to it alone", async () => {
  const { notices, delivered, tell } = bench();
  const told: [string, Progress][] = [];
  const answers = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
  const tokens: number[] = [];
  const calls = ["a", "b"].map((name, index) =>
    notices.listenDuring(
      (token) => {
        tokens.push(token);
        return answers[index]?.promise ?? Promise.resolve("");
      },
      (progress) => void told.push([name, progress]),
    )
  );
  tell({ progressToken: tokens[1], progress: 1, total: 2, message: "half" });
  tell({ progressToken: String(tokens[0]), progress: 0.5 });
  answers[0]?.resolve("done");
  assert.equal(await calls[0], "done");
  tell({ progressToken: tokens[0], progress: 1 });
  assert.deepEqual(told, [["b", { progress: 1, total: 2, message: "half" }], ["a", {
    progress: 0.5,
  }]]);
  answers[1]?.reject(new Error("lost"));
  await assert.rejects(calls[1] ?? Promise.resolve(), /lost/);
  tell({ progressToken: tokens[1], progress: 2 });
  assert.equal(told.length, 2);
  assert.deepEqual(delivered, []);
});

Deno.test("ServerNotices takes progress of any shape, and tells of none that has no number", async () => {
  const { notices, tell } = bench();
  const told: Progress[] = [];
  await notices.listenDuring((token) => {
    for (const params of [undefined, null, 7, [], {}, { progressToken: {}, progress: 1 }]) {
      tell(params);
    }
    tell({ progressToken: token, progress: "1" });
    tell({ progressToken: token, progress: 1, total: "2", message: { a: 1 } });
    return Promise.resolve();
  }, (progress) => void told.push(progress));
  assert.deepEqual(told, [{ progress: 1 }]);
});

Deno.test("ServerNotices takes log messages, and leaves all else to the client", () => {
  const { notices, delivered, receive } = bench();
  receive({ method: "notifications/message", params: { level: "error", data: "lost a page" } });
  receive({ method: "notifications/message" });
  assert.deepEqual(notices.log.entries, [
    { atMs: 7, level: "error", logger: null, message: "lost a page" },
    { atMs: 7, level: "info", logger: null, message: "null" },
  ]);
  const others = [
    { method: "notifications/tools/list_changed" },
    { id: 1, method: "notifications/progress" },
    { id: 2, result: {} },
  ];
  for (const message of others) receive(message);
  assert.deepEqual(delivered, others.map((message) => ({ jsonrpc: "2.0", ...message })));
});
