import assert from "node:assert/strict";
import { MarkerScanner } from "../../src/sandbox/resync.ts";

interface Found {
  readonly before: string;
  /** `null` when the marker did not come. */
  readonly after: string | null;
}

const decoder = new TextDecoder();

/** What a scanner gives for a text in pieces of this size, the pieces after the marker included. */
function scan(marker: string, { text, size }: { text: string; size: number }): Found {
  const scanner = new MarkerScanner(new TextEncoder().encode(marker));
  const bytes = new TextEncoder().encode(text);
  let before = "";
  for (let start = 0; start < bytes.length; start += size) {
    const cut = scanner.scan(bytes.subarray(start, start + size));
    before += cut.before.map((piece) => decoder.decode(piece)).join("");
    if (cut.after === null) continue;
    return { before, after: decoder.decode(cut.after) + text.slice(start + size) };
  }
  return { before, after: null };
}

Deno.test("MarkerScanner finds the marker whatever stands around it, in pieces of any size", () => {
  // the marker's own start, again and again, is what a naive search gets wrong
  for (const marker of ["aabaaab", "aaaa", "abcdefgh", "x"]) {
    for (const before of ["", "zz", "aab", "aabaa", "aabaaaabaa", "bcd", "abcabcabcdefg"]) {
      if ((before + marker).indexOf(marker) !== before.length) continue;
      for (const after of ["", "y", marker, "ready"]) {
        const text = before + marker + after;
        for (let size = 1; size <= text.length; size++) {
          assert.deepEqual(scan(marker, { text, size }), { before, after }, `${text} by ${size}`);
        }
      }
    }
  }
});

Deno.test("MarkerScanner holds back only what may be the start of the marker", () => {
  assert.deepEqual(scan("abcd", { text: "zzabzz", size: 2 }), { before: "zzabzz", after: null });
  assert.deepEqual(scan("abcd", { text: "zzabc", size: 1 }), { before: "zz", after: null });
  assert.deepEqual(scan("abcd", { text: "", size: 1 }), { before: "", after: null });
});

Deno.test("MarkerScanner looks at a byte a bounded number of times", () => {
  const marker = new Uint8Array(16).fill(7);
  marker[15] = 8;
  let looks = 0;
  const counted = new Proxy(marker, {
    get(target, key) {
      if (typeof key === "string" && /^\d+$/.test(key)) looks++;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  const scanner = new MarkerScanner(counted);
  const chunk = new Uint8Array(64 * 1024).fill(7);
  const { before } = scanner.scan(chunk);
  assert.equal(before.reduce((sum, { length }) => sum + length, 0), chunk.length - 15);
  assert.ok(looks < 5 * chunk.length, `${looks} looks at the marker`);
});
