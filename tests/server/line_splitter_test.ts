import assert from "node:assert/strict";
import { LineSplitter } from "../../src/server/line_splitter.ts";

function split(splitter: LineSplitter, text: string): string[] {
  return [...splitter.push(new TextEncoder().encode(text))].map((line) =>
    line.kind === "line" ? new TextDecoder().decode(line.bytes) : `too long: ${line.length}`
  );
}

Deno.test("LineSplitter.push() gives the same lines however the bytes are cut", () => {
  const text = "one\ntwo\r\n\nmore π\nrest";
  const whole = split(new LineSplitter(100), text);
  assert.deepEqual(whole, ["one", "two\r", "", "more π"]);
  const splitter = new LineSplitter(100);
  const bytes = new TextEncoder().encode(text);
  const single = [...bytes].flatMap((byte) => [...splitter.push(Uint8Array.of(byte))]);
  assert.equal(single.length, whole.length);
  assert.deepEqual(split(splitter, "!\n"), ["rest!"]);
});

Deno.test("LineSplitter.push() reports a line over the bound once and goes on after it", () => {
  const splitter = new LineSplitter(4);
  assert.deepEqual(split(splitter, "1234\n12345\nab"), ["1234", "too long: 5"]);
  assert.deepEqual(split(splitter, "cdefgh"), []);
  assert.deepEqual(split(splitter, "ij\nok\n"), ["too long: 10", "ok"]);
});

Deno.test("LineSplitter.push() keeps a copy of what it has not given out", () => {
  const splitter = new LineSplitter(100);
  const buffer = new TextEncoder().encode("first");
  assert.deepEqual([...splitter.push(buffer)], []);
  buffer.fill(0x78);
  assert.deepEqual(split(splitter, "\n"), ["first"]);
});
