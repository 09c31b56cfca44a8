import assert from "node:assert/strict";
import { RunNotes } from "../../src/calls/run_notes.ts";

Deno.test("RunNotes.list() names changed tools by server, and how to accept them", () => {
  const notes = new RunNotes();
  for (let at = 0; at < 10; at++) notes.addChanged("files", `tool_${at}`);
  notes.addChanged("files", "tool_0");
  const [note = "", ...others] = notes.list();
  assert.deepEqual(others, []);
  assert.match(note, /^Tools of server "files" are not as they were first seen: "tool_0", /);
  assert.match(note, /"tool_7", and 2 more; tell the user.*`mcp-code-bridge tools`/);
});

Deno.test("RunNotes.list() names servers that a search left out, bounded in number and length", () => {
  const notes = new RunNotes();
  for (let at = 0; at < 100; at++) notes.addUnsearched(`server_${at}`, "it\nfailed".repeat(1_000));
  const [note = ""] = notes.list();
  assert.match(note, /^A search did not know the tools of "server_0" \(it failedit failed/);
  assert.match(note, /, and 92 more\.$/);
  assert.ok(note.length < 5_000 && !note.includes("\n"), note);
});

const STRAY = { server: "air", tool: "list", place: null, known: ["max_records"], more: 2 };

Deno.test("RunNotes.list() tells once of unknown names in the calls of a tool, with its parameters", () => {
  const notes = new RunNotes();
  for (const name of ["verbose", "verbose", "color"]) notes.addStray({ ...STRAY, names: [name] });
  notes.addStray({ ...STRAY, place: "filter", names: ["zone"], known: ["a"], more: 0 });
  assert.deepEqual(notes.list(), [
    'Tool "list" of server "air" has no parameter "verbose" or "color" in its schema: it was sent, ' +
    "and may have been ignored. Its parameters: max_records, 2 more.",
    '"filter" of tool "list" of server "air" has no key "zone" in its schema: it was sent, and may ' +
    "have been ignored. Its keys: a.",
  ]);
});

Deno.test("RunNotes.list() bounds what it tells of unknown names", () => {
  const notes = new RunNotes();
  for (let tool = 0; tool < 100; tool++) {
    const names = Array.from({ length: 100 }, (_, index) => `${"n".repeat(500)}${index}`);
    notes.addStray({ ...STRAY, tool: `tool_${tool}`, names, known: names.slice(0, 40) });
  }
  const listed = notes.list();
  assert.equal(listed.at(-1), "Calls besides with names that their tools do not have: 96.");
  assert.ok(listed.join(" ").length < 20_000);
});
