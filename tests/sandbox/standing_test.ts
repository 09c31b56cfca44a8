import assert from "node:assert/strict";
import { standingOf } from "../../src/sandbox/standing.ts";

const DUMP = `Stack (most recent call first):
  File "/usr/lib/python3.11/re/__init__.py", line 176 in search
  File "<run_python>", line 3 in find
  File "<run_python>", line 9 in <module>
  File "<string>", line 206 in <module>
`;

Deno.test("standingOf() prefers what the program's process says to the traceback", () => {
  const told = `${DUMP}\n> line 3, in find: re.search(a, b)\n> line 5: x\n\0`;
  assert.equal(standingOf(told, "<run_python>"), "line 3, in find: re.search(a, b); line 5: x");
  assert.equal(standingOf(`${DUMP}\n> \n\0`, "<run_python>"), "line 3, in find");
});

Deno.test("standingOf() takes the nearest frame of the program's own file", () => {
  assert.equal(standingOf(DUMP, "<run_python>"), "line 3, in find");
  assert.equal(standingOf(DUMP, "<string>"), "line 206");
  assert.equal(standingOf(DUMP, "report.py"), null);
  assert.equal(standingOf("", "report.py"), null);
});

Deno.test("standingOf() is one clean line of bounded length, whatever a program writes", () => {
  const hostile = `> \x1b[31mline\r1\u202e${"x".repeat(100_000)}\n`;
  const place = standingOf(hostile.repeat(50), "a.py") ?? "";
  assert.ok(place.length <= 3 * 242, String(place.length));
  assert.match(place, /^line1x+/);
  assert.equal(standingOf(`  File "a.py", line ${"9".repeat(50)} in f\n`, "a.py"), null);
});
