/**
 * How tests wait: for an event, or with `eventually()`. A loop without a bound hangs the suite instead
 * of failing, and a sleep is too long on one machine and too short on another.
 */

import assert from "node:assert/strict";
import { filesBelow, withoutComments } from "./support/sources.ts";

/** `while`, and `for` without a condition or without a step. */
const OPEN_LOOP = /\bwhile \(|\bfor \([^;()]*;\s*;|\bfor \([^;()]*;[^;]*;\s*\)/;
const TIMER = /\bset(?:Timeout|Interval)\(/;

/** Where these may stand: what waits for all tests, and programs that are slow by intention. */
const FOLDERS = /^tests\/(support|servers)\//;
const FILES: ReadonlyMap<string, string> = new Map([
  ["tests/bounds_test.ts", "it names them"],
  ["tests/launcher/process_table_test.ts", "one of its programs lives on and reads nothing"],
  ["tests/e2e/support/socket_proxy.ts", "it hands bytes on until its test ends"],
  ["tests/e2e/support/kill_moment.ts", "the moment of an end is what it tests"],
  ["tests/hostile/rooms/support/rooms_container.ts", "a message that never comes is given up"],
  ["tests/hostile/freeze/measure.ts", "it measures, as the benchmark does"],
  ["tests/hostile/bridge/support/hostile_bridge.ts", "an attempt that never ends is given up"],
]);

const TESTS = new Map([...await filesBelow("tests")].filter(([file]) => /\.(ts|mjs)$/.test(file)));

function filesWith(pattern: RegExp): string[] {
  return [...TESTS].filter(([file, text]) =>
    !FOLDERS.test(file) && !FILES.has(file) && pattern.test(withoutComments(text))
  ).map(([file]) => file);
}

Deno.test("no test has a loop without a bound", () => {
  assert.deepEqual(filesWith(OPEN_LOOP), []);
  for (const loop of ["while (true)", "} while (busy)", "for (;;)", "for (let n = 0; n < 9;)"]) {
    assert.match(loop, OPEN_LOOP);
  }
  for (const loop of ["for (const a of b)", "for (let n = 0; n < f(9); n++)", "while True:"]) {
    assert.doesNotMatch(loop, OPEN_LOOP);
  }
});

Deno.test("no test sleeps for a fixed time", () => {
  assert.deepEqual(filesWith(TIMER), []);
  assert.match("new Promise((resolve) => setTimeout(resolve, 50))", TIMER);
});

Deno.test("every exception is a file that needs it", () => {
  const needless = [...FILES.keys()].filter((file) => {
    const text = withoutComments(TESTS.get(file) ?? "");
    return !OPEN_LOOP.test(text) && !TIMER.test(text);
  });
  assert.deepEqual(needless, []);
});
