import assert from "node:assert/strict";
import { once } from "../../src/system/once.ts";

Deno.test("once() does the work at the first call and shares its result", async () => {
  let count = 0;
  const work = once(() => Promise.resolve(++count));
  assert.equal(work.started, null);
  assert.deepEqual(await Promise.all([work.get(), work.get()]), [1, 1]);
  assert.equal(await work.get(), 1);
  assert.equal(await work.started, 1);
});

Deno.test("once() tries again after a failure, which all who waited for it are told", async () => {
  const attempts = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
  let count = 0;
  const work = once(() => attempts[count++]?.promise ?? Promise.resolve("too many"));
  const first = assert.rejects(work.get(), /cannot be loaded/);
  const second = assert.rejects(work.get(), /cannot be loaded/);
  attempts[0]?.reject(new Error("cannot be loaded"));
  await Promise.all([first, second]);
  assert.equal(work.started, null);
  const third = work.get();
  attempts[1]?.resolve("loaded");
  assert.equal(await third, "loaded");
  assert.equal(await work.get(), "loaded");
  assert.equal(count, 2);
});
