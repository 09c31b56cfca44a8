import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { turn, whenHung } from "../support/eventually.ts";
import {
  LineQueue,
  MAX_CHARACTERS,
  MAX_LINE_CHARACTERS,
  MAX_LINES,
} from "../../src/cli/line_queue.ts";

/** A reader that takes a text when the test says so. */
function slowReader() {
  const texts: string[] = [];
  let take = () => {};
  const queue = new LineQueue((text) => {
    texts.push(text);
    return new Promise((resolve) => take = resolve);
  });
  return { queue, texts, take: () => take() };
}

Deno.test("LineQueue writes lines in order, those that waited together", async () => {
  const { queue, texts, take } = slowReader();
  for (const line of ["a\n", "b\n", "c\n"]) queue.push(line);
  assert.deepEqual(texts, ["a\n"]);
  take();
  await turn();
  take();
  await queue.flushed();
  assert.deepEqual(texts, ["a\n", "b\nc\n"]);
});

Deno.test("LineQueue drops lines beyond its bounds and tells their number when there is room", async () => {
  const { queue, texts, take } = slowReader();
  queue.push("first\n");
  for (let count = 0; count < MAX_LINES + 7; count++) queue.push("x\n");
  take();
  await turn();
  assert.equal(texts[1]?.split("\n").length, MAX_LINES + 2);
  assert.match(texts[1] ?? "", /\n7 lines of the log were dropped: nobody read them in time\n$/);
  const half = `${"y".repeat(MAX_CHARACTERS / 2 - 1)}\n`;
  queue.push(half);
  queue.push(half);
  queue.push("z\n");
  take();
  await turn();
  assert.match(texts[2] ?? "", /^y+\ny+\n1 lines of the log were dropped/);
  take();
  await queue.flushed();
});

Deno.test("LineQueue cuts a line that is too long, and drops nothing for it", async () => {
  let text = "";
  const queue = new LineQueue((written) => Promise.resolve(void (text += written)));
  queue.push(`${"x".repeat(10 * 1024 * 1024)}\n`);
  queue.push("after\n");
  await queue.flushed();
  assert.match(text, /^x+… \(cut\)\nafter\n$/);
  assert.ok(text.length < MAX_LINE_CHARACTERS + 100);
});

Deno.test("a program whose stderr nobody reads goes on answering", async () => {
  const fixture = fileURLToPath(new URL("fixtures/flood_log.ts", import.meta.url));
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-prompt", fixture],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    signal: whenHung(),
  }).spawn();
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  assert.equal(new TextDecoder().decode(value), "pong\n");
  await reader.cancel();
  // what was kept is there once somebody reads, with the number of what was not
  const log = await new Response(child.stderr).text();
  assert.match(log, /warning 0 x/);
  assert.match(log, /[1-9][0-9]* lines of the log were dropped/);
  assert.equal((await child.status).code, 0);
});
