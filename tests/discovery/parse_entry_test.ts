import assert from "node:assert/strict";
import { LITERAL } from "../../src/discovery/dialect.ts";
import type { RawField, RawFields } from "../../src/discovery/formats/config_format.ts";
import { parseEntry } from "../../src/discovery/parse_entry.ts";

const PLACE = { line: 1, column: 1 };

/** Why an entry with these fields is refused; `null` when it is not. */
function reasonOf(fields: RawFields): string | null {
  const content = { ok: true, fields } as const;
  const parsed = parseEntry({
    name: "a",
    place: PLACE,
    forDirectory: false,
    dialect: LITERAL,
    content,
  });
  return parsed.ok ? null : parsed.reason;
}

function text(shown: string, value: string): RawField {
  return { shown, value: { place: { line: 2, column: 3 }, kind: "string", text: value } };
}

Deno.test("parseEntry() names a field as its file does", () => {
  const command = text("command.path", "x");
  assert.equal(reasonOf({ command }), null);
  const table: [RawFields, string][] = [
    [{ command: text("command.path", " ") }, "line 2, column 3: command.path is empty"],
    [
      { command, args: text("command.args", "x") },
      "line 2, column 3: command.args must be an array of texts: found text",
    ],
    [
      { command, disabled: text("active", "no") },
      "line 2, column 3: active must be true or false: found text",
    ],
    [
      { command, url: text("address", "x") },
      'line 2, column 3: both command.path and address are given: keep one, or add "type"',
    ],
    [{}, 'line 1, column 1: "command" or "url" is missing'],
  ];
  for (const [fields, reason] of table) assert.equal(reasonOf(fields), reason);
});
