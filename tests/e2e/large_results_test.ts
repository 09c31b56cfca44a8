import assert from "node:assert/strict";
import { ENGINE_NAMES } from "../../src/engines.ts";
import { skipReason } from "../support/engines.ts";
import { startBridge } from "./support/bridge_client.ts";
import { createHome, exampleServers } from "./support/home.ts";
import { longTest } from "../support/long_tests.ts";

/** In the bridge's own thread, so many exact integers take several seconds to be read. */
const MOST_MS = 1_500;

const skipped = await Promise.all(ENGINE_NAMES.map((engine) => skipReason(engine, true)));
const engine = ENGINE_NAMES.find((_, index) => skipped[index] === null);

/** Runs a large program beside small requests, and gives its result. */
async function besideOthers(program: string): Promise<unknown> {
  await using home = await createHome(exampleServers({ huge: ["huge_result"] }));
  await using bridge = await startBridge({
    home: home.path,
    env: { MCP_BRIDGE_RUNTIME: engine ?? "" },
  });
  await bridge.run("len(await mcp_huge.rows(n=1))", { servers: ["huge"] });
  let over = false;
  const large = bridge.run(program, { servers: ["huge"], timeout: 120 })
    .finally(() => over = true);
  const other = bridge.run("1 + 1").then(({ result }) => ({ result, first: !over }));
  const pings: number[] = [];
  for (let count = 0; count < 100_000 && !over; count++) {
    const began = performance.now();
    await bridge.client.ping();
    pings.push(performance.now() - began);
  }
  const { result } = await large;
  assert.deepEqual(await other, { result: 2, first: true });
  assert.ok(Math.max(...pings) < MOST_MS, `a ping took ${Math.max(...pings)} ms`);
  return result;
}

longTest({
  name: "a large result of a server holds up neither ping nor another run",
  ignore: engine === undefined,
  fn: async () => {
    const result = await besideOthers(
      `[len(await mcp_huge.rows(n=100_000)), len(await mcp_huge.integers(n=900_000))]`,
    );
    assert.deepEqual(result, [100_000, 900_000]);
  },
});

longTest({
  name: "large arguments and a large result of a program hold up neither ping nor another run",
  ignore: engine === undefined,
  fn: async () => {
    const result = await besideOthers(`
items = [12345678901234567891] * 900_000
count = (await mcp_huge.count(items=items))["count"]
[count, *items]`);
    assert.match(String(result), /^900000(,12345678901234567000)+$/);
  },
});

longTest({
  name: "a large value and files that a run keeps hold up neither ping nor another run",
  ignore: engine === undefined,
  fn: async () => {
    const result = await besideOthers(`
kept = await runtime.keep([{"id": n, "text": "x" * 120} for n in range(100_000)])
for name in "ab":
    open(f"/workspace/out/{name}.bin", "wb").write(bytes(16 * 2**20))
[kept.schema, len(await runtime.ref(kept.ref))]`);
    assert.deepEqual(result, ["list[{id: int, text: str}], 100,000 items", 100_000]);
  },
});
