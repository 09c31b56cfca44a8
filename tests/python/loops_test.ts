import assert from "node:assert/strict";

import { testEveryPython } from "./every_python.ts";
import { granted, type RunOptions } from "./run_program.ts";

const ECHO: RunOptions = {
  servers: [granted("stub")],
  calls: { call_tool: ({ arguments: given }) => ({ kind: "json", value: given ?? null }) },
};

testEveryPython("A loop that runs can be told to run until something is done", async (run) => {
  const { done, stderr } = await run(
    `
import asyncio
async def get(n):
    await asyncio.sleep(0)
    return (await mcp_stub.echo(n=n)).n
task = asyncio.create_task(get(1))
first = await get(0)
loop = asyncio.get_event_loop()
found = [first, loop.run_until_complete(get(2)), loop.run_until_complete(task)]
loop.close()
found.append(asyncio.run(get(3)))
async def fails():
    raise LookupError("here")
try:
    loop.run_until_complete(fails())
except LookupError as error:
    found.append(str(error))
async def inner():
    return asyncio.run(get(4)), asyncio.current_task() is not None
found += [*(await asyncio.gather(inner(), get(5), get(6)))]
found
`,
    ECHO,
  );
  assert.deepEqual(done?.result, [0, 2, 1, 3, "here", [4, true], 5, 6], done?.error?.traceback);
  assert.equal(stderr, "");
});

testEveryPython("A loop that runs inside a turn reads a reply once", async (run) => {
  const { done } = await run(
    `
import asyncio, time
async def get(n):
    await asyncio.sleep(0)  # a second read would wait before the call is made
    return (await mcp_stub.echo(n=n)).n
first = await get(0)
task = asyncio.create_task(get(1))
await asyncio.sleep(0)
await asyncio.sleep(0)
time.sleep(0.3)  # the reply is there: the turn after the next line finds it, and does this first
await asyncio.sleep(0)
[first, asyncio.run(get(2)), await task]
`,
    { ...ECHO, timeoutSeconds: 5 },
  );
  assert.deepEqual(done?.result, [0, 2, 1], done?.error?.traceback);
});

testEveryPython("A loop of a program's own runs inside the one that runs", async (run) => {
  const { done, stderr } = await run(
    `
import asyncio
async def get(n):
    return (await mcp_stub.echo(n=n)).n
first = await get(1)
loop = asyncio.new_event_loop()
task = loop.create_task(get(2))
second = [loop.run_until_complete(get(3)), loop.run_until_complete(task)]
loop.close()
[first, *second, await get(4)]
`,
    ECHO,
  );
  assert.deepEqual(done?.result, [1, 3, 2, 4], done?.error?.traceback);
  assert.equal(stderr, "");
});

testEveryPython(
  "run_coroutine_threadsafe() gives its result on the loop's own thread",
  async (run) => {
    const waits = `
import asyncio
async def get(n):
    await asyncio.sleep(0)
    return n
`;
    const inside = await run(`${waits}
await asyncio.sleep(0)
loop = asyncio.get_running_loop()
late = asyncio.run_coroutine_threadsafe(asyncio.sleep(60), loop)
try:
    late.result(timeout=0.01)
except Exception as error:
    late.cancel()
    failed = type(error).__name__
[asyncio.run_coroutine_threadsafe(get(1), loop).result(), failed]
`);
    assert.deepEqual(inside.done?.result, [1, "TimeoutError"], inside.done?.error?.traceback);
    const beside = await run(`${waits}
loop = asyncio.new_event_loop()
asyncio.run_coroutine_threadsafe(get(2), loop).result()
`);
    assert.equal(beside.done?.result, 2, beside.done?.error?.traceback);
    const elsewhere = await run(`${waits}
import threading
loop = asyncio.new_event_loop()
threading.Thread(target=loop.run_forever, daemon=True).start()
asyncio.run_coroutine_threadsafe(get(3), loop).result()
`);
    assert.equal(elsewhere.done?.result, 3, elsewhere.done?.error?.traceback);
  },
);

testEveryPython("nest_asyncio is there, and has nothing left to do", async (run) => {
  const { done } = await run(`
import nest_asyncio
nest_asyncio.apply()
import asyncio
await asyncio.sleep(0)
asyncio.run(asyncio.sleep(0, 1))
`);
  assert.equal(done?.result, 1, done?.error?.traceback);
});
