import assert from "node:assert/strict";
import { parsePrograms } from "../../eval/program_file.ts";

const FILE = [
  "# Programs",
  "",
  "## one",
  "",
  "Do it",
  "at once.",
  "",
  "- servers: github slack",
  "- result: 1",
  "",
  "~~~~python",
  "```python",
  "1",
  "```",
  "~~~~",
  "",
  "## two",
  "",
  "Again.",
  "",
  "- begins: bom",
  "",
  "~~~~python",
  "  2",
  "~~~~",
].join("\n");

Deno.test("parsePrograms() reads task, head and code, which may have fences and indentation", () => {
  assert.deepEqual(parsePrograms(FILE, "f.md"), [
    {
      id: "one",
      task: "Do it at once.",
      head: [["servers", "github slack"], ["result", "1"]],
      code: "```python\n1\n```",
    },
    { id: "two", task: "Again.", head: [["begins", "bom"]], code: "\u{feff}  2" },
  ]);
});

Deno.test("parsePrograms() names the section that it cannot read", () => {
  assert.throws(() => parsePrograms("\n## a\n\nTask.\n", "f.md"), /f\.md: a: no code/);
  assert.throws(() => parsePrograms("\n## b\n\n~~~~\n1\n~~~~\n", "f.md"), /f\.md: b: no task/);
  assert.throws(
    () => parsePrograms("\n## c\n\nTask.\n- result 1\n~~~~\n1\n~~~~\n", "f.md"),
    /f\.md: c: not `- key: value`/,
  );
});
