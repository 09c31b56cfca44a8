import assert from "node:assert/strict";
import { makeTemporaryFolder, runInterruptibly } from "../../scripts/build/run_interruptibly.ts";

const exists = (path: string) => Deno.stat(path).then(() => true, () => false);

Deno.test("runInterruptibly() gives 0 and removes the folder when the work is done", async () => {
  let folder = "";
  const code = await runInterruptibly(async (resources) => {
    folder = await makeTemporaryFolder(resources, {});
    assert.ok(await exists(folder));
  });
  assert.deepEqual([code, await exists(folder)], [0, false]);
});

Deno.test("runInterruptibly() rejects as the work does, without the folder", async () => {
  let folder = "";
  const failing = runInterruptibly(async (resources) => {
    folder = await makeTemporaryFolder(resources, {});
    throw new Error("no use");
  });
  await assert.rejects(failing, /no use/);
  assert.equal(await exists(folder), false);
});

Deno.test({
  name: "runInterruptibly() gives the signal's exit code, without the folder",
  // which sends no signals to itself
  ignore: Deno.build.os === "windows",
  fn: async () => {
    let folder = "";
    const code = await runInterruptibly(async (resources) => {
      folder = await makeTemporaryFolder(resources, {});
      const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
      resources.defer(() => listener.close());
      Deno.kill(Deno.pid, "SIGTERM");
      // nobody comes
      await listener.accept();
    });
    assert.deepEqual([code, await exists(folder)], [143, false]);
  },
});
