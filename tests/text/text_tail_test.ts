import assert from "node:assert/strict";
import { TextTail } from "../../src/text/text_tail.ts";

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

Deno.test("TextTail keeps the end of a flood, in pieces of any size", () => {
  for (const size of [1, 7, 100, 399, 400, 401, 10_000]) {
    const tail = new TextTail(100);
    for (let written = 0; written < 2_000; written += size) tail.append(bytes("x".repeat(size)));
    tail.append(bytes("last words"));
    assert.equal(tail.text(), `${"x".repeat(90)}last words`, `pieces of ${size}`);
  }
});

Deno.test("TextTail puts characters together that are split between pieces", () => {
  const tail = new TextTail(10);
  for (const byte of bytes("größer 😀")) tail.append(new Uint8Array([byte]));
  assert.equal(tail.text(), "größer 😀");
});

Deno.test("TextTail takes any bytes, and has no text when it got none", () => {
  const tail = new TextTail(4);
  assert.equal(tail.text(), "");
  tail.append(new Uint8Array([0xc3]));
  tail.append(bytes("a".repeat(100)));
  tail.append(new Uint8Array([0xff]));
  assert.equal(tail.text(), "aaa\ufffd");
});
