import assert from "node:assert/strict";
import {
  EMPTY_RECORD,
  formatRecord,
  isNews,
  keptList,
  mergeMarks,
  parseRecord,
  type ServerRecord,
} from "../../src/known_tools/server_record.ts";

const MARK = ["0123456789abcdef0123456789abcdef", "", ""];
const RECORD: ServerRecord = {
  list: { tools: [{ name: "look" }], instructions: "Be brief", listedAt: 7 },
  marks: new Map([["look", MARK], ["__proto__", MARK]]),
  changes: new Map([["look", ["description"]]]),
  failure: { message: "it ended", at: 9, restMs: 1_000 },
};

Deno.test("parseRecord() reads what formatRecord() wrote", () => {
  assert.deepEqual(parseRecord(formatRecord(RECORD)), RECORD);
  assert.deepEqual(parseRecord(formatRecord(EMPTY_RECORD)), EMPTY_RECORD);
});

Deno.test("parseRecord() takes nothing that is damaged, of another format, or no record", () => {
  const value = JSON.parse(formatRecord(RECORD));
  for (
    const wrong of [
      { format: 2 },
      { list: 7 },
      { list: { tools: {}, listedAt: 1 } },
      { list: { tools: [], listedAt: "now" } },
      { marks: [["look", "x"]] },
      { marks: [["look", ["", "", "nothing hexadecimal"]]] },
      { marks: [[7, MARK]] },
      { marks: [["x".repeat(257), MARK]] },
      { marks: Array.from({ length: 10_001 }, (_, at) => [`tool_${at}`, MARK]) },
      { changes: [["look", ["everything"]]] },
      { failure: { message: "x" } },
    ]
  ) {
    assert.equal(parseRecord(JSON.stringify({ ...value, ...wrong })), null, JSON.stringify(wrong));
  }
  for (const text of ["", "{", "null", "[]", formatRecord(RECORD).slice(0, -1)]) {
    assert.equal(parseRecord(text), null);
  }
  assert.equal(parseRecord(`{"format":1,"list":${"[".repeat(300)}${"]".repeat(300)}}`), null);
});

Deno.test("keptList() keeps what a catalogue is made of, and no list that is too large", () => {
  const tool = { name: "a", description: "b", icons: ["c"], _meta: {}, inputSchema: { type: "x" } };
  assert.deepEqual(keptList({ tools: [tool], listedAt: 1 })?.tools, [
    { name: "a", description: "b", inputSchema: { type: "x" } },
  ]);
  const large = { name: "a", description: "x".repeat(4 * 1024 * 1024) };
  assert.equal(keptList({ tools: [large], listedAt: 1 }), null);
});

Deno.test("mergeMarks() keeps how a tool was first seen, and forgets those first that are gone", () => {
  const other = ["f".repeat(32), "", ""];
  const merged = mergeMarks(new Map([["a", MARK], ["gone", MARK]]), new Map([["a", other]]));
  assert.deepEqual([...merged], [["a", MARK], ["gone", MARK]]);
  const many = new Map(Array.from({ length: 10_000 }, (_, at) => [`tool_${at}`, MARK]));
  assert.equal(mergeMarks(new Map([["gone", MARK]]), many).has("gone"), false);
});

Deno.test("isNews() lets an equal list be written again after an hour, or when the clock was set back", () => {
  const at = (listedAt: number) => ({ ...RECORD, list: { tools: [{ name: "look" }], listedAt } });
  assert.equal(isNews(at(0), at(60_000)), false);
  assert.equal(isNews(at(0), at(3_600_000)), true);
  assert.equal(isNews(at(60_000), at(0)), true);
  assert.equal(isNews(at(0), { ...at(0), failure: null }), true);
});
