import assert from "node:assert/strict";
import { startBridge } from "./support/bridge_client.ts";
import { longTest } from "../support/long_tests.ts";
import { createHome, exampleServers } from "./support/home.ts";

longTest(
  "a client whose time-out is reset by progress waits for a run that is longer",
  async () => {
    await using home = await createHome(exampleServers({ slow: ["slow"] }));
    await using bridge = await startBridge({
      home: home.path,
      env: { MCP_BRIDGE_RUNTIME: "embedded" },
      negotiation: "auto",
    });
    const told: string[] = [];
    const result = await bridge.client.callTool({
      name: "run_python",
      arguments: { code: "await mcp_slow.sleep(ms=9_000)", servers: ["slow"] },
    }, {
      timeout: 8_000,
      resetTimeoutOnProgress: true,
      onprogress: ({ message }) => void told.push(message ?? ""),
    });
    assert.match(JSON.stringify(result.structuredContent), /"status":"success"/);
    // on a busy machine the first comes before the sandbox is ready
    assert.match(told[0] ?? "", /^0 calls made, now slow\.sleep$|sandbox/);
  },
);
