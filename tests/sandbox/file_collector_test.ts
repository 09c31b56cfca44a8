import assert from "node:assert/strict";
import {
  cleanPath,
  FileCollector,
  MAX_FILES,
  MAX_FILES_BYTES,
} from "../../src/sandbox/file_collector.ts";
import { parseFile } from "../../src/rpc/parse_file.ts";

const FILE = parseFile({ name: "a", data: "AQI=" });

Deno.test("FileCollector takes as many files as may be, and drops the others", () => {
  const collector = new FileCollector();
  for (let count = 0; count <= MAX_FILES; count++) collector.add(FILE);
  assert.equal(collector.files.length, MAX_FILES);
});

Deno.test("FileCollector takes as many bytes as may be, and drops the others", () => {
  const collector = new FileCollector();
  const half = { ...FILE, size: MAX_FILES_BYTES / 2 };
  for (const size of [half.size, half.size, 1, 0]) collector.add({ ...FILE, size });
  assert.deepEqual(collector.files.map(({ size }) => size), [half.size, half.size, 0]);
});

Deno.test("cleanPath() gives a relative path that leads nowhere else, on any system", () => {
  const paths: readonly (readonly [string, string])[] = [
    ["report.csv", "report.csv"],
    ["charts/a b.png", "charts/a b.png"],
    ["/etc/passwd", "etc/passwd"],
    ["../../a/./b/..", "a/b"],
    ["..\\..\\a", ".._.._a"],
    ["C:\\a", "C__a"],
    ["a\nb\u202ec\0", "a_b_c_"],
    ["name. . ", "name"],
    ["…/…", "…/…"],
    ["", "file"],
    ["../..", "file"],
    ["a/".repeat(50) + "b", "a/a/a/a/a/a/a/b"],
    ["x".repeat(300), "x".repeat(100)],
    ["\ud800", "\ufffd"],
  ];
  for (const [path, clean] of paths) assert.equal(cleanPath(path), clean);
});
