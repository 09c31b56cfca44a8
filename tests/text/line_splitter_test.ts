import assert from "node:assert/strict";
import { LineSplitter } from "../../src/text/line_splitter.ts";

function splitter(maxBytes = 100) {
  const lines: string[] = [];
  const tooLong: { head: string; tail: string }[] = [];
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const split = new LineSplitter({
    maxBytes,
    onLine: (line) => lines.push(decode(line)),
    onTooLong: (ends) => tooLong.push(ends),
  });
  const push = (text: string) => split.push(new TextEncoder().encode(text));
  return { push, end: () => split.end(), lines, tooLong };
}

Deno.test("LineSplitter cuts at LF and CR LF, wherever the pieces are cut", () => {
  const text = "one\r\ntwo\n\nthrée\nlast";
  const bytes = new TextEncoder().encode(text);
  for (let size = 1; size <= bytes.length; size++) {
    const lines: string[] = [];
    const split = new LineSplitter({
      maxBytes: 100,
      onLine: (line) => lines.push(new TextDecoder().decode(line)),
      onTooLong: () => assert.fail("no line is too long"),
    });
    for (let start = 0; start < bytes.length; start += size) {
      split.push(bytes.subarray(start, start + size));
    }
    split.end();
    assert.deepEqual(lines, ["one", "two", "", "thrée", "last"], `pieces of ${size}`);
  }
});

Deno.test("LineSplitter drops a line that is too long and goes on with the next", () => {
  const { push, end, lines, tooLong } = splitter(10);
  push("short\n");
  push("0123456789");
  push("abc");
  push("def\nnext\n");
  push("in one piece, far too long\nafter\n");
  end();
  assert.deepEqual(lines, ["short", "next", "after"]);
  assert.deepEqual(tooLong, [
    { head: "0123456789abc", tail: "0123456789abcdef" },
    { head: "in one piece, far too long", tail: "in one piece, far too long" },
  ]);
});

Deno.test("LineSplitter takes a line of exactly the limit", () => {
  const { push, lines, tooLong } = splitter(4);
  push("1234\n12");
  push("34\n");
  assert.deepEqual(lines, ["1234", "1234"]);
  assert.deepEqual(tooLong, []);
});

Deno.test("LineSplitter gives away the buffer of a long line that it had to join", () => {
  const mebibyte = new Uint8Array(1024 * 1024).fill(0x78);
  const owned: [number, boolean][] = [];
  const split = new LineSplitter({
    maxBytes: 10 * mebibyte.length,
    onLine: (line, mine) => {
      owned.push([line.length, mine]);
      // what its owner does must not disturb the lines that follow
      if (mine && line.buffer instanceof ArrayBuffer) {
        structuredClone(0, { transfer: [line.buffer] });
      }
    },
    onTooLong: () => assert.fail("no line is too long"),
  });
  for (let piece = 0; piece < 3; piece++) split.push(mebibyte);
  for (const text of ["\n", "one\n", "tw", "o\n"]) split.push(new TextEncoder().encode(text));
  assert.deepEqual(owned, [[3 * mebibyte.length, true], [3, false], [3, false]]);
});

Deno.test("LineSplitter keeps the ends of a line that never ends, and no more", () => {
  const { push, end, tooLong } = splitter(10);
  for (let piece = 0; piece < 1000; piece++) push(`${piece}`.padStart(8, "."));
  end();
  assert.equal(tooLong.length, 1);
  assert.equal(tooLong[0]?.head, ".......0.......1");
  assert.ok(tooLong[0]?.tail.endsWith(".....998.....999"));
  assert.equal(tooLong[0]?.tail.length, 1024);
});
