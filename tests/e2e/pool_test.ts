import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import { skipReason } from "../support/engines.ts";
import { type BridgeClient, startBridge } from "./support/bridge_client.ts";
import { createHome } from "./support/home.ts";
import { containersOf } from "./support/leftovers.ts";

const LINUX = Deno.build.os === "linux";

// one engine will do: what is shared are files of the launcher, whichever engine it is
const skipped = await skipReason("podman");
Deno.test({
  name: "serve shares a cap on waiting sandboxes with the user's other bridges",
  ignore: skipped !== null || !LINUX,
  fn: async () => {
    await using home = await createHome({});
    const env = { MCP_BRIDGE_RUNTIME: "podman", MCP_BRIDGE_POOL: "6" };
    const waiting = async (bridge: BridgeClient) =>
      (await containersOf("podman", bridge.pid)).length;
    await using first = await startBridge({ home: home.path, env });
    await eventually("the first has six", async () => await waiting(first) === 6);
    await using second = await startBridge({ home: home.path, env });
    await eventually("the second has two", async () => await waiting(second) === 2);
    await using third = await startBridge({ home: home.path, env });
    assert.equal((await third.run("6 * 7")).result, 42, "it starts one on demand");
    await eventually("the third has none", async () => await waiting(third) === 0);
    assert.deepEqual([await waiting(first), await waiting(second)], [6, 2]);
  },
});
