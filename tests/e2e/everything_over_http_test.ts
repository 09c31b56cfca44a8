/** The protocol's own test server, as npm has it, over both transports. */

import assert from "node:assert/strict";
import { createDenoSystem } from "../../src/system/deno_system.ts";
import type { HttpDefinition } from "../../src/discovery/server_definition.ts";
import { eventually } from "../support/eventually.ts";
import { longTest } from "../support/long_tests.ts";
import { withHttp } from "../support/http_bench.ts";

const EVERYTHING = "@modelcontextprotocol/server-everything@2026.8.31";
const SYSTEM = createDenoSystem();

/** Whether this machine can start servers that are published on npm. */
async function hasNpx(): Promise<boolean> {
  try {
    return (await new Deno.Command("npx", { args: ["--version"], stdin: "null" }).output()).success;
  } catch {
    return false;
  }
}

const npx = SYSTEM.platform !== "windows" && await hasNpx();
// deno-lint-ignore no-console -- the one line that says what was not tested
if (!npx) console.log("skipped: server-everything over HTTP: npx is not on PATH");

/** Starts it on a free port; the first start may fetch the package. */
async function startEverything(transport: "streamableHttp" | "sse") {
  const free = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = free.addr;
  free.close();
  const names = ["PATH", "HOME"];
  const env = Object.fromEntries(names.map((name) => [name, SYSTEM.env(name) ?? ""]));
  const process = SYSTEM.spawn({
    argv: ["npx", "-y", "--prefer-offline", EVERYTHING, transport],
    env: { ...env, PORT: String(port) },
    ownGroup: true,
  });
  const drained = Promise.all(
    [process.stdout, process.stderr].map((stream) => stream.pipeTo(new WritableStream())),
  );
  await eventually("the server listens", async () => {
    try {
      (await Deno.connect({ hostname: "127.0.0.1", port })).close();
      return true;
    } catch {
      return false;
    }
  }, 120_000);
  return {
    port,
    async [Symbol.asyncDispose]() {
      process.kill("SIGKILL");
      await process.exited;
      await drained.catch(() => {});
    },
  };
}

const WAYS: readonly (readonly ["streamableHttp" | "sse", string, Partial<HttpDefinition>])[] = [
  ["streamableHttp", "/mcp", {}],
  ["sse", "/sse", { type: "sse" }],
];

for (const [transport, path, entry] of WAYS) {
  longTest({
    name: `tools of server-everything are called over ${transport}`,
    ignore: !npx,
    fn: async () => {
      await using server = await startEverything(transport);
      const url = `http://localhost:${server.port}${path}`;
      await withHttp({ everything: { url, ...entry } }, async ({ call, upstreams }) => {
        const { signal } = new AbortController();
        const { tools } = await upstreams.describe("everything", signal);
        assert.ok(tools.length >= 8, `${tools.length} tools`);
        assert.equal(await call("everything", "echo", { message: "hi" }), "Echo: hi");
        const sums = Array.from(
          { length: 16 },
          (_, a) => call("everything", "get-sum", { a, b: 1 }),
        );
        const texts = await Promise.all(sums);
        assert.ok(texts.every((text, a) => String(text).includes(String(a + 1))), String(texts));
        const weather = await call("everything", "get-structured-content", { location: "Chicago" });
        assert.ok(typeof weather === "object" && weather !== null && "temperature" in weather);
        const slow = { duration: 0.2, steps: 2 };
        const done = await call("everything", "trigger-long-running-operation", slow);
        assert.match(String(done), /completed/);
      });
    },
  });
}
