import assert from "node:assert/strict";
import { startAdvice } from "../../src/discovery/start_advice.ts";

function adviceOf(command: string, ...args: readonly string[]): string | null {
  return startAdvice({ kind: "stdio", command, args, env: {} });
}

Deno.test("startAdvice() names --prefer-offline to a server that npx starts without it", () => {
  for (
    const [command, ...args] of [
      ["npx", "-y", "server"],
      ["/opt/node/bin/npx", "server"],
      ["cmd", "/c", "C:\\node\\npx.cmd", "-y", "server"],
    ] as const
  ) {
    assert.match(adviceOf(command, ...args) ?? "", /"--prefer-offline" before the package/);
  }
});

Deno.test("startAdvice() has nothing to say of other servers", () => {
  assert.equal(adviceOf("npx", "--prefer-offline", "-y", "server"), null);
  assert.equal(adviceOf("npx", "--offline", "server"), null);
  assert.equal(adviceOf("uvx", "server"), null);
  assert.equal(adviceOf("node", "npx-like.js"), null);
  assert.equal(startAdvice({ kind: "http", url: "https://a.example/npx", headers: {} }), null);
});
