import assert from "node:assert/strict";
import { jsonSyntax } from "../../src/registration/edit_json.ts";
import { putEntry, takeEntry } from "../../src/registration/entry_editor.ts";
import { EditProblem, TextChange } from "../../src/registration/text_change.ts";

const PLACE = { key: "mcpServers", name: "b" };

function put(before: string, entry: Record<string, string> = { command: "/b" }): TextChange {
  const change = new TextChange(before);
  putEntry(jsonSyntax, change, { ...PLACE, entry });
  return change;
}

function take(before: string, name: string, withComments: boolean): string {
  const change = new TextChange(before);
  takeEntry(jsonSyntax, change, { key: "mcpServers", name, withComments });
  return change.text;
}

/** A file, and the same with the entry. */
const PUT: readonly (readonly [layout: string, before: string, after: string])[] = [
  ["an empty file", "", '{\n  "mcpServers": {\n    "b": {\n      "command": "/b"\n    }\n  }\n}\n'],
  [
    "an empty file that has only a CRLF",
    "\r\n",
    '{\r\n  "mcpServers": {\r\n    "b": {\r\n      "command": "/b"\r\n    }\r\n  }\r\n}\r\n',
  ],
  [
    "an empty object",
    "{}",
    '{\n  "mcpServers": {\n    "b": {\n      "command": "/b"\n    }\n  }\n}',
  ],
  [
    "tabs",
    '{\n\t"mcpServers": {\n\t\t"a": {}\n\t}\n}\n',
    '{\n\t"mcpServers": {\n\t\t"a": {},\n\t\t"b": {\n\t\t\t"command": "/b"\n\t\t}\n\t}\n}\n',
  ],
  [
    "CRLF, four spaces and trailing commas",
    '{\r\n    "mcpServers": {\r\n        "a": {},\r\n    },\r\n}\r\n',
    '{\r\n    "mcpServers": {\r\n        "a": {},\r\n        "b": {\r\n            "command": "/b"\r\n' +
    "        },\r\n    },\r\n}\r\n",
  ],
  [
    "comments behind the last entry and below it",
    '{\n  "mcpServers": {\n    "a": {} // a\n    // end\n  }\n}\n',
    '{\n  "mcpServers": {\n    "a": {}, // a\n    "b": {\n      "command": "/b"\n    }\n    // end\n  }\n}\n',
  ],
  [
    "a container with a comment alone",
    '{\n  "mcpServers": {\n    // none\n  }\n}\n',
    '{\n  "mcpServers": {\n    // none\n    "b": {\n      "command": "/b"\n    }\n  }\n}\n',
  ],
  ["one line", '{"mcpServers":{"a":{}}}', '{"mcpServers":{"a":{},"b":{"command":"/b"}}}'],
  [
    "one line with blanks and a trailing comma",
    '{ "mcpServers": { "a": {}, } }',
    '{ "mcpServers": { "a": {}, "b": { "command": "/b" }, } }',
  ],
  [
    "no container",
    '{\n  "x": 1 // one\n}\n',
    '{\n  "x": 1, // one\n  "mcpServers": {\n    "b": {\n      "command": "/b"\n    }\n  }\n}\n',
  ],
];

for (const [layout, before, after] of PUT) {
  Deno.test(`putEntry() keeps the layout of ${layout}`, () => {
    assert.equal(put(before).text, after);
    assert.equal(put(after).text, after);
    assert.deepEqual(put(after).hunks, []);
  });
}

Deno.test("takeEntry() undoes putEntry() in every layout with other content", () => {
  for (const [layout, before, after] of PUT) {
    if (before.trim() !== "") assert.equal(take(after, "b", false), before, layout);
  }
});

Deno.test("putEntry() changes only the members that differ", () => {
  const before = '{ "mcpServers": {\n  "b": {\n    "command": "/old", // where\n' +
    '    "timeout": 5,\n    "type": "stdio"\n  } } }';
  const { text, hunks } = put(before, { type: "stdio", command: "/b" });
  assert.equal(text, before.replace("/old", "/b"));
  assert.deepEqual(hunks, [{ line: 3, removed: ['"/old"'], added: ['"/b"'] }]);
  assert.equal(
    put(before, { command: "/old", cwd: "/" }).text,
    before.replace('"stdio"\n', '"stdio",\n    "cwd": "/"\n'),
  );
});

Deno.test("takeEntry() takes the comments of an entry with it, or leaves them", () => {
  const before =
    '{\n  "mcpServers": {\n    // first\n    "a": 1, // a\n\n    // of c\n\n    /* of b\n' +
    '       too */\n    "b": {}, // b\n    // of c as well\n    "c": {}\n  }\n}\n';
  assert.equal(
    take(before, "b", true),
    before.replace('    /* of b\n       too */\n    "b": {}, // b\n', ""),
  );
  assert.equal(take(before, "b", false), before.replace('"b": {}, // b', "// b"));
});

Deno.test("takeEntry() leaves a comment that stands before the comma", () => {
  const before = '{ "mcpServers": { "b": {} // why\n , "c": {} } }';
  assert.equal(take(before, "b", false), '{ "mcpServers": {  // why\n  "c": {} } }');
});

Deno.test("takeEntry() leaves valid JSON behind whichever entry goes", () => {
  const entries = ['"a": {}', '"b": { "x": [1, 2] } // b', '/* c */ "c": {}'];
  for (const eol of ["\n", " "]) {
    for (const comma of ["", ","]) {
      const inside = eol === " " ? entries.map((one) => one.replace(/\/\/.*/, "")) : entries;
      const text = `{ "mcpServers": {${eol}${
        inside.map((one) => one.replace(/( \/\/.*)?$/, ",$1")).join(eol).replace(
          /,([^,]*)$/,
          `${comma}$1`,
        )
      }${eol}}, "z": 1 }`;
      for (const name of ["a", "b", "c"]) {
        for (const withComments of [true, false]) {
          const left = jsonSyntax.parse(take(text, name, withComments))["mcpServers"];
          const expected = ["a", "b", "c"].filter((other) => other !== name);
          assert.deepEqual(Object.keys(left ?? {}), expected, text);
        }
      }
    }
  }
});

Deno.test("putEntry() refuses what it cannot change, and says where", () => {
  const refused: readonly (readonly [string, RegExp])[] = [
    ['{ "mcpServers": { "a": {} ', /^line 1, column \d+: a "}" was expected/],
    ['{\n  "a" 1 }', /^line 2, column 7: a ":" was expected/],
    ["[]", /an object was expected/],
    ['{ "mcpServers": [] }', /"mcpServers" must be an object/],
    ['{ "mcpServers": {}, "mcpServers": {} }', /"mcpServers" stands in it twice/],
    ['{ "mcpServers": { "b": {}, "b": {} } }', /"b" stands in it twice/],
    ['{ "mcpServers": { "b": 7 } }', /something else than an entry at "b"/],
  ];
  for (const [text, message] of refused) {
    assert.throws(() => put(text), (error: unknown) => {
      assert.ok(error instanceof EditProblem, text);
      assert.match(error.message, message);
      return true;
    });
  }
});

Deno.test("a preview shows what changes and nothing around it", () => {
  const before =
    '{\n  "mcpServers": { "a": { "env": { "TOKEN": "canary" } } },\n  "x": "canary"\n}\n';
  const { hunks, text } = put(before);
  assert.ok(text.includes("canary"));
  assert.ok(!JSON.stringify(hunks).includes("canary"));
  assert.equal(hunks[0]?.line, 2);
});
