import assert from "node:assert/strict";
import type { ToolValue } from "../../src/rpc/calls.ts";
import type { JsonObject, JsonValue } from "../../src/json/json.ts";
import { MAX_JSON_VALUES } from "../../src/json/read_json.ts";
import { TooDeep, unwrapResult } from "../../src/catalogue/value.ts";
import type { Wrapping } from "../../src/catalogue/wrapper.ts";

function texts(...written: readonly string[]): JsonObject {
  return { content: written.map((text) => ({ type: "text", text })) };
}

const IMAGE = { type: "image", data: "iVBORw0KGgo=", mimeType: "image/png" };

Deno.test("unwrapResult() gives the value that a programmer expects", () => {
  const cases: [what: string, result: JsonObject, expected: JsonValue][] = [
    ["plain text", texts("hello"), "hello"],
    ["a JSON object", texts('{"id": 1}'), { id: 1 }],
    ["a JSON array, indented", texts('\n  ["a", "b"]\n'), ["a", "b"]],
    ["a scalar stays text", texts("42"), "42"],
    ["so does a word of JSON", texts("null"), "null"],
    ["text that only begins like JSON", texts("[FILE] a.txt"), "[FILE] a.txt"],
    ["an empty text", texts(""), ""],
    ["several texts", texts("one", '{"two": 2}'), ["one", { two: 2 }]],
    ["no blocks", { content: [] }, null],
    [
      "a single key that the text mirrors as a whole stays an object",
      { ...texts('{"temperature": 21}'), structuredContent: { temperature: 21 } },
      { temperature: 21 },
    ],
    [
      "a single key whose text the text block mirrors",
      { ...texts("file text"), structuredContent: { content: "file text" } },
      "file text",
    ],
    [
      "the same, empty",
      { ...texts(""), structuredContent: { content: "" } },
      "",
    ],
    [
      "a wrapped number",
      { ...texts("5"), structuredContent: { result: 5 } },
      5,
    ],
    [
      "a wrapped list in one block",
      { ...texts("[\n  1,\n  2\n]"), structuredContent: { result: [1, 2] } },
      [1, 2],
    ],
    [
      "a wrapped list, one block an item",
      { ...texts("a", '{"b": 2}'), structuredContent: { result: ["a", { b: 2 }] } },
      ["a", { b: 2 }],
    ],
    [
      "a wrapped empty list",
      { content: [], structuredContent: { result: [] } },
      [],
    ],
    [
      "a wrapped None",
      { content: [], structuredContent: { result: null } },
      null,
    ],
    [
      "an empty list under another key keeps its key",
      { content: [], structuredContent: { issues: [] } },
      { issues: [] },
    ],
    [
      "a single key that is no wrapper",
      { ...texts("7"), structuredContent: { id: "7" } },
      { id: "7" },
    ],
    [
      "structured content that is no object",
      { content: [], structuredContent: [1, 2] },
      [1, 2],
    ],
    [
      "structured null counts as none",
      { ...texts("text"), structuredContent: null },
      "text",
    ],
    [
      "keys that every object has are data",
      { ...texts("x"), structuredContent: JSON.parse('{"__proto__": "x"}') },
      JSON.parse('{"__proto__": "x"}'),
    ],
  ];
  for (const [what, result, expected] of cases) {
    assert.deepEqual(unwrapResult(result), { kind: "json", value: expected }, what);
  }
});

Deno.test("unwrapResult() gives blocks for what has no plain value", () => {
  const text = { type: "text", text: "look" };
  const link = { type: "resource_link", uri: "file:///a", name: "a" };
  const unheard = { type: "hologram", data: 1 };
  for (const blocks of [[IMAGE], [text, IMAGE], [link], [unheard, text]]) {
    const expected: ToolValue = { kind: "blocks", blocks };
    assert.deepEqual(unwrapResult({ content: blocks }), expected);
  }
});

Deno.test("unwrapResult() keeps what structured content does not repeat", () => {
  const image = { content: [IMAGE], structuredContent: { width: 1 } };
  assert.deepEqual(unwrapResult(image), {
    kind: "json",
    value: { width: 1 },
    extra: { content: [IMAGE] },
  });
  const content = [{ type: "text", text: "21 degrees" }];
  const summary = { content, structuredContent: { temperature: 21, unit: "C" } };
  assert.deepEqual(unwrapResult(summary), {
    kind: "json",
    value: { temperature: 21, unit: "C" },
    extra: { content },
  });
});

Deno.test("unwrapResult() unwraps what the output schema declares, whatever the text says", () => {
  const result = { ...texts("five"), structuredContent: { result: 5 } };
  const valueIn = (wrapping: Wrapping) =>
    Object(unwrapResult(result, { raw: false, wrapping })).value;
  assert.equal(valueIn("result"), 5);
  for (const wrapping of ["content", "none", "undeclared"] as const) {
    assert.deepEqual(valueIn(wrapping), { result: 5 }, wrapping);
  }
});

Deno.test("unwrapResult() gives the result as it came when that is wanted", () => {
  const result = { ...texts("no"), isError: true, _meta: { a: 1 } };
  assert.deepEqual(unwrapResult(result, { raw: true, wrapping: "undeclared" }), {
    kind: "json",
    value: result,
  });
});

Deno.test("unwrapResult() always gives blocks in the result that is wanted raw", () => {
  const cases: [result: JsonValue, content: readonly JsonValue[]][] = [
    [{ content: "plain" }, [{ type: "text", text: "plain" }]],
    [{ content: ["a", IMAGE] }, [{ type: "text", text: "a" }, IMAGE]],
    [{ content: IMAGE }, [IMAGE]],
    [[IMAGE], [IMAGE]],
    [{ toolResult: { content: [IMAGE] } }, [IMAGE]],
    [{ structuredContent: { a: 1 } }, []],
    [7, []],
    [null, []],
  ];
  for (const [result, content] of cases) {
    const { value } = Object(unwrapResult(result, { raw: true, wrapping: "none" }));
    assert.deepEqual(value.content, content, JSON.stringify(result));
    assert.equal(value.isError, false);
  }
  const failed = { content: "no", is_error: true, usage: 3, _meta: { a: 1 } };
  assert.deepEqual(unwrapResult(failed, { raw: true, wrapping: "none" }), {
    kind: "json",
    value: {
      content: [{ type: "text", text: "no" }],
      isError: true,
      usage: 3,
      _meta: { a: 1 },
    },
  });
  const bare = unwrapResult({ t: 21 }, { raw: true, wrapping: "none" });
  assert.deepEqual(Object(bare).value.structuredContent, { t: 21 });
});

Deno.test("unwrapResult() parses a wrapped text as it parses a text", () => {
  const cases: [written: string, value: JsonValue][] = [
    ['{"a": NaN}', { a: null }],
    ["[9007199254740993]", [2n ** 53n + 1n]],
    [JSON.stringify('{"a": 1}'), { a: 1 }],
    ["42", "42"],
    ["null", "null"],
    ['{"a": 1', '{"a": 1'],
    ["{'a': None}", "{'a': None}"],
    [" [1] and more", " [1] and more"],
  ];
  for (const [written, value] of cases) {
    const wrapped = { ...texts(written), structuredContent: { result: written } };
    for (const wrapping of ["result", "undeclared"] as const) {
      assert.deepEqual(unwrapResult(wrapped, { raw: false, wrapping }), { kind: "json", value });
    }
    assert.deepEqual(unwrapResult(texts(written)), { kind: "json", value });
  }
});

Deno.test("unwrapResult() bounds the values of a wrapped text, also of one encoded twice", () => {
  const list = `[${"0,".repeat(20)}0]`;
  for (const written of [list, JSON.stringify(list)]) {
    const wrapped = { structuredContent: { result: written } };
    const form = { raw: false, wrapping: "result" } as const;
    assert.deepEqual(unwrapResult(wrapped, form, 20), { kind: "json", value: written });
    assert.equal(Object(unwrapResult(wrapped, form, 22)).value.length, 21);
    assert.deepEqual(unwrapResult(texts(written, written), form, 30), {
      kind: "json",
      value: [written, written],
    });
  }
});

Deno.test("unwrapResult() leaves JSON text that is nested too deep as text", () => {
  const deep = "[".repeat(200_000) + "]".repeat(200_000);
  assert.deepEqual(unwrapResult(texts(deep)), { kind: "json", value: deep });
});

Deno.test("unwrapResult() refuses structured content and blocks that are nested too deep", () => {
  const deep: JsonValue = JSON.parse("[".repeat(5_000) + "]".repeat(5_000));
  assert.throws(() => unwrapResult({ structuredContent: { deep } }), TooDeep);
  assert.throws(() => unwrapResult({ content: [{ type: "x", deep }] }), TooDeep);
});

Deno.test("unwrapResult() keeps integers beyond 2^53 exact, in text, in structure and in a mirror", () => {
  const id = 2n ** 53n + 1n;
  const cases: [JsonObject, JsonValue][] = [
    [texts('{"id": 9007199254740993}'), { id }],
    [texts("[9007199254740993]", '{"id": 9007199254740993}'), [[id], { id }]],
    [{ structuredContent: { id, kind: "issue" } }, { id, kind: "issue" }],
    [{ ...texts("9007199254740993"), structuredContent: { result: id } }, id],
    [texts("9007199254740993"), "9007199254740993"],
  ];
  for (const [result, value] of cases) {
    assert.deepEqual(unwrapResult(result), { kind: "json", value });
  }
  // another number is no mirror, however near
  const near = texts("9007199254740992");
  assert.deepEqual(unwrapResult({ ...near, structuredContent: { result: id } }), {
    kind: "json",
    value: { result: id },
    extra: near,
  });
});

Deno.test("unwrapResult() leaves texts as they are when their values would be too many", () => {
  const list = (count: number) => `[${"0,".repeat(count - 1)}0]`;
  // in few words: the values are too many to be shown
  const kinds = (...written: string[]) => {
    const { value } = Object(unwrapResult(texts(...written)));
    const all: readonly JsonValue[] = written.length === 1 ? [value] : value;
    return all.map((item) =>
      typeof item === "string" ? item.length : Object.keys(Object(item)).length
    );
  };
  const half = list(MAX_JSON_VALUES / 2);
  const one = list(MAX_JSON_VALUES);
  assert.deepEqual(kinds(one), [one.length]);
  assert.deepEqual(kinds(half), [MAX_JSON_VALUES / 2]);
  assert.deepEqual(kinds(half, half), [half.length, half.length]);
  assert.deepEqual(kinds(half, "{}", "no JSON"), [MAX_JSON_VALUES / 2, 0, 7]);
});
