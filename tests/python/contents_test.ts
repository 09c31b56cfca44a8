import assert from "node:assert/strict";
import { testEveryPython } from "./every_python.ts";
import { type CallTable, granted } from "./run_program.ts";

const servers = [granted("lib"), granted("a-b", "a_b")];
const LINK = { type: "resource_link", uri: "file:///note", name: "note" };
const CONTENTS: Readonly<Record<string, { text?: string; blob?: string }[]>> = {
  "file:///note": [{ text: "TODO" }],
  "file:///pixel": [{ blob: "AAEC" }],
  "file:///both": [{ text: "a" }, { blob: "Yg==" }],
  "file:///none": [],
  "file:///odd": [{}, { blob: "A" }],
};

const calls: CallTable = {
  list_resources: ({ server }) => [{ uri: "file:///note", name: String(server) }],
  list_resource_templates: () => [{ uriTemplate: "file:///{name}", name: "all" }],
  list_prompts: () => [{ name: "greet" }],
  read_resource: ({ uri }) =>
    CONTENTS[String(uri)]?.map((part) => ({ uri: String(uri), mimeType: "x/y", ...part })) ?? [],
  get_prompt: (params) => ({
    messages: [
      { role: "user", content: { type: "text", text: String(params["arguments"]) } },
      { role: "user", content: LINK },
      { role: "user", content: "odd" },
    ],
  }),
  server_logs: () => [{ time: "t", level: "info", logger: null, message: "m" }],
  call_tool: () => ({ kind: "blocks", blocks: [LINK] }),
};

testEveryPython("read_resource() gives text or bytes, or a list of several", async (run) => {
  const { done, stdout } = await run(
    `
from mcp import runtime
note = await runtime.read_resource("lib", "file:///note")
print(note, isinstance(note, str), note.uri, note.mime_type)
pixel = runtime.read_resource_sync(mcp_lib, "file:///pixel")
print(pixel == bytes([0, 1, 2]), pixel.mime_type)
print([type(part).__name__ for part in await runtime.read_resource("lib", "file:///both")])
print(await runtime.read_resource("lib", "file:///none"))
print(await runtime.read_resource("lib", "file:///odd"))
[note, pixel]
`,
    { servers, calls },
  );
  assert.equal(done?.error?.traceback, undefined);
  assert.equal(
    stdout,
    `TODO True file:///note x/y
True x/y
['ResourceText', 'ResourceBytes']
[]
[{'uri': 'file:///odd', 'mimeType': 'x/y'}, {'uri': 'file:///odd', 'mimeType': 'x/y', 'blob': 'A'}]
`,
  );
  assert.deepEqual(done?.result, ["TODO", "b'\\x00\\x01\\x02'"]);
});

testEveryPython("a link to a resource can be read, wherever a server gives one", async (run) => {
  const { done, stdout, calls: made } = await run(
    `
import asyncio, copy, json, pickle
from mcp import runtime
link = await mcp_servers["a-b"].get()
print(link.name, link["uri"], await link.read(), link.read_sync())
[item] = await runtime.resources("a_b")
print(await item.read(), runtime.resources_sync("lib")[0].name)
prompt = await runtime.get_prompt("lib", "greet")
print(await prompt.messages[1].content.read(), prompt.description, prompt.messages[2].content)
print(json.dumps(link), type(copy.deepcopy(link)).__name__, link.copy() == link)
print(await asyncio.gather(link.read(), item.read()))
link
`,
    { servers, calls },
  );
  assert.equal(done?.error?.traceback, undefined);
  assert.equal(
    stdout,
    `note file:///note TODO TODO
TODO lib
TODO None odd
{"type": "resource_link", "uri": "file:///note", "name": "note"} AttributeDict True
['TODO', 'TODO']
`,
  );
  assert.deepEqual(done?.result, LINK);
  const read = made.filter(({ method }) => method === "read_resource");
  assert.deepEqual(read[0]?.params, { server: "a-b", uri: "file:///note" });
});

testEveryPython(
  "prompts, templates and logs have both forms; arguments of a prompt become texts",
  async (run) => {
    const { done, stdout } = await run(
      `
from mcp import runtime
print(await runtime.prompts("lib") == runtime.prompts_sync("lib"), await runtime.prompts("lib"))
print(await runtime.resource_templates("lib"), runtime.resource_templates_sync("lib")[0].name)
print((await runtime.server_logs("lib"))[0].message, runtime.server_logs_sync("lib")[0].logger)
prompt = await runtime.get_prompt("lib", "greet", {"who": "Ada", "server": 1}, name=[True], no=None)
print(prompt.messages[0].content)
print(runtime.get_prompt_sync("lib", "greet", times=2).messages[0].content)
for wrong in (lambda: runtime.get_prompt("lib", "greet", x=object()), lambda: runtime.resources(3)):
    try: wrong()
    except TypeError as error: print(error)
print(runtime.resources("lib"))
`,
      { servers, calls },
    );
    assert.match(done?.error?.traceback ?? "", /write: await runtime\.resources\(\.\.\.\)/);
    assert.match(
      stdout,
      new RegExp(
        [
          String.raw`True \[\{'name': 'greet'\}\]`,
          String.raw`\[\{'uriTemplate': 'file:///\{name\}', 'name': 'all'\}\] all`,
          "m None",
          String.raw`\{"who": "Ada", "server": "1", "name": "\[true\]"\}`,
          String.raw`\{"times": "2"\}`,
          String.raw`Cannot send x: <object object at 0x\w+> has no form in JSON`,
          "a server is given by its name, not by 3",
        ].join("\n"),
      ),
    );
  },
);

testEveryPython(
  "on_progress is told in order before the value, and may be a coroutine function",
  async (run) => {
    const steps: CallTable = {
      call_tool: ({ progress }, _signal, tell) => {
        for (const step of [1, 2]) tell({ progress: step, total: 2, message: `step ${step}` });
        tell({ progress: 2.5 });
        return { kind: "json", value: progress ?? null };
      },
    };
    const { done, stdout, stderr } = await run(
      `
import asyncio
from mcp import runtime
print(await runtime.call_tool("lib", "t", on_progress=print))
async def later(progress, total, message):
    print("later", progress)
await asyncio.gather(*(runtime.call_tool("lib", "t", {}, on_progress=later) for _ in range(2)))
print(await mcp_lib.t(on_progress=1))
try: runtime.call_tool("lib", "t", on_progress="x")
except TypeError as error: print(error)
`,
      { servers, calls: steps },
    );
    assert.equal(done?.error?.traceback, undefined);
    assert.equal(
      stdout,
      `1 2 step 1
2 2 step 2
2.5 None None
True
${"later 1\nlater 2\nlater 2.5\n".repeat(2)}None
on_progress must be a function, not 'x'
`,
    );
    assert.equal(stderr, "");
  },
);

testEveryPython("what on_progress raises is told once and hurts no call", async (run) => {
  const steps: CallTable = {
    call_tool: (_params, _signal, tell) => {
      for (const progress of [1, 2, 3]) tell({ progress });
      return { kind: "json", value: "done" };
    },
  };
  const { done, stdout, stderr } = await run(
    `
from mcp import runtime
def wrong(progress, total, message):
    print("called", progress)
    raise ValueError("no")
async def late(progress, total, message):
    raise KeyError("late")
print(await runtime.call_tool("lib", "t", on_progress=wrong))
print(await runtime.call_tool("lib", "t", on_progress=late))
print(await runtime.call_tool("lib", "t", on_progress=lambda: None))
`,
    { servers, calls: steps },
  );
  assert.equal(done?.error?.traceback, undefined);
  assert.equal(stdout, "called 1\ndone\ndone\ndone\n");
  const told = stderr.trimEnd().split("\n");
  assert.equal(told.length, 3, stderr);
  assert.equal(
    told[0],
    "RuntimeWarning: on_progress of runtime.call_tool('lib', 't', ...) raised ValueError: no; " +
      "the call goes on, and on_progress is not called again",
  );
  assert.match(told[1] ?? "", /raised KeyError: 'late'/);
  assert.match(told[2] ?? "", /raised TypeError/);
});
