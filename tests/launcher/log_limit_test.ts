import assert from "node:assert/strict";
import { limitLog } from "../../src/launcher/log_limit.ts";
import { FakeClock } from "../support/fake_clock.ts";

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

Deno.test("limitLog() bounds debug lines as well, and they take no room from the others", () => {
  const clock = new FakeClock();
  const lines: string[] = [];
  const log = limitLog({ log: (level, message) => void lines.push(`${level}: ${message}`), clock });
  for (let line = 0; line < 1_000; line++) log("debug", "x");
  assert.equal(lines.length, 101);
  assert.match(lines[100] ?? "", /^debug: .*left out/, "no louder than what it tells of");
  log("info", "y");
  assert.equal(lines[101], "info: y");
  clock.advance(1_000);
  log("debug", "z");
  assert.deepEqual(lines.slice(102), ["debug: 900 lines of the bridge were left out", "debug: z"]);
});
