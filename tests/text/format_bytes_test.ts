import assert from "node:assert/strict";
import { formatBytes } from "../../src/text/format_bytes.ts";

Deno.test("formatBytes() gives two digits at least, in decimal units", () => {
  const rows: readonly (readonly [number, string])[] = [
    [0, "0 B"],
    [999, "999 B"],
    [1_000, "1.0 kB"],
    [12_345, "12 kB"],
    [9_949_999, "9.9 MB"],
    [320_000_000, "320 MB"],
    [1_230_000_000, "1.2 GB"],
  ];
  for (const [bytes, expected] of rows) assert.equal(formatBytes(bytes), expected);
});
