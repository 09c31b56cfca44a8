import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

Deno.test("tools with output schemas can be called where code generation is forbidden", async () => {
  const program = fileURLToPath(new URL("without_code_generation.ts", import.meta.url));
  const flag = "--v8-flags=--disallow-code-generation-from-strings";
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-read", "--allow-env", "--allow-run", "--no-prompt", flag, program],
  }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
});
