/** Values that a program takes for what they are not: envelopes, JSON, items. */

import assert from "node:assert/strict";
import type { JsonValue } from "../../src/json/json.ts";
import { testEveryPython } from "./every_python.ts";
import { granted } from "./run_program.ts";

const servers = [granted("s")];

function answering(value: JsonValue) {
  return { servers, calls: { call_tool: () => value } };
}

const IMAGE = { type: "image", data: "AAEC", mimeType: "image/png" };

/** Each in a line of its own: the advice for an error is found by its line. */
const PROGRAM = `
import json
from sandbox_runtime.hints import hint_for
r = await mcp_s.tool()
uses = {
    "content": lambda: r.content[0].text,
    "content key": lambda: r["content"][0]["text"],
    "structured": lambda: r.structuredContent,
    "structured key": lambda: r["structuredContent"],
    "is error": lambda: r.isError,
    "is error key": lambda: r["isError"],
    "loads": lambda: json.loads(r),
    "loads content": lambda: json.loads(r.content[0].text),
    "first text": lambda: r[0].text,
    "texts": lambda: [block.text for block in r],
}
told = {}
for name, use in uses.items():
    try:
        told[name] = repr(use())
    except Exception as error:
        told[name] = f"{type(error).__name__}: {error} Hint: {hint_for(error, None, '<run_python>')}"
told
`;

/** What is told of a value, by how it was used; the advice on envelopes is the same for all. */
const VALUES: readonly (readonly [value: JsonValue, is: RegExp, others: Record<string, RegExp>])[] =
  [
    [
      { kind: "json", value: { id: 1, tags: ["a"] } },
      /there are: id, tags/,
      {
        "loads": /parsed already: use it without json\.loads/,
        "first text": /there are: id, tags; this is a dict, whose list is \['tags'\]/,
        "texts":
          /the loop goes over its keys: r is a dict with the keys id, tags; write r\["tags"\]/,
      },
    ],
    [
      { kind: "json", value: [{ id: 1 }] },
      /r is a list of 1, whose first is a dict with the keys id/,
      {
        "loads": /parsed already: use it without json\.loads/,
        "first text": /there are: id Hint: r\[0\] is the tool's value already/,
        // since Python 3.12 a variable of a comprehension is gone by then
        "texts": /no key 'text'; there are: id/,
      },
    ],
    [
      { kind: "json", value: "plain" },
      /r is text \(str\)/,
      {
        "loads": /JSONDecodeError: .* Hint: it is text and no JSON: use it as it is/,
        "first text": /r\[0\] is a character: r is text \(str\)/,
        "texts": /the loop goes over its characters: r is text \(str\)/,
      },
    ],
    [
      { kind: "json", value: "{'id': None}" },
      /it is text that holds a Python literal \(a dict with the keys id\): write: import ast; ast\.literal_eval\(/,
      {
        "loads": /JSONDecodeError: .* Hint: it is text that holds a Python literal/,
        "first text": /r\[0\] is a character: r is text that holds a Python literal/,
        "texts":
          /goes over its characters: r is text that holds a Python literal .*literal_eval\(r\)/,
      },
    ],
    [
      { kind: "json", value: null },
      /r is None: there was no value/,
      {
        "loads": /Hint: the value is None: there was no text/,
        "first text": /Hint: r is None: there was no value/,
        "texts": /Hint: r is None: there was no value/,
      },
    ],
    [
      { kind: "json", value: 5 },
      /r is 5/,
      {
        "loads": /parsed already: use it without json\.loads/,
        "first text": /Hint: r is 5/,
        "texts": /Hint: r is 5/,
      },
    ],
    [
      { kind: "blocks", blocks: [IMAGE] },
      /r is <image image\/png, 3 bytes|no key/,
      { "loads": /its bytes are \.data/ },
    ],
  ];

const ENVELOPE: Readonly<Record<string, RegExp>> = {
  "content": /without \.content;/,
  "content key": /without \["content"\];/,
  "structured": /without \.structuredContent;/,
  "structured key": /without \["structuredContent"\];/,
  "is error": /without \.isError; a failed call raises MCPError/,
  "is error key": /without \["isError"\]; a failed call raises MCPError/,
  "loads content": /without \.content;/,
};

testEveryPython("value_hint() says what a value is that was taken for an envelope", async (run) => {
  for (const [value, is, others] of VALUES) {
    const { done } = await run(PROGRAM, answering(value));
    const told = done?.result as Record<string, string>;
    assert.ok(told, done?.error?.traceback);
    for (const [use, advice] of Object.entries(ENVELOPE)) {
      assert.match(told[use] ?? "", /r is the tool's value already.*raw=True/, use);
      assert.match(told[use] ?? "", advice, use);
      assert.match(told[use] ?? "", is, use);
    }
    for (const [use, advice] of Object.entries(others)) assert.match(told[use] ?? "", advice, use);
  }
});

testEveryPython("value_hint() names a text that holds JSON inside a value", async (run) => {
  const rows = [{ id: 1, payload: '{"a": 1}', plain: "x" }];
  const failed = async (code: string) => {
    const { done } = await run(code, answering({ kind: "json", value: { total: 1, rows } }));
    return done?.error?.traceback ?? "";
  };
  const holds =
    /payload\S* is text that holds JSON \(a dict with the keys a\): write json\.loads\(/;
  assert.match(await failed("r = await mcp_s.tool()\nr.rows[0]['payload']['a']"), holds);
  assert.match(await failed("r = await mcp_s.tool()\nr.rows[0].payload.a"), holds);
  const loop = "for row in (await mcp_s.tool()).rows:\n    print(row['payload']['a'])";
  assert.match(await failed(loop), holds);
  const plain = await failed("r = await mcp_s.tool()\nr.rows[0].plain.a");
  assert.match(plain, /plain is text \(str\)/);
});

testEveryPython("value_hint() leaves keys alone that a value has", async (run) => {
  const value = { kind: "json", value: { content: [{ text: "t" }], isError: false } };
  const { done } = await run(PROGRAM, answering(value));
  const told = done?.result as Record<string, string>;
  assert.equal(told["content"], "'t'");
  assert.equal(told["content key"], "'t'");
  assert.equal(told["is error"], "False");
});

testEveryPython(
  "a text that looks like data is text in every way but that it says so",
  async (run) => {
    const text = '{"a": 1, "b": [1, 2}';
    const { done, calls } = await run(
      `
import copy, json, pickle
r = await mcp_s.tool()
plain = ${JSON.stringify(text)}
assert isinstance(r, str) and r == plain and hash(r) == hash(plain) and repr(r) == repr(plain)
assert json.dumps([r]) == json.dumps([plain]) and r[0] == "{" and r[1:4] == '"a"' and r[-1] == "}"
assert f"{r}" == plain and r.upper() == plain.upper() and type(r + "") is str and {plain: 1}[r] == 1
for twin in (copy.copy(r), copy.deepcopy(r), pickle.loads(pickle.dumps(r))):
    assert twin == plain
assert not hasattr(r, "items") and not hasattr(r, "__html__")
assert getattr(r, "mcp_extra", None) is None
told = []
for use in (lambda: r["a"], lambda: r.a, lambda: r.get("a"), lambda: r.items()):
    try:
        use()
    except (TypeError, AttributeError) as error:
        assert str(pickle.loads(pickle.dumps(error))) == str(error) and plain not in repr(error)
        told.append(f"{type(error).__name__}: {error}")
await mcp_s.tool(text=r)
[told, r]
`,
      answering({ kind: "json", value: text }),
    );
    const [told, same] = done?.result as [string[], string];
    const broken = "it is text that begins like JSON and is broken (Expecting ',' delimiter: " +
      "line 1 column 20 (char 19))";
    assert.deepEqual(told, [
      `TypeError: string indices must be integers, not 'str': ${broken}`,
      `AttributeError: 'str' object has no attribute 'a': ${broken}`,
      `AttributeError: 'str' object has no attribute 'get': ${broken}`,
      `AttributeError: 'str' object has no attribute 'items': ${broken}`,
    ], done?.error?.traceback);
    assert.equal(same, text);
    assert.deepEqual(calls[1]?.params.arguments, { text });
  },
);

testEveryPython("a text that looks like data keeps what the tool said besides it", async (run) => {
  const extra = { content: [{ type: "text", text: "besides" }] };
  const { done } = await run(
    `
import copy, pickle
r = await mcp_s.tool()
assert r == "[1" and r.mcp_extra.content == ["besides"]
assert pickle.loads(pickle.dumps(copy.deepcopy(r))).mcp_extra.content == ["besides"]
r
`,
    answering({ kind: "json", value: "[1", extra }),
  );
  assert.deepEqual([done?.result, done?.extra], ["[1", "besides"], done?.error?.traceback);
});

testEveryPython("data_in() says how each kind of data in a text is read", async (run) => {
  const { done } = await run(String.raw`
import ast, json
from sandbox_runtime.text_data import data_in
texts = {
    "JSON": '{"a": 1, "b": NaN}',
    "lines": '{"a": 1}\n\n{"a": 2}\n',
    "more": ' [1, 2]\nTotal: 2',
    "fence": '${"```"}json\n{"a": [1]}\n${"```"}',
    "literal": "[(1, 'a'), (2, None)]",
    "repr": "[{'at': datetime.date(2024, 1, 1)}]",
    "cut": '{"a": [1, 2',
    "broken": '{"a": 1,, "b": 2}',
    "objects": '[{"a": 1,, "b": 2}]',
    "deep": "[" * 100_000,
    "long": "[" + "1, " * 400_000 + "1]",
    "long literal": "[" + "'a', " * 30_000 + "'a']",
    "file": "[FILE] a.txt",
    "words": "(no results)",
    "empty": "",
}
found = {name: data_in(text, "t") for name, text in texts.items()}
# what is to be written gives the data
values = {
    name: eval(found[name].rpartition("write")[2].lstrip(": ").replace("import ast; ", ""), {"ast": ast, "json": json, "t": texts[name]})
    for name in ("JSON", "lines", "more", "fence", "literal")
}
[found, str(values)]
`);
  const [found, values] = done?.result as [Record<string, string | null>, string];
  assert.ok(found, done?.error?.traceback);
  assert.equal(
    values,
    "{'JSON': {'a': 1, 'b': nan}, 'lines': [{'a': 1}, {'a': 2}], 'more': [1, 2], " +
      "'fence': {'a': [1]}, 'literal': [(1, 'a'), (2, None)]}",
  );
  assert.equal(
    found["JSON"],
    "text that holds JSON (a dict with the keys a, b): write json.loads(t)",
  );
  assert.match(
    found["cut"] ?? "",
    /^text that begins like JSON and is broken .*may have been cut$/,
  );
  assert.match(found["broken"] ?? "", /^text that begins like JSON and is broken \([^;]*\)$/);
  assert.match(found["repr"] ?? "", /^the repr of Python objects/);
  assert.match(found["deep"] ?? "", /nested too deep/);
  assert.match(found["long"] ?? "", /too long to look into: try json\.loads\(t\)$/);
  assert.match(found["long literal"] ?? "", /: try import ast; ast\.literal_eval\(t\)$/);
  assert.match(found["objects"] ?? "", /^text that begins like JSON and is broken/);
  for (const name of ["file", "words", "empty"]) assert.equal(found[name], null, name);
});
