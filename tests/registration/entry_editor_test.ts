import assert from "node:assert/strict";
import { jsonSyntax } from "../../src/registration/edit_json.ts";
import { putEntry, type Syntax, takeEntry } from "../../src/registration/entry_editor.ts";
import { EditProblem, TextChange } from "../../src/registration/text_change.ts";

const BEFORE = '{ "mcpServers": { "a": {}, "b": {} }, "x": 1 }';
const PLACE = { key: "mcpServers", name: "a" };

/** An editor that also changes what it was not asked to. */
function faulty(after: string): Syntax {
  const replace = (change: TextChange): void =>
    change.apply([{ offset: 0, length: change.text.length, content: after }]);
  return {
    parse: jsonSyntax.parse,
    put: replace,
    take: (change) => {
      replace(change);
      return { source: "{}", comments: "", indent: "" };
    },
  };
}

Deno.test("putEntry() refuses an edit that changes more than the entry, or breaks the file", () => {
  const entry = { command: "x" };
  const good = '{ "mcpServers": { "b": {}, "a": { "command": "x" } }, "x": 1 }';
  putEntry(faulty(good), new TextChange(BEFORE), { ...PLACE, entry });
  for (const bad of [good.replace("1", "2"), good.replace('"b": {}, ', ""), "{", BEFORE]) {
    assert.throws(
      () => putEntry(faulty(bad), new TextChange(BEFORE), { ...PLACE, entry }),
      EditProblem,
      bad,
    );
  }
});

Deno.test("takeEntry() refuses an edit that takes more than the entry", () => {
  const place = { ...PLACE, withComments: true };
  takeEntry(faulty('{ "mcpServers": { "b": {} }, "x": 1 }'), new TextChange(BEFORE), place);
  for (const bad of ['{ "mcpServers": {}, "x": 1 }', '{ "x": 1 }', BEFORE]) {
    assert.throws(() => takeEntry(faulty(bad), new TextChange(BEFORE), place), EditProblem, bad);
  }
  const alone = '{ "mcpServers": { "a": {} }, "x": 1 }';
  takeEntry(faulty('{ "x": 1 }'), new TextChange(alone), place);
});
