import assert from "node:assert/strict";
import { limitLog } from "../../src/launcher/log_limit.ts";
import { FakeClock } from "../fakes/fake_system.ts";

Deno.test("limitLog() lets some lines through, counts the others, and tells the count", () => {
  const clock = new FakeClock();
  const lines: string[] = [];
  const log = limitLog({ log: (_level, message) => void lines.push(message), clock });
  for (let line = 0; line < 10_000; line++) log("error", `line ${line}`);
  assert.equal(lines.length, 101);
  assert.equal(lines[99], "line 99");
  assert.match(lines[100] ?? "", /left out/);
  clock.advance(1_000);
  log("info", "later");
  assert.deepEqual(lines.slice(101), ["9900 lines of the bridge were left out", "later"]);
});

Deno.test("limitLog() does not count lines that are shown to nobody", () => {
  const clock = new FakeClock();
  let lines = 0;
  const log = limitLog({ log: () => void lines++, clock });
  for (let line = 0; line < 1_000; line++) log("debug", "x");
  log("info", "y");
  assert.equal(lines, 1_001);
});
