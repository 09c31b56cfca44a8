import assert from "node:assert/strict";

import type { JsonValue } from "../../src/json/json.ts";
import { longTestEveryPython, testEveryPython } from "./every_python.ts";
import { granted } from "./run_program.ts";

const servers = [granted("s")];

function answering(value: JsonValue) {
  return { servers, calls: { call_tool: () => value } };
}

testEveryPython("AttributeDict reads keys as attributes, deep within lists", async (run) => {
  const value = { id: 1, user: { name: "n" }, items: [{ k: "v" }], get: 5, "odd-key": 2 };
  const { done, stdout } = await run(
    `
issue = await mcp_s.get()
print(issue)
import copy, json, pickle, pprint
issue.added = 3
assert isinstance(issue, dict) and json.loads(json.dumps(issue))["added"] == 3
assert copy.deepcopy(issue).user.name == pickle.loads(pickle.dumps(issue)).user.name == "n"
try:
    issue.nam
except AttributeError as error:
    a = str(error)
try:
    issue.user.nam
except AttributeError as error:
    b = str(error)
[issue.id, issue["id"], issue.user.name, issue["items"][0].k, issue["get"], issue["odd-key"],
 len(issue.items()), a, b, hasattr(issue, "__html__"), "id" in dir(issue)]
`,
    answering({ kind: "json", value }),
  );
  assert.equal(
    stdout,
    "{'id': 1, 'user': {'name': 'n'}, 'items': [{'k': 'v'}], 'get': 5, 'odd-key': 2}\n",
  );
  assert.deepEqual(done?.result, [
    1,
    1,
    "n",
    "v",
    5,
    2,
    6,
    "no key 'nam'; there are: id, user, items, get, odd-key, added",
    "no key 'nam'; did you mean 'name'?",
    false,
    true,
  ], done?.error?.traceback);
});

testEveryPython("AttributeDict's key wins over a method of its name", async (run) => {
  const value = {
    total: 1,
    items: [{ k: "v" }],
    keys: { a: 1 },
    values: "text",
    get: 5,
    copy: null,
  };
  const { done } = await run(
    `
import copy, json, pickle
r = await mcp_s.tool()
before = json.dumps(r)
assert [i.k for i in r.items] == ["v"] and r.keys.a == 1 and r.values == "text" and r.get == 5
r.items.append(7)
assert r.items == r["items"] == [{"k": "v"}, 7] and r["items"].pop() == 7
assert isinstance(r.items, list) and len(list(r.items())) == len(r)
assert r.get("total") == 1 and "total" in r.keys() and 1 in r.values() and r.get("no", 3) == 3
assert json.dumps(r) == before == json.dumps(dict(r)) == json.dumps({**r})
assert json.dumps(r.copy()) == before == json.dumps(copy.deepcopy(r))
assert json.dumps(pickle.loads(pickle.dumps(r))) == before
plain = r.keys
assert list(plain.items()) == [("a", 1)] and plain.get("a") == 1 and plain.copy().a == 1
r
`,
    answering({ kind: "json", value }),
  );
  assert.equal(done?.error?.traceback, undefined);
  assert.deepEqual(done?.result, value);
});

testEveryPython("AttributeDict's KeyError lists the keys", async (run) => {
  const { done } = await run(
    `
r = await mcp_s.tool()
import pickle
def told(key):
    try:
        r[key]
    except KeyError as error:
        assert error.args == (key,) and pickle.loads(pickle.dumps(error)).args == (key,)
        return type(error).__name__, str(error)
[told("titl"), told("name"), told(0)]
`,
    answering({ kind: "json", value: { count: 1, title: "t", issues: [] } }),
  );
  assert.deepEqual(done?.result, [
    ["KeyError", "no key 'titl'; did you mean 'title'?"],
    ["KeyError", "no key 'name'; there are: count, title, issues"],
    [
      "KeyError",
      "no key 0; there are: count, title, issues; this is a dict, whose list is ['issues']",
    ],
  ], done?.error?.traceback);
  const { done: failed } = await run(
    "(await mcp_s.tool())['b']",
    answering({ kind: "json", value: {} }),
  );
  assert.equal(failed?.error?.type, "KeyError");
  assert.match(failed.error.traceback, /\nKeyError: no key 'b'; there are: none/);
});

testEveryPython("tool_value() turns blocks into what they hold", async (run) => {
  const image = { type: "image", data: "AAEC", mimeType: "image/png" };
  const link = { type: "resource_link", uri: "file:///x", name: "x" };
  const many = await run(
    `
text, image, audio, link = await mcp_s.get()
print(image, audio)
[text, list(image.data), image.mime_type, len(audio), link.uri, bytes(image) == image.data]
`,
    answering({
      kind: "blocks",
      blocks: [{ type: "text", text: "t" }, image, { ...image, type: "audio" }, link],
    }),
  );
  assert.deepEqual(many.done?.result, ["t", [0, 1, 2], "image/png", 3, "file:///x", true]);
  assert.equal(
    many.stdout,
    "<image image/png, 3 bytes in .data> <audio image/png, 3 bytes in .data>\n",
  );
  const one = await run("await mcp_s.get()", answering({ kind: "blocks", blocks: [image] }));
  assert.equal(one.done?.result, "<image image/png, 3 bytes in .data>");
  const none = await run("(await mcp_s.get()) is None", answering({ kind: "blocks", blocks: [] }));
  assert.equal(none.done?.result, true);
});

const EXTRA = {
  content: [{ type: "text", text: "the real answer" }, {
    type: "image",
    data: "AAEC",
    mimeType: "image/png",
  }],
  meta: { cost: 3 },
};

testEveryPython(
  "a value with mcp_extra is otherwise like one without, and keeps it in copies",
  async (run) => {
    const values: JsonValue[] = [{ id: 1, items: [1] }, [1, { a: 2 }], "text", 7, 0.5];
    let calls = 0;
    const { done } = await run(
      `
import copy, json, pickle
checked = []
for plain in [{"id": 1, "items": [1]}, [1, {"a": 2}], "text", 7, 0.5]:
    value = await mcp_s.get()
    assert value == plain and repr(value) == repr(plain) and json.dumps(value) == json.dumps(plain)
    assert isinstance(value, type(plain)) and type(plain)(value) == plain
    assert str(value) == str(plain) and bool(value) == bool(plain)
    text, image = value.mcp_extra.content
    assert text == "the real answer" and image.data == b"\\x00\\x01\\x02"
    assert value.mcp_extra.meta.cost == 3
    for twin in (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
        assert twin == plain and twin.mcp_extra.content[0] == "the real answer"
    checked.append(type(plain).__name__)
value = await mcp_s.get()
assert value.id == value["id"] == 1 and list(value) == ["id", "items"] and "mcp_extra" not in value
value.added = 2
assert value["added"] == 2 and {**value} == {"id": 1, "items": [1], "added": 2}
await mcp_s.get(nested=value)
checked
`,
      {
        servers,
        calls: {
          call_tool: () => ({
            kind: "json",
            value: values[calls++ % values.length] ?? null,
            extra: EXTRA,
          }),
        },
      },
    );
    assert.deepEqual(
      done?.result,
      ["dict", "list", "str", "int", "float"],
      done?.error?.traceback,
    );
  },
);

testEveryPython("what a tool said besides the value that a run returns is shown", async (run) => {
  const beside = (value: JsonValue, extra: JsonValue = EXTRA) =>
    answering({ kind: "json", value, extra });
  const shown = async (code: string, options: ReturnType<typeof answering>) =>
    (await run(code, options)).done?.extra;
  assert.equal(
    await shown("await mcp_s.get()", beside({ id: 1 })),
    'the real answer\n<image image/png, 3 bytes in .data>\nmeta: {"cost": 3}',
  );
  // it is no longer the value of the call
  assert.equal(await shown("dict(await mcp_s.get())", beside({ id: 1 })), undefined);
  assert.equal(await shown("await mcp_s.get()", answering({ kind: "json", value: 1 })), undefined);
  const long = { content: [{ type: "text", text: "x".repeat(50_000) }] };
  assert.equal(
    (await shown("await mcp_s.get()", beside("a", long)))?.slice(19_998),
    "xx... 30,000 characters left out",
  );
});

testEveryPython("stderr tells what a tool said besides a value without attributes", async (run) => {
  const { done, stderr } = await run(
    "values = [await mcp_s.get() for _ in range(20)]\nvalues == [True] * 20",
    answering({ kind: "json", value: true, extra: EXTRA }),
  );
  assert.equal(done?.result, true);
  const told = "Note: mcp_s.get() returned True and said besides: the real answer\n";
  assert.equal(stderr.split(told).length, 11, stderr);
  // `_meta` alone is not worth a word
  const quiet = answering({ kind: "json", value: null, extra: { meta: { cost: 3 } } });
  assert.equal((await run("await mcp_s.get()", quiet)).stderr, "");
});

testEveryPython("result_json() gives every value a form", async (run) => {
  const { done } = await run(`
import collections, dataclasses, datetime, decimal, enum, fractions, pathlib, types, uuid
@dataclasses.dataclass
class Point:
    x: int
    child: object = None
class Color(enum.Enum):
    RED = "red"
class Level(enum.IntEnum):
    HIGH = 3
class Odd:
    def __repr__(self): return "<odd>"
class Bad:
    def __repr__(self): raise ValueError
class Form:
    def to_dict(self): return {"to": "dict"}
Pair = collections.namedtuple("Pair", "a b")
{
    "plain": [None, True, 1, 1.5, "é", (1, 2), range(3)],
    "sets": [{3, 1, 2}, frozenset("a")],
    "times": [datetime.datetime(2024, 1, 2, 3, tzinfo=datetime.timezone.utc),
              datetime.date(2024, 1, 2), datetime.time(1, 2), datetime.timedelta(hours=1)],
    "texts": [decimal.Decimal("1.10"), fractions.Fraction(1, 3), uuid.UUID(int=1), pathlib.Path("/a/b")],
    "objects": [Point(1, Point(2)), Color.RED, Level.HIGH, Pair(1, 2), types.SimpleNamespace(q=1), Form()],
    "others": [Odd(), Bad(), Odd, b"\\x00\\x01", collections.deque([1]), {"k": 1}.values()],
    "floats": [float("nan"), float("inf"), -float("inf"), 1e300],
    "ints": [2**53 - 1, 2**53, 2**53 + 1, 10**20, -10**30, 10**640 - 1, 10**640, 10**5000 > 0],
    "keys": {1: "a", None: "b", (1, 2): "c", True: "d", Color.RED: "e"},
}
`);
  const result = done?.result as Record<string, JsonValue>;
  assert.ok(result, done?.error?.traceback);
  assert.deepEqual(result.plain, [null, true, 1, 1.5, "é", [1, 2], [0, 1, 2]]);
  assert.deepEqual(result.sets, [[1, 2, 3], ["a"]]);
  assert.deepEqual(result.times, [
    "2024-01-02T03:00:00+00:00",
    "2024-01-02",
    "01:02:00",
    "1:00:00",
  ]);
  assert.deepEqual(result.texts, [
    "1.10",
    "1/3",
    "00000000-0000-0000-0000-000000000001",
    "/a/b",
  ]);
  assert.deepEqual(result.objects, [
    { x: 1, child: { x: 2, child: null } },
    "red",
    3,
    { a: 1, b: 2 },
    { q: 1 },
    { to: "dict" },
  ]);
  assert.deepEqual(result.others, [
    "<odd>",
    "<Bad whose repr raised ValueError>",
    "<class '__main__.Odd'>",
    "b'\\x00\\x01'",
    [1],
    [1],
  ]);
  assert.deepEqual(result.floats, ["NaN", "Infinity", "-Infinity", 1e300]);
  assert.deepEqual(result.ints, [
    2 ** 53 - 1,
    2n ** 53n,
    2n ** 53n + 1n,
    10n ** 20n,
    -(10n ** 30n),
    10n ** 640n - 1n,
    `1${"0".repeat(640)}`,
    true,
  ]);
  assert.deepEqual(result.keys, { 1: "d", null: "b", "(1, 2)": "c", red: "e" });
});

testEveryPython("result_json() bounds cycles, depth, digits and surrogates", async (run) => {
  const { done } = await run(`
loop = [1]
loop.append(loop)
deep = []
for _ in range(500): deep = [deep]
[loop, len(str(deep)) > 0, {"deep": deep}, 10**5000, "\\ud800"]
`);
  const [loop, , deep, huge, surrogate] = done?.result as JsonValue[];
  assert.deepEqual(loop, [1, "<list that contains itself>"]);
  assert.match(JSON.stringify(deep), /<list: nested too deep>/);
  assert.match(String(huge), /^(0x[0-9a-f]+|10+)$/);
  assert.equal(surrogate, "\ud800");
});

testEveryPython("argument_json() converts what has one form and refuses the rest", async (run) => {
  const { done, calls } = await run(
    `
import datetime, pathlib
class Odd: pass
class Id(int): pass
await mcp_s.t(id=2**53 + 1, ids=[Id(-2**64), 10**640 - 1])
await mcp_s.t(when=datetime.date(2024, 1, 2), path=pathlib.Path("/a"), raw=b"\\x00\\x01", some={2, 1})
refused = []
loop = []
loop.append(loop)
for bad in ({"a": [Odd()]}, float("nan"), -10**640, loop):
    try:
        mcp_s.t(data=bad)
    except TypeError as error:
        refused.append(str(error))
refused
`,
    answering({ kind: "json", value: null }),
  );
  assert.deepEqual(calls.map(({ params }) => params.arguments), [
    { id: 2n ** 53n + 1n, ids: [-(2n ** 64n), 10n ** 640n - 1n] },
    { when: "2024-01-02", path: "/a", raw: "AAE=", some: [1, 2] },
  ]);
  const [object, nan, large, loop] = done?.result as string[];
  assert.match(object ?? "", /^Cannot send data\.a\[0\]: <__main__\.Odd .* has no form in JSON$/);
  assert.match(nan ?? "", /^Cannot send data: nan has no form in JSON/);
  assert.match(
    large ?? "",
    /^Cannot send data: the integer has more than 640 digits; pass it as text$/,
  );
  assert.match(loop ?? "", /^Cannot send data\[0\]: it contains itself$/);
});

testEveryPython(
  "an integer of a value has all its digits, also when Python's limit is lowered",
  async (run) => {
    const ids = [2n ** 53n + 1n, -12345678901234567890n, 10n ** 640n - 1n];
    const { done, calls } = await run(
      `
import sys
getattr(sys, "set_int_max_str_digits", lambda limit: None)(640)
ids = await mcp_s.get(id=10**640 - 1)
assert ids == [2**53 + 1, -12345678901234567890, 10**640 - 1]
assert all(type(id) is int for id in ids)
ids
`,
      answering({ kind: "json", value: ids }),
    );
    assert.deepEqual(done?.result, ids, done?.error?.traceback);
    assert.deepEqual(calls[0]?.params.arguments, { id: 10n ** 640n - 1n });
  },
);

longTestEveryPython(
  "values beyond the number of a message are refused, or told in a result",
  async (run) => {
    const { done, calls, stdout } = await run(
      `
try:
    mcp_s.t(data=[{}] * 1_000_000)
except TypeError as error:
    print(error, end="")
await mcp_s.t(data=[{}] * 998_000)
[[{}] * 400_000, [{}] * 599_000]
`,
      answering({ kind: "json", value: null }),
    );
    assert.match(stdout, /^Cannot send data.*: too many items$/);
    assert.equal(calls.length, 1);
    assert.match(
      String(done?.result),
      /^<list with more than 999,000 items is too large to return/,
    );
  },
);
