import assert from "node:assert/strict";
import { CapturedStream } from "../../src/sandbox/captured_stream.ts";

Deno.test("CapturedStream keeps a short text whole", () => {
  const stream = new CapturedStream(10);
  for (const piece of ["hello", " ", "world", " and more"]) stream.append(piece);
  assert.deepEqual(stream.text(), { head: "hello world and more", tail: "", omitted: 0 });
});

Deno.test("CapturedStream keeps head and tail of a long text and counts what is between", () => {
  const stream = new CapturedStream(4);
  stream.append("abcdefghijklmnop");
  assert.deepEqual(stream.text(), { head: "abcd", tail: "mnop", omitted: 8 });
  assert.equal(stream.length, 16);
});

Deno.test("CapturedStream gives the same whatever the pieces", () => {
  const text = Array.from({ length: 5_000 }, (_, index) => String(index)).join(",");
  const whole = new CapturedStream(100);
  whole.append(text);
  const pieces = new CapturedStream(100);
  for (const character of text) pieces.append(character);
  assert.deepEqual(pieces.text(), whole.text());
  assert.equal(pieces.length, text.length);
});

Deno.test("CapturedStream cuts no surrogate pair at either end", () => {
  const stream = new CapturedStream(3);
  stream.append("a\u{1f600}\u{1f600}\u{1f600}\u{1f600}b");
  const { head, tail, omitted } = stream.text();
  assert.ok(head.isWellFormed() && tail.isWellFormed());
  assert.equal(head.length + tail.length + omitted, stream.length);
});
