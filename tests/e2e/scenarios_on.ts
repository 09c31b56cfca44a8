import assert from "node:assert/strict";
import type { EngineName } from "../../src/engines.ts";
import { absence, skipReason } from "../support/engines.ts";
import { LONG_TESTS } from "../support/long_tests.ts";
import { SCENARIOS } from "./scenarios.ts";
import { startBridge } from "./support/bridge_client.ts";
import { createHome, exampleServers } from "./support/home.ts";

/**
 * Registers the test of an engine. Each has a file of its own, so that they run beside each other.
 * Without {@linkcode LONG_TESTS} the scenarios run on podman alone, if that can be used.
 */
export async function testScenariosOn(engine: EngineName): Promise<void> {
  const covered = engine !== "podman" && !LONG_TESTS && await absence("podman") === null;
  const skipped = covered ? "podman stands for it" : await skipReason(engine, true);
  Deno.test({
    name: `run_python behaves on ${engine}`,
    ignore: skipped !== null,
    fn: async (t) => {
      await using home = await createHome({});
      const note = await home.write("files/note.txt", "TODO: write it down\n");
      await home.write(
        ".config/mcp/servers/all.json",
        {
          mcpServers: exampleServers({
            filesystem: ["filesystem", note.slice(0, note.lastIndexOf("/")), "/tmp"],
            crash: ["crash"],
            results: ["results"],
            slow: ["slow"],
            huge: ["huge_result"],
            integers: ["integers"],
            library: ["library"],
          }),
        },
      );
      await using bridge = await startBridge({
        home: home.path,
        env: { MCP_BRIDGE_RUNTIME: engine },
      });
      for (const scenario of SCENARIOS) {
        const impossible = scenario.except?.[engine];
        await t.step({
          name: impossible === undefined ? scenario.name : `${scenario.name} (${impossible})`,
          ignore: impossible !== undefined,
          fn: async () => {
            const answer = await bridge.run(scenario.code, scenario);
            scenario.check(answer);
            assert.equal(answer.engine, engine);
          },
        });
      }
    },
  });
}
