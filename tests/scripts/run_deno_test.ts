import assert from "node:assert/strict";
import { runDeno } from "../../scripts/build/run_deno.ts";

Deno.test("runDeno() says what failed, and what may help", async () => {
  const args = ["eval", "--quiet", "Deno.exit(3)"];
  const run = (advice?: string) =>
    runDeno(Deno.execPath(), { args, cwd: ".", ...(advice !== undefined && { advice }) });
  await assert.rejects(run(), /^Error: Cannot go on: `\S+ eval` ended with exit code 3$/);
  await assert.rejects(run("turn it off"), /ended with exit code 3; turn it off$/);
});
