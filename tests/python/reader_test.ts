import assert from "node:assert/strict";
import { testEveryPython } from "./every_python.ts";

const servers = [{ name: "stub", alias: "stub", granted: true, unavailable: null }];
const echo = {
  call_tool: (params: Readonly<Record<string, unknown>>) => ({
    kind: "json",
    value: (params["arguments"] as { value: number }).value,
  }),
};

testEveryPython("A call on an event loop is answered while threads call as well", async (run) => {
  const { done } = await run(
    `
import asyncio, threading
seen = []
async def call(value):
    seen.append(await mcp_stub.echo(value=value))
def in_thread(value):
    asyncio.run(call(value))
await call(1)
threads = [threading.Thread(target=in_thread, args=(value,)) for value in range(2, 10)]
for thread in threads: thread.start()
await asyncio.gather(*(call(value) for value in range(10, 60)))
await asyncio.to_thread(lambda: [thread.join() for thread in threads]) if hasattr(asyncio, "to_thread") else None
await call(60)
sorted(seen) == list(range(1, 61))
`,
    { servers, calls: echo },
  );
  assert.equal(done?.result, true, done?.error?.traceback);
});

testEveryPython(
  "Threads are answered while the first loop computes and reads nothing",
  async (run) => {
    const { done } = await run(
      `
import asyncio, threading
seen = []
async def call(value):
    seen.append(await mcp_stub.echo(value=value))
await call(1)
thread = threading.Thread(target=lambda: asyncio.run(call(2)))
thread.start()
thread.join(20)
[seen, thread.is_alive()]
`,
      { servers, calls: echo },
    );
    assert.deepEqual(done?.result, [[1, 2], false], done?.error?.traceback);
  },
);

testEveryPython("Each loop of a program is answered, one after the other", async (run) => {
  const { done } = await run(
    `
import asyncio
async def call(value):
    return await mcp_stub.echo(value=value)
seen = []
for value in range(5):
    loop = asyncio.new_event_loop()
    seen.append(loop.run_until_complete(call(value)))
    loop.close()
seen
`,
    { servers, calls: echo },
  );
  assert.deepEqual(done?.result, [0, 1, 2, 3, 4], done?.error?.traceback);
});

testEveryPython("A loop that cannot watch descriptors is answered all the same", async (run) => {
  const { done } = await run(
    `
import asyncio
class Plain(asyncio.SelectorEventLoop):
    def add_reader(self, fd, callback, *args):
        raise NotImplementedError
async def call(value):
    return await mcp_stub.echo(value=value)
loop = Plain()
seen = [loop.run_until_complete(call(value)) for value in range(3)]
loop.close()
seen
`,
    { servers, calls: echo },
  );
  assert.deepEqual(done?.result, [0, 1, 2], done?.error?.traceback);
});

testEveryPython("Code that blocks on the loop that reads is answered", async (run) => {
  const { done } = await run(
    `
from mcp import runtime
await mcp_stub.echo(value=1)
runtime.list_servers_sync()
`,
    { servers, calls: { ...echo, list_servers: () => ["stub"] } },
  );
  assert.deepEqual(done?.result, ["stub"], done?.error?.traceback);
});
