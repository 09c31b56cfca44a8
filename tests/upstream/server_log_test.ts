import assert from "node:assert/strict";
import { ServerLog } from "../../src/upstream/server_log.ts";

Deno.test("ServerLog.add() keeps the last 200 messages, the oldest first", () => {
  const log = new ServerLog();
  for (let number = 0; number < 1_000; number++) {
    log.add({ level: "notice", logger: "a", data: { number } }, number);
  }
  assert.equal(log.entries.length, 200);
  assert.deepEqual(log.entries[0], {
    atMs: 800,
    level: "notice",
    logger: "a",
    message: '{"number":800}',
  });
});

Deno.test("ServerLog.add() takes params of any shape, cleaned and cut", () => {
  const log = new ServerLog();
  log.add({}, 0);
  log.add({ level: "LOUD", logger: `\x1b[31m${"l".repeat(500)}\n`, data: "x".repeat(1e6) }, 0);
  log.add({ level: 7, logger: [], data: [1, "\u202e"] }, 0);
  const [empty, long, odd] = log.entries;
  assert.deepEqual(empty, { atMs: 0, level: "info", logger: null, message: "null" });
  assert.equal(long?.level, "info");
  assert.equal(long?.logger, "l".repeat(100));
  assert.equal(long?.message.length, 2_000);
  assert.deepEqual(odd, { atMs: 0, level: "info", logger: null, message: '[1,""]' });
});
