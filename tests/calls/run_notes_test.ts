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
