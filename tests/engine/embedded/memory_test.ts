import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

async function run(...args: readonly string[]): Promise<unknown> {
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--no-prompt", "--no-lock", "--no-config"],
      fileURLToPath(new URL("./fixtures/grown_memory.mjs", import.meta.url)),
      ...args,
    ],
  }).output();
  assert.notEqual(stdout.length, 0, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

Deno.test("limitMemory() lets WebAssembly grow to the limit and no further", async () => {
  assert.deepEqual(await run("4"), {
    "to the limit": "1",
    "past it": "RangeError",
    "by what is no number": "RangeError",
    "by a number that changes": "RangeError",
    "with what was replaced": "RangeError",
  });
});

Deno.test("control: without limitMemory() each of these grows", async () => {
  const outcomes = await run();
  assert(typeof outcomes === "object" && outcomes !== null);
  assert(!Object.values(outcomes).includes("RangeError"), JSON.stringify(outcomes));
});
