import assert from "node:assert/strict";
import { readResidentBytes, watchMemory } from "../../../src/engine/embedded/memory_watch.ts";
import { createDenoSystem } from "../../../src/system/deno_system.ts";
import { FakeSystem } from "../../fakes/fake_system.ts";
import { turn } from "../../support/eventually.ts";

function status(kib: number): string {
  return `Name:\tdeno\nVmHWM:\t 9999999 kB\nVmRSS:\t ${kib} kB\nThreads:\t7\n`;
}

Deno.test("watchMemory() calls back once when the limit is passed, and then stops", async () => {
  const system = new FakeSystem({ files: { "/proc/7/status": status(100) } });
  const seen: number[] = [];
  watchMemory(system, { pid: 7, limitBytes: 200 * 1024, onExceeded: (bytes) => seen.push(bytes) });
  for (const kib of [100, 200, 201, 300]) {
    system.files.put("/proc/7/status", status(kib));
    system.clock.advance(250);
    await turn();
  }
  assert.deepEqual(seen, [201 * 1024]);
  assert.equal(system.clock.pending, 0);
});

Deno.test("watchMemory() looks no more when it is told to stop, or the process is gone", async () => {
  const system = new FakeSystem({ files: { "/proc/7/status": status(100) } });
  const never = (): never => assert.fail("nothing was exceeded");
  const stop = watchMemory(system, { pid: 7, limitBytes: 1, onExceeded: never });
  stop();
  assert.equal(system.clock.pending, 0);
  watchMemory(system, { pid: 8, limitBytes: 1, onExceeded: never });
  system.clock.advance(250);
  await turn();
  assert.equal(system.clock.pending, 0);
});

Deno.test("watchMemory() watches nothing where the system does not show it", () => {
  const system = new FakeSystem({ platform: "darwin" });
  watchMemory(system, { pid: 7, limitBytes: 1, onExceeded: () => {} });
  assert.equal(system.clock.pending, 0);
});

Deno.test({
  name: "readResidentBytes() reads the real thing",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const bytes = await readResidentBytes(createDenoSystem(), Deno.pid);
    assert(bytes !== null && bytes > 10 * 1024 * 1024, String(bytes));
    assert.equal(await readResidentBytes(createDenoSystem(), 2 ** 22 + 1), null);
  },
});

Deno.test("readResidentBytes() counts what the process started, and what that started", async () => {
  const system = new FakeSystem({
    files: {
      "/proc/7/status": status(100),
      "/proc/7/task/7/children": "8 9 ",
      "/proc/8/status": status(20),
      "/proc/8/task/8/children": "10 ",
      // process 9 has just ended
      "/proc/10/status": status(3),
    },
  });
  assert.equal(await readResidentBytes(system, 7), 123 * 1024);
});

Deno.test("readResidentBytes() counts no more processes than a sandbox can have", async () => {
  const system = new FakeSystem({
    files: { "/proc/7/status": status(1), "/proc/7/task/7/children": "7 ".repeat(1000) },
  });
  assert.equal(await readResidentBytes(system, 7), 16 * 1024);
});
