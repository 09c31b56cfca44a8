import assert from "node:assert/strict";
import { keptNote } from "../../src/output/kept_note.ts";
import type { KeptRef } from "../../src/sandbox/outcome.ts";

const VALUE: KeptRef = {
  ref: "r1",
  name: null,
  schema: "list[int], 3 items",
  mime_type: "application/json",
  bytes: 1_200_000,
  head: "[1,2,3]",
};
const FILE: KeptRef = {
  ref: "f1",
  name: "a.csv",
  schema: null,
  mime_type: "text/csv",
  bytes: 12,
  head: "id,title\n1,one",
};

Deno.test("keptNote() says what is kept and how a later run opens it", () => {
  assert.equal(keptNote([]), "");
  assert.equal(
    keptNote([VALUE, { ...VALUE, ref: "r2", name: "rows" }, FILE, { ...FILE, head: null }]),
    'Kept for later runs, await runtime.ref("r1"): r1 (list[int], 3 items, 1.2 MB); ' +
      "r2 rows (list[int], 3 items, 1.2 MB); " +
      'f1 a.csv (text/csv, 12 B, begins "id,title"); f1 a.csv (text/csv, 12 B).',
  );
});

Deno.test("keptNote() is bounded, and shows no control character of a program", () => {
  const many = Array.from({ length: 500 }, () => ({ ...VALUE, name: "x".repeat(100) }));
  assert.match(keptNote(many), /; and 480 more: runtime\.refs\(\)\.$/);
  assert.ok(keptNote(many).length < 5_000);
  const hostile = "a\u202e\u0007\nb";
  const note = keptNote([{ ...FILE, name: hostile, head: hostile }, { ...VALUE, schema: hostile }]);
  // deno-lint-ignore no-control-regex -- they are what must not be there
  assert.doesNotMatch(note, /[\u202e\u0007\n]/);
});
