import assert from "node:assert/strict";
import { testEveryPython } from "./every_python.ts";
import { granted } from "./run_program.ts";

/** A PNG of one pixel. */
const PNG =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABh6FO1AAAAABJRU5ErkJggg==";
const IMAGE = { type: "image", mimeType: "image/png", data: PNG };
const SOURCES = `
import base64
PNG = base64.b64decode("${PNG}")
class Plot:
    def _repr_png_(self): return PNG
    def __repr__(self): return "<plot>"
class Notes:
    def _repr_markdown_(self): return "# notes"
`;

const servers = [granted("s")];
const calls = {
  call_tool: () => ({ kind: "blocks", blocks: [{ type: "text", text: "a picture" }, IMAGE] }),
};

testEveryPython("display() sends pictures, Markdown and files in their order", async (run) => {
  const { done, blocks, stdout, stderr } = await run(
    `${SOURCES}
import io, pathlib, tempfile
folder = pathlib.Path(tempfile.mkdtemp(prefix="mcp-display-"))
(folder / "a b.csv").write_text("x,y\\n")
(folder / "p.png").write_bytes(PNG)
display(Plot(), Notes(), folder / "a b.csv", folder / "p.png", PNG, io.BytesIO(PNG))
display({"type": "image", "mimeType": "image/jpeg", "data": "${PNG}"}, display_id=True)
display("text", {"a": 1}, [1, 2])
import shutil
shutil.rmtree(folder)
await mcp_s.tool()
`,
    { servers, calls },
  );
  assert.equal(done?.error?.traceback, undefined);
  const [plot, notes, file, ...rest] = blocks;
  assert.deepEqual([plot, notes], [IMAGE, { type: "text", text: "# notes" }]);
  assert.ok(file?.type === "resource" && /^sandbox:\/\/\/.*\/a%20b\.csv$/.test(file.resource.uri));
  assert.deepEqual([file.resource.mimeType, file.resource.text], ["text/csv", "x,y\n"]);
  // four were displayed, and the result has the last
  assert.deepEqual(rest, [IMAGE, IMAGE, IMAGE, IMAGE, IMAGE]);
  assert.deepEqual([stdout, stderr], ["text\n{'a': 1}\n[1, 2]\n", ""]);
});

testEveryPython("an image is shown as the result, wherever it is in it", async (run) => {
  const { done, blocks } = await run(
    `${SOURCES}
pair = await mcp_s.tool()
{"pair": pair, "plots": [Plot()], "n": 1}
`,
    { servers, calls },
  );
  assert.deepEqual(done?.result, {
    pair: ["a picture", "<image image/png, 70 bytes in .data>"],
    plots: ["<plot>"],
    n: 1,
  });
  assert.deepEqual(blocks, [IMAGE, IMAGE]);
  const many = await run(`${SOURCES}\n[Plot() for _ in range(20)]`);
  assert.equal(many.blocks.length, 8);
  assert.equal(many.stderr, "Note: not shown: a run shows at most 8 blocks\n");
});

testEveryPython("an image that a tool gives besides its value is shown with it", async (run) => {
  const text = { type: "text", text: "taken at noon" };
  const { done, blocks } = await run("await mcp_s.tool()", {
    servers,
    calls: {
      call_tool: () => ({ kind: "json", value: { n: 1 }, extra: { content: [text, IMAGE] } }),
    },
  });
  assert.deepEqual([done?.result, blocks], [{ n: 1 }, [IMAGE]]);
});

testEveryPython("plt.show() shows figures, and so does the end of the run", async (run) => {
  // a package with what is used of matplotlib
  const { done, blocks, stderr } = await run(`${SOURCES}
import pathlib, shutil, sys, tempfile
folder = pathlib.Path(tempfile.mkdtemp(prefix="mcp-figures-"))
(folder / "matplotlib").mkdir()
(folder / "matplotlib" / "__init__.py").write_text("")
(folder / "matplotlib" / "pyplot.py").write_text(f"PNG = {PNG!r}" + """
figures = {}
class Figure:
    dpi = 100
    def __init__(self, sides): self.sides = sides
    def get_size_inches(self): return self.sides
    def savefig(self, file, **options): file.write(PNG + str(options.get("dpi")).encode())
def figure(number=None, figsize=(6, 4)):
    number = number or len(figures) + 1
    return figures.setdefault(number, Figure(figsize))
def get_fignums(): return list(figures)
def close(which): figures.clear()
def show(): raise RuntimeError("there is no window")
""")
sys.path.insert(0, str(folder))
import io
import matplotlib.pyplot as plt
plt.figure()
plt.show()
shown = plt.get_fignums()
plt.figure(1, (100, 1))
plt.figure(2).savefig(io.BytesIO())
plt.figure(3).show()
shutil.rmtree(folder)
[shown, plt.__name__, type(plt.__loader__).__name__]
`);
  assert.deepEqual(done?.result, [[], "matplotlib.pyplot", "SourceFileLoader"], stderr);
  const resolutions = blocks.map((block) =>
    block.type === "image" ? atob(block.data).slice(70) : block
  );
  // by plt.show(), by figure.show(), and the one that was neither shown nor saved
  assert.deepEqual(resolutions, ["100.0", "100.0", "20.0"]);
});

testEveryPython("display() tells what it does not show, and the program goes on", async (run) => {
  const { done, blocks, stdout, stderr } = await run(`${SOURCES}
import pathlib, sys
class Broken:
    def _repr_png_(self): raise ValueError("no data")
class Empty:
    def _repr_png_(self): return None
    def __repr__(self): return "<empty>"
class Wrong:
    def _repr_png_(self): return b"no picture"
class Large:
    def _repr_png_(self): return PNG + bytes(800_000)
class Long:
    def _repr_markdown_(self): return "x" * 1_000_000
display(Broken(), Empty(), Wrong(), Large(), Long())
display(pathlib.Path("/no/such"), pathlib.Path(sys.executable), {"type": "image", "data": "!"})
"end"
`);
  assert.equal(done?.result, "end", done?.error?.traceback);
  assert.deepEqual([blocks, stdout], [[], "<empty>\n"]);
  const told = stderr.trimEnd().split("\n").map((line) => line.replace("Note: not shown: ", ""));
  const [broken, wrong, large, long, absent, binary, text, ...more] = told;
  assert.equal(broken, "Broken: ValueError: no data");
  assert.match(wrong ?? "", /^image\/png: its 10 bytes are no PNG, JPEG, GIF or WebP/);
  assert.match(
    large ?? "",
    /^image\/png of 1,066,760 characters.* has 960,000 left; make it smaller/,
  );
  assert.match(long ?? "", /^text of 1,000,000 characters/);
  assert.match(absent ?? "", /^\/no\/such: No such file/);
  assert.match(binary ?? "", /has more than the 960,000 characters|is neither text nor an image/);
  assert.equal(text, "None whose data is not base64");
  assert.deepEqual(more, []);
});

testEveryPython(
  "display() of a forked process tells that it cannot, and harms nothing",
  async (run) => {
    const { done, blocks, stderr } = await run(`${SOURCES}
import os
display(Plot())
child = os.fork()
if child == 0:
    display(Plot())
    os._exit(0)
os.waitpid(child, 0)[1]
`);
    assert.deepEqual([done?.result, blocks.length], [0, 1], stderr);
    assert.match(stderr, /^Note: not shown: Cannot call display: it is a forked process/);
  },
);

testEveryPython("IPython.display is there where no such package is", async (run) => {
  // an interpreter of this machine may have the real one
  const { done, blocks, stdout } = await run(`${SOURCES}
import sys
sys.path[:] = [folder for folder in sys.path if "site-packages" not in folder]
from IPython.display import HTML, Image, Markdown, SVG, clear_output, display
from IPython import get_ipython
import IPython
display(Markdown("**a**"), HTML("<b>b</b>"), SVG("<svg/>"), Image(PNG, width=100))
clear_output(wait=True)
try:
    Image(url="https://example.com/a.png")
except ValueError as error:
    print("no network" in str(error), get_ipython(), IPython.version_info > (8,))
Markdown("last")
`);
  assert.equal(done?.error?.traceback, undefined);
  const text = (text: string) => ({ type: "text", text });
  const shown = [text("**a**"), text("<b>b</b>"), text("<svg/>"), IMAGE, text("last")];
  assert.deepEqual(blocks, shown);
  assert.equal(stdout, "True None True\n");
});

testEveryPython("an image answers to the names of MCP, and is not decoded twice", async (run) => {
  const { done, stderr } = await run(
    `
import base64, copy, json, pickle
from base64 import b64decode
text, image = await mcp_s.tool()
assert image["data"] == image.data == b64decode(image.data) == base64.b64decode(image["data"])
assert image["mimeType"] == image.mimeType == image["mime_type"] == "image/png"
assert image["type"] == image.type == "image" and image.get("no") is None and "data" in image
assert {**image}["data"] == image.data and pickle.loads(pickle.dumps(image)).data == image.data
assert base64.b64decode("QUI=") == b"AB" and base64.b64decode(b"_w==", altchars=b"-_") == b"\\xff"
try:
    image["base64"]
except KeyError as error:
    told = str(error)
again = type(image)(b"QUI=", "text/plain")
[told, base64.b64decode(again.data) == b"AB", type(b64decode(image.data)) is bytes]
`,
    { servers, calls },
  );
  assert.deepEqual(done?.result, [
    "no key 'base64'; there are: type, data, mimeType, mime_type",
    true,
    true,
  ], done?.error?.traceback ?? stderr);
});

testEveryPython("bytes as a result are a line that says what they are", async (run) => {
  const { done } = await run(`${SOURCES}
[PNG + bytes(40_000), bytearray(100), memoryview(bytes(100)), "text ü".encode() * 100,
 b"%PDF-1.7" + bytes(100), b"ab", bytes(range(200, 256))]
`);
  const [png, array, view, text, pdf, few, odd] = done?.result as string[];
  assert.equal(
    png,
    "<bytes: 40,070, image/png, begins 89504e470d0a1a0a0000000d49484452; display(...) shows it, a" +
      " tool's argument or a file keeps it>",
  );
  assert.match(array ?? "", /^<bytearray: 100, no known type, begins 0{32}; return what is needed/);
  assert.match(view ?? "", /^<memoryview: 100, no known type/);
  assert.match(text ?? "", /^<bytes: 700, text that begins '(text ü)+.*'; \.decode\(\) gives it>$/);
  assert.match(pdf ?? "", /^<bytes: 108, application\/pdf, /);
  assert.deepEqual([few, odd?.length], ["b'ab'", 227]);
});
