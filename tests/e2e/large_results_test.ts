import assert from "node:assert/strict";
import { ENGINE_NAMES } from "../../src/engines.ts";
import { skipReason } from "../support/engines.ts";
import { startBridge } from "./support/bridge_client.ts";
import { createHome, exampleServers } from "./support/home.ts";

/** In the bridge's own thread, exact integers of this number take several seconds to be read. */
const MOST_MS = 1_500;

const skipped = await Promise.all(ENGINE_NAMES.map((engine) => skipReason(engine, true)));
const engine = ENGINE_NAMES.find((_, index) => skipped[index] === null);

Deno.test({
  name: "a large result holds up neither ping nor another run",
  ignore: engine === undefined,
  fn: async () => {
    await using home = await createHome(exampleServers({ huge: ["huge_result"] }));
    await using bridge = await startBridge({
      home: home.path,
      env: { MCP_BRIDGE_RUNTIME: engine ?? "" },
    });
    await bridge.run("len(await mcp_huge.rows(n=1))", { servers: ["huge"] });
    let over = false;
    const large = bridge.run(
      `[len(await mcp_huge.rows(n=100_000)), len(await mcp_huge.integers(n=900_000))]`,
      { servers: ["huge"], timeout: 120 },
    ).finally(() => over = true);
    const other = bridge.run("1 + 1").then(({ result }) => ({ result, first: !over }));
    const pings: number[] = [];
    for (let count = 0; count < 100_000 && !over; count++) {
      const began = performance.now();
      await bridge.client.ping();
      pings.push(performance.now() - began);
    }
    const { result } = await large;
    assert.deepEqual(result, [100_000, 900_000]);
    assert.deepEqual(await other, { result: 2, first: true });
    assert.ok(Math.max(...pings) < MOST_MS, `a ping took ${Math.max(...pings)} ms`);
  },
});
