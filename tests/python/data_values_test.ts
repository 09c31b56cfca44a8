import assert from "node:assert/strict";
import { testData } from "./data_python.ts";
import { testEveryPython } from "./every_python.ts";
import { granted, runProgram } from "./run_program.ts";

const servers = [granted("s")];
const calls = { call_tool: () => ({ kind: "json", value: null }) };

/** Stands for numpy and pandas where they are not installed: types with the methods that are asked. */
const FAKES = `
import sys, types
class dtype:
    def __init__(self, kind, itemsize=8, names=None):
        self.kind, self.itemsize, self.names = kind, itemsize, names
    def __str__(self): return "int64"
class generic:
    def __init__(self, value, kind, itemsize=8):
        self.value, self.dtype, self.shape = value, dtype(kind, itemsize), ()
    def item(self): return self.value
    def tolist(self): return self.value
    def ravel(self):
        flat = ndarray([self.value], self.dtype)
        flat.scalars = [self]
        return flat
    def __str__(self): return str(self.value)[:3]
class ndarray:
    def __init__(self, items, kind, shape=None):
        self.items, self.dtype, self.shape = items, kind, shape or (len(items),)
    def tolist(self): return list(self.items)
    def ravel(self): return self
    def __iter__(self): return iter(getattr(self, "scalars", self.items))
class NaTType: pass
class Index:
    nlevels, name, names = 1, None, [None]
    def __init__(self, items, kind="O", name=None):
        self.items, self.dtype, self.shape = items, dtype(kind), (len(items),)
        self.name, self.names = name, [name]
    def tolist(self): return list(self.items)
    def __len__(self): return len(self.items)
    def __iter__(self): return iter(self.items)
    def get_level_values(self, level): return self
class Series(Index):
    iloc = None
    def __init__(self, items, index, name=None, kind="O"):
        super().__init__(items, kind, name)
        self.index = index
class DataFrame:
    def __init__(self, columns, index, **data):
        self.columns, self.index, self.data = columns, index, list(data.values())
        self.shape = (len(index), len(columns))
        self.iloc = self
    def __getitem__(self, key): return Series(self.data[key[1]], self.index)
    def to_dict(self): raise AssertionError("it loses rows")
for kind in (dtype, generic, ndarray): kind.__module__ = "numpy"
for kind in (NaTType, Index, Series, DataFrame): kind.__module__ = "pandas.core"
sys.modules["numpy"] = types.ModuleType("numpy")
plain = Index([0, 1], "i")
`;

testEveryPython("data_form() gives scalars, arrays and frames by what they can do", async (run) => {
  const { done, calls: made } = await run(
    `${FAKES}
await mcp_s.t(a=generic(6, "i"), b=[generic(True, "b")], c=ndarray([1, 2], dtype("i")))
names = Index(["x", "y"])
[generic(6, "i"), generic(0.1000001, "f", 4), ndarray([1, 2, 3, 4, 5, 6], dtype("i"), (2, 3)),
 ndarray([1.5, float("nan")], dtype("f")), ndarray([], dtype("i"), (2, 0)), NaTType(), dtype("i"),
 ndarray([(1, "a")], dtype("V", names=("n", "t"))),
 DataFrame(names, plain, x=[1, 2], y=[None, float("nan")]),
 DataFrame(names, Index(["r", "r"]), x=[1, 2], y=[3, 4]),
 DataFrame(Index(["x", "x"]), plain, x=[1, 2], y=[3, 4]),
 DataFrame(names, Index(["r", "r"], name="row"), x=[1, 2], y=[3, 4]),
 DataFrame(names, Index(["r", "r"], name="x"), x=[1, 2], y=[3, 4]),
 DataFrame(names, Index([], "i"), x=[], y=[]),
 Series([1, NaTType()], plain), Series([1, 2], Index(["a", "b"])), Series([1, 2], Index(["a", "a"])),
 Series([1, 2], Index([7, 7], "i", "k"), "v")]
`,
    { servers, calls },
  );
  assert.deepEqual(done?.result, [
    6,
    0.1,
    [[1, 2, 3], [4, 5, 6]],
    [1.5, null],
    [[], []],
    null,
    "int64",
    [{ n: 1, t: "a" }],
    [{ x: 1, y: null }, { x: 2, y: null }],
    { columns: ["x", "y"], index: ["r", "r"], rows: [[1, 3], [2, 4]] },
    { columns: ["x", "x"], rows: [[1, 3], [2, 4]] },
    [{ row: "r", x: 1, y: 3 }, { row: "r", x: 2, y: 4 }],
    { columns: ["x", "y"], index: ["r", "r"], index_names: ["x"], rows: [[1, 3], [2, 4]] },
    { columns: ["x", "y"], rows: [] },
    [1, null],
    { a: 1, b: 2 },
    { index: ["a", "a"], values: [1, 2] },
    [{ k: 7, v: 1 }, { k: 7, v: 2 }],
  ], done?.error?.traceback);
  assert.deepEqual(made[0]?.params.arguments, { a: 6, b: [true], c: [1, 2] });
});

testEveryPython("data_form() gives no array that is too large for a message", async (run) => {
  const { done, stdout } = await run(
    `${FAKES}
class Endless(ndarray):
    def tolist(self): raise AssertionError("it is not asked for its items")
    ravel = tolist
large = Endless([], dtype("i"), (1_000, 1_000))
try:
    mcp_s.t(data={"a": large})
except TypeError as error:
    print(error, end="")
large
`,
    { servers, calls },
  );
  assert.equal(stdout, "Cannot send data.a: too many items");
  assert.equal(
    done?.result,
    "<Endless with more than 999,000 items is too large to return; return a part or a summary of it>",
  );
});

testEveryPython("data_values.py is not loaded for a program without such values", async (run) => {
  const { done } = await run(`
import sys
str([{"a": 1}, b"x"]), [name for name in sys.modules if "data_values" in name or "display" in name]
`);
  assert.deepEqual(done?.result, ["[{'a': 1}, b'x']", []]);
});

function testValues(name: string, code: string, expected: unknown): void {
  testData(name, async (python) => {
    const { done, stderr } = await runProgram(python, code, { servers, calls });
    assert.deepEqual(done?.result, expected, done?.error?.traceback ?? stderr);
  });
}

testValues(
  "numpy's scalars and arrays are values, in results and in json",
  `
import numpy as np
[np.int64(6), np.bool_(False), np.float32(0.1), np.float64(1.5), np.str_("a"), np.array(5),
 np.arange(6).reshape(2, 3), np.array([1.5, np.nan]), np.array([0.1, 0.2], dtype="f4"),
 np.array(["2024-01-01", "NaT"], "M8[D]"), np.datetime64("2024-01-02"), np.timedelta64(5, "s"),
 np.array([(1, "a")], dtype=[("x", int), ("y", "U2")]), np.ma.array([1, 2], mask=[0, 1]),
 np.zeros((2, 0)), np.dtype("int8"), np.float16("nan"), {"k": np.uint8(1)},
 json.loads(json.dumps({"n": np.int64(6), "a": np.arange(3)}))]
`,
  [
    6,
    false,
    0.1,
    1.5,
    "a",
    5,
    [[0, 1, 2], [3, 4, 5]],
    [1.5, null],
    [0.1, 0.2],
    ["2024-01-01", null],
    "2024-01-02",
    "5 seconds",
    [{ x: 1, y: "a" }],
    [1, null],
    [[], []],
    "int8",
    "NaN",
    { k: 1 },
    { n: 6, a: [0, 1, 2] },
  ],
);

testValues(
  "frames and series of pandas lose no row, no column and no name",
  `
import decimal, numpy as np, pandas as pd
df = pd.DataFrame({"team": ["a", "b", "a"], "pts": [1, 2, 3]})
mixed = pd.DataFrame({
    "t": pd.to_datetime(["2024-01-01", None]), "c": pd.Categorical(["a", None]),
    "i": pd.array([1, None], dtype="Int64"), "d": [decimal.Decimal("1.1"), None],
    "f": np.array([0.1, np.nan], dtype="f4")})
[df, df[df.pts > 1], pd.DataFrame([[1, 2], [3, 4]], columns=["x", "x"], index=["r", "r"]),
 df.groupby("team").sum(), df.set_index(["team", "pts"]).assign(n=1), pd.DataFrame(np.eye(2)),
 pd.DataFrame({"a": []}), df.pivot_table(index="team", columns="pts", aggfunc="size"), mixed,
 df.pts, df.team.value_counts(), df.pts.value_counts(), pd.Series([1, 2], index=["a", "a"]),
 pd.Series([1, 2], index=["a", "a"], name="n"), df.index, df.columns,
 pd.MultiIndex.from_tuples([("a", 1)]), pd.Timestamp("2024-01-01"), pd.NaT, pd.NA,
 pd.Timedelta("1s"), pd.Period("2024-01"), pd.Interval(0, 1), pd.Categorical(["a"]),
 json.loads(json.dumps({"t": pd.Timestamp("2024-01-01"), "f": df.head(1)}))]
`,
  [
    [{ team: "a", pts: 1 }, { team: "b", pts: 2 }, { team: "a", pts: 3 }],
    { columns: ["team", "pts"], index: [1, 2], rows: [["b", 2], ["a", 3]] },
    { columns: ["x", "x"], index: ["r", "r"], rows: [[1, 2], [3, 4]] },
    [{ team: "a", pts: 4 }, { team: "b", pts: 2 }],
    [{ team: "a", pts: 1, n: 1 }, { team: "b", pts: 2, n: 1 }, { team: "a", pts: 3, n: 1 }],
    { columns: [0, 1], rows: [[1, 0], [0, 1]] },
    { columns: ["a"], rows: [] },
    {
      columns: [1, 2, 3],
      column_names: ["pts"],
      index: ["a", "b"],
      index_names: ["team"],
      rows: [[1, null, 1], [null, 1, null]],
    },
    [
      { t: "2024-01-01T00:00:00", c: "a", i: 1, d: "1.1", f: 0.1 },
      { t: null, c: null, i: null, d: null, f: null },
    ],
    [1, 2, 3],
    { a: 2, b: 1 },
    [{ pts: 1, count: 1 }, { pts: 2, count: 1 }, { pts: 3, count: 1 }],
    { index: ["a", "a"], values: [1, 2] },
    { name: "n", index: ["a", "a"], values: [1, 2] },
    [0, 1, 2],
    ["team", "pts"],
    [["a", 1]],
    "2024-01-01T00:00:00",
    null,
    null,
    "0 days 00:00:01",
    "2024-01",
    "(0, 1]",
    ["a"],
    { t: "2024-01-01T00:00:00", f: [{ team: "a", pts: 1 }] },
  ],
);

testData(
  "values of numpy and pandas are arguments of tools, and what has no form is refused",
  async (python) => {
    const { done, calls: made } = await runProgram(
      python,
      `
import numpy as np, pandas as pd
df = pd.DataFrame({"x": [1, 2], "t": pd.to_datetime(["2024-01-01", None])})
await mcp_s.t(n=np.int64(6), a=np.arange(2), rows=df, when=pd.Timestamp("2024-01-01"), none=pd.NaT)
refused = []
for bad in (np.array([1 + 2j]), np.float64("nan"), df.groupby("x")):
    try:
        mcp_s.t(value=bad)
    except TypeError as error:
        refused.append(str(error))
try:
    json.dumps({"g": df.groupby("x")})
except TypeError as error:
    refused.append(str(error))
refused
`,
      { servers, calls },
    );
    const sent = made.find(({ method }) => method === "call_tool");
    assert.deepEqual(sent?.params.arguments, {
      n: 6,
      a: [0, 1],
      rows: [{ x: 1, t: "2024-01-01T00:00:00" }, { x: 2, t: null }],
      when: "2024-01-01T00:00:00",
      none: null,
    });
    const [complex, nan, group, json] = done?.result as string[];
    assert.match(complex ?? "", /^Cannot send value\[0\]: \(1\+2j\) has no form in JSON/);
    assert.match(nan ?? "", /^Cannot send value: np\.float64\(nan\)|^Cannot send value: nan/);
    assert.match(group ?? "", /^Cannot send value: <pandas.*GroupBy.* has no form in JSON/);
    assert.equal(json, "Object of type DataFrameGroupBy is not JSON serializable");
  },
);

testData(
  "figures and Pillow's images are shown: by show(), as the result, and if nobody saw them",
  async (python) => {
    const { done, blocks, stdout, stderr } = await runProgram(
      python,
      `
import io, matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt
from PIL import Image
plt.plot([1, 2])
plt.show()
print(plt.get_fignums())
saved, axes = plt.subplots()
saved.savefig(io.BytesIO())
large = plt.figure(figsize=(200, 100), num=7)
picture = Image.new("RGB", (30, 20), "red")
picture.show()
[picture, 1]
`,
    );
    assert.equal(done?.error?.traceback, undefined);
    assert.deepEqual([stdout, stderr], ["[]\n", ""]);
    assert.ok(Array.isArray(done?.result) && done.result[1] === 1);
    const sizes = blocks.map((block) => {
      assert.ok(block.type === "image" && block.mimeType === "image/png");
      const head = new DataView(Uint8Array.fromBase64(block.data).buffer);
      return [head.getUint32(16), head.getUint32(20)];
    });
    // the first figure, the picture by show(), as the result, and the figure that nobody saw
    assert.deepEqual([sizes.length, sizes[1], sizes[2]], [4, [30, 20], [30, 20]]);
    assert.ok(Math.max(...sizes.flat()) <= 2_100, String(sizes));
  },
);
