import { connect, startBridge } from "../client.ts";
import { createBareEngine } from "../container.ts";
import { measurement } from "../measurement.ts";
import { Relay } from "../relay.ts";
import { containerEngines, count, mainEngine, type Row } from "../row.ts";
import { interleave, timed } from "../timing.ts";
import { bundleUpstream, plainEnvironment, toNumber } from "../upstream.ts";

const CALLS = 1_000;
/** Calls of one run that the bridge has in flight at most. */
const IN_FLIGHT = 64;

/** Measured inside the program, so that the start and the end of the run are not included. */
const SEQUENTIAL = `
import time
await mcp_upstream.echo(text="warm")
started = time.perf_counter()
for i in range(${CALLS}):
    await mcp_upstream.echo(text="hello")
(time.perf_counter() - started) * 1000
`;

const GATHERED = `
import asyncio, time
await mcp_upstream.echo(text="warm")
started = time.perf_counter()
await asyncio.gather(*(mcp_upstream.echo(text="hello") for i in range(${CALLS})))
${CALLS} / (time.perf_counter() - started)
`;

/** Calls of a trivial tool from one run, against the SDK's client calling the same server. */
export const toolCalls: Row = {
  name: "tool-calls",
  title: `${CALLS} calls of a trivial upstream tool from one run`,
  async measure(bench) {
    const upstream = await bundleUpstream(bench);
    await using bridge = await startBridge(bench, {
      engine: mainEngine(bench),
      servers: { upstream },
    });
    const [engine] = containerEngines(bench);
    await using relay = engine === undefined
      ? null
      : await Relay.start(await createBareEngine(engine), upstream);
    await using direct = await connect({ ...upstream, env: plainEnvironment() });
    const call = () => direct.client.callTool({ name: "echo", arguments: { text: "hello" } });
    const run = async (code: string) => toNumber(await bridge.run(code, ["upstream"]));
    const samples = await interleave({
      rounds: count(bench, { long: 10, short: 3 }),
      probes: {
        direct: () =>
          timed(async () => {
            for (let index = 0; index < CALLS; index++) await call();
          }),
        relayed: relay === null ? null : () => relay.calls(CALLS),
        sequential: () => run(SEQUENTIAL),
        directFlood: async () => CALLS / (await timed(() => flood(call))) * 1000,
        gathered: () => run(GATHERED),
      },
    });
    return [
      measurement({
        what: "one after the other",
        unit: "ms",
        samples: samples.sequential,
        floor: { what: "the SDK's client calling the server itself", samples: samples.direct },
        target: { ratioAtMost: 1.8 },
      }),
      ...(relay === null ? [] : [
        measurement({
          what: "bytes alone, the same way",
          unit: "ms",
          samples: samples.relayed,
          floor: { what: "the SDK's client calling the server itself", samples: samples.direct },
        }),
      ]),
      measurement({
        what: "all at once, by gather",
        unit: "calls/s",
        samples: samples.gathered,
        floor: { what: `the SDK's client, ${IN_FLIGHT} in flight`, samples: samples.directFlood },
        target: { ratioAtLeast: 0.6 },
      }),
    ];
  },
};

async function flood(call: () => Promise<unknown>): Promise<void> {
  let left = CALLS;
  await Promise.all(Array.from({ length: IN_FLIGHT }, async () => {
    while (left-- > 0) await call();
  }));
}
