import assert from "node:assert/strict";
import { testEveryPython } from "./every_python.ts";
import type { CallTable, Ended } from "./run_program.ts";

const calls: CallTable = {
  open_ref: ({ ref }) =>
    ref === "f1"
      ? { kind: "file", name: "charts/a.txt", mime_type: "text/plain", data: btoa("text") }
      : ref === "f2"
      ? { kind: "file", name: "b.bin", mime_type: "application/octet-stream", data: "/w==" }
      : { kind: "value", value: [{ id: 1, items: [2], ref: ref ?? null }] },
  list_refs: () => [{ ref: "r1", name: null }],
  keep_value: (params) => ({ ref: "r1", ...params }),
};

testEveryPython("runtime.ref() gives a value as calls give it", async (run) => {
  const { done } = await run(
    `
rows = await runtime.ref("r1")
[rows[0].id, rows[0].items[0], runtime.ref_sync("name")[0].ref,
 (await runtime.ref((await runtime.refs())[0]))[0].ref, runtime.refs_sync()[0].ref]`,
    { calls },
  );
  assert.deepEqual(done?.result, [1, 2, "name", "r1", "r1"], done?.error?.traceback);
});

testEveryPython(
  "runtime.ref() gives a file with its bytes, its text, and a way to save it",
  async (run) => {
    const { done } = await run(
      `
import os, tempfile
file = await runtime.ref("f1")
folder = tempfile.mkdtemp()
saved = [file.save(folder), file.save(folder + "/b")]
texts = [open(path).read() for path in saved]
[file.name, file.mime_type, file.text, list(bytes(file)), len(file), repr(file), texts,
 [os.path.relpath(path, folder) for path in saved], list((await runtime.ref("f2")).bytes)]`,
      { calls },
    );
    assert.deepEqual(done?.result, [
      "charts/a.txt",
      "text/plain",
      "text",
      [116, 101, 120, 116],
      4,
      "<file charts/a.txt (text/plain), 4 bytes; .text, .bytes>",
      ["text", "text"],
      ["a.txt", "b"],
      [255],
    ], done?.error?.traceback);
  },
);

testEveryPython("what is no ref, and what cannot be kept, is refused and says why", async (run) => {
  for (
    const [code, message] of [
      ["await runtime.ref(1)", /by its id or name, a text such as 'r1', not by 1/],
      ["(await runtime.ref('f2')).text", /b\.bin is no text in UTF-8 \(application.*; use \.bytes/],
      ["await runtime.keep(b'x')", /write them to a file in \/workspace\/out/],
      ["await runtime.keep(1, 2)", /the name of what is kept must be a text, not 2/],
      ["await runtime.keep([{'a': float('nan')}])", /Cannot send \[0\]\.a: nan/],
    ] as const
  ) {
    const { done } = await run(code, { calls });
    assert.match(done?.error?.message ?? "", message);
  }
});

testEveryPython("runtime.keep() sends the value as it was when it was called", async (run) => {
  const { done } = await run(
    `
rows = [{"id": 1}]
call = runtime.keep(rows, "rows")
rows.append({"id": 2})
[await call, runtime.keep_sync(("a", None)).value]`,
    { calls },
  );
  const first = { ref: "r1", name: "rows", value: [{ id: 1 }] };
  assert.deepEqual(done?.result, [first, ["a", null]], done?.error?.traceback);
});

/** Lets a program leave its files in a folder of its own, as on this machine there is no sandbox. */
const OUT = `
import os, tempfile
import sandbox_runtime.ending as ending
out = ending.OUT = tempfile.mkdtemp()
def write(name, data=b"text"):
    os.makedirs(os.path.dirname(f"{out}/{name}"), exist_ok=True)
    with open(f"{out}/{name}", "wb") as file:
        file.write(data)
`;

function names({ files }: Ended): readonly (readonly [string, number])[] {
  return files.map(({ name, size }) => [name, size]);
}

testEveryPython(
  "files that a program leaves are sent, also of one that fails, in order",
  async (run) => {
    const ended = await run(`${OUT}
for name in ("b/c/d.txt", "b.txt", "a\\n.txt"):
    write(name)
write("empty", b"")
1 / 0`);
    assert.deepEqual(names(ended), [["a\n.txt", 4], ["b.txt", 4], ["empty", 0], ["b/c/d.txt", 4]]);
    assert.equal(ended.done?.error?.type, "ZeroDivisionError");
    assert.deepEqual(names(await run(`${OUT}\nos.rmdir(out)`)), []);
    assert.deepEqual(names(await run(`${OUT}\nwrite("a")\nos._exit(0)`)), []);
  },
);

testEveryPython("what is no ordinary file of the folder is not sent, and is told", async (run) => {
  const ended = await run(`${OUT}
write("a")
os.symlink("/etc/passwd", f"{out}/link")
os.symlink("/etc", f"{out}/linked")
os.mkfifo(f"{out}/pipe")`);
  assert.deepEqual(names(ended), [["a", 4]]);
  assert.match(
    ended.stderr,
    /^Note: not kept of .*: link, linked, pipe; a run keeps 20 ordinary files/,
  );
  const linked = await run(`${OUT}
os.rmdir(out)
os.symlink("/etc", out)`);
  assert.deepEqual([linked.files, linked.stderr], [[], ""]);
});

testEveryPython("files beyond a bound of number, size or depth are not sent", async (run) => {
  const many = await run(`${OUT}
for number in range(23):
    write(f"{number:02}")
write("/".join("abcdefgh") + "/i")`);
  assert.equal(many.files.length, 20);
  assert.match(many.stderr, /: 20, 21, 22; a run keeps/);
  const large = await run(`${OUT}
for name, size in (("a", 16 * 2**20 + 1), ("b", 16 * 2**20), ("c", 16 * 2**20), ("d", 1), ("e", 0)):
    write(name)
    os.truncate(f"{out}/{name}", size)`);
  assert.deepEqual(names(large), [["b", 2 ** 24], ["c", 2 ** 24], ["e", 0]]);
  assert.match(large.stderr, /: a, d; a run keeps 20 ordinary files, of 16 MiB each and 32 MiB/);
});

testEveryPython("a process that the program forked sends no file", async (run) => {
  const ended = await run(`${OUT}
write("a")
child = os.fork()
if child:
    os.waitpid(child, 0)`);
  assert.deepEqual(names(ended), [["a", 4]]);
});
