import assert from "node:assert/strict";
import { createCapture } from "../../../src/engine/embedded/child/capture.mjs";
import { FrameDecoder } from "../../../src/rpc/codec.ts";

function capture(...writes: readonly Uint8Array[]): { stream: string; text: string }[] {
  const decoder = new FrameDecoder();
  const messages: { type: string; stream: string; text: string }[] = [];
  const write = createCapture("stderr", (frame: Uint8Array) => {
    for (const json of decoder.decode(frame)) {
      messages.push(JSON.parse(new TextDecoder().decode(json)));
    }
    assert(!decoder.midway, "a part of a frame");
  });
  for (const bytes of writes) assert.equal(write(bytes), bytes.length);
  return messages.map(({ type, stream, text }) => {
    assert.equal(type, "output");
    return { stream, text };
  });
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

Deno.test("createCapture() makes a frame of each write", () => {
  assert.deepEqual(capture(bytes("one\n"), bytes("two")), [
    { stream: "stderr", text: "one\n" },
    { stream: "stderr", text: "two" },
  ]);
});

Deno.test("createCapture() joins a character that two writes have cut", () => {
  const euro = bytes("€");
  assert.deepEqual(capture(euro.subarray(0, 1), euro.subarray(1)), [{
    stream: "stderr",
    text: "€",
  }]);
});

Deno.test("createCapture() cuts what is long, and takes bytes that are no text", () => {
  const long = capture(bytes("x".repeat(150_000)));
  assert.equal(long.length, 3);
  assert.equal(long.map(({ text }) => text).join(""), "x".repeat(150_000));
  assert.equal(capture(new Uint8Array([0xff, 0x00, 0x41]))[0]?.text, "\ufffd\0A");
});
