import assert from "node:assert/strict";
import { createChildEnvironment } from "../../../src/engine/embedded/child_environment.ts";
import { FakeSystem } from "../../fakes/fake_system.ts";

const HOST = { SECRET: "canary", HOME: "/home/ada", SystemRoot: "C:\\Windows" };

Deno.test("createChildEnvironment() hands on no variable, and gives a DENO_DIR that cannot be made", async () => {
  for (const platform of ["linux", "darwin"] as const) {
    const system = new FakeSystem({ platform, env: HOST });
    const { env, cwd, remove } = await createChildEnvironment(system);
    assert.deepEqual(env, {
      DENO_DIR: "/dev/null/none",
      DENO_NO_UPDATE_CHECK: "1",
      NO_COLOR: "1",
    });
    assert.equal(cwd, "/");
    await remove();
  }
});

Deno.test("createChildEnvironment() gives a Windows child a directory of its own, and removes it", async () => {
  const system = new FakeSystem({ platform: "windows", env: HOST });
  const { env, cwd, remove } = await createChildEnvironment(system);
  assert.deepEqual(Object.keys(env).sort(), [
    "DENO_DIR",
    "DENO_NO_UPDATE_CHECK",
    "NO_COLOR",
    "SystemRoot",
  ]);
  assert.equal(env.DENO_DIR, cwd);
  assert.notEqual((await createChildEnvironment(system)).cwd, cwd);
  await remove();
  assert.equal(await system.files.info(cwd), null);
});

Deno.test("createChildEnvironment() leaves an executable no home directory to keep things in", async () => {
  const { env } = await createChildEnvironment(new FakeSystem({ compiled: true, env: HOST }));
  assert.equal(env.HOME, "/dev/null/none");
});
