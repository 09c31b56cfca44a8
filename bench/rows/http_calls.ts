import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { startBridge } from "../client.ts";
import { startHttpUpstream } from "../peers/upstream.ts";
import { measurement } from "../measurement.ts";
import { count, mainEngine, type Row } from "../row.ts";
import { interleave, timed } from "../timing.ts";
import { toNumber } from "../upstream.ts";

const CALLS = 1_000;

/** Measured inside the program, so that the start and the end of the run are not included. */
const SEQUENTIAL = `
import time
await mcp_upstream.echo(text="warm")
started = time.perf_counter()
for i in range(${CALLS}):
    await mcp_upstream.echo(text="hello")
(time.perf_counter() - started) * 1000
`;

/** Calls of a tool over Streamable HTTP from one run, against the SDK's client calling the same server. */
export const httpCalls: Row = {
  name: "http-calls",
  title: `${CALLS} calls over Streamable HTTP from one run`,
  async measure(bench) {
    await using upstream = await startHttpUpstream(bench);
    const { url } = upstream;
    await using bridge = await startBridge(bench, {
      engine: mainEngine(bench),
      servers: { upstream: { url } },
    });
    const direct = new Client({ name: "bench", version: "1" });
    await direct.connect(new StreamableHTTPClientTransport(new URL(url)));
    try {
      const samples = await interleave({
        rounds: count(bench, { long: 10, short: 3 }),
        probes: {
          direct: () =>
            timed(async () => {
              for (let index = 0; index < CALLS; index++) {
                await direct.callTool({ name: "echo", arguments: { text: "hello" } });
              }
            }),
          ours: async () => toNumber(await bridge.run(SEQUENTIAL, ["upstream"])),
        },
      });
      return [measurement({
        what: "one after the other",
        unit: "ms",
        samples: samples.ours,
        floor: { what: "the SDK's client calling the server itself", samples: samples.direct },
        target: { ratioAtMost: 1.8 },
      })];
    } finally {
      await direct.close();
    }
  },
};
