import jsonPipe from "../floors/json_pipe.py" with { type: "text" };
import { connect, startBridge } from "../client.ts";
import { BareLoop, createBareEngine } from "../container.ts";
import { measurement } from "../measurement.ts";
import { containerEngines, count, type Row } from "../row.ts";
import { interleave, timed } from "../timing.ts";
import { bundleUpstream, plainEnvironment, toNumber } from "../upstream.ts";

const MIB = 1024 * 1024;

function resultIn(size: number): string {
  return `
import time
await mcp_upstream.make(size=1)
started = time.perf_counter()
text = await mcp_upstream.make(size=${size})
ms = (time.perf_counter() - started) * 1000
assert len(text) == ${size}
ms
`;
}

function argumentOut(size: number): string {
  return `
import time
await mcp_upstream.measure(text="x")
text = "x" * ${size}
started = time.perf_counter()
length = await mcp_upstream.measure(text=text)
ms = (time.perf_counter() - started) * 1000
assert int(length) == ${size}
ms
`;
}

/** One large value each way. */
export const payload: Row = {
  name: "payload",
  title: "16 MiB of text in one call (4 MiB in a quick benchmark)",
  async measure(bench) {
    const [engine] = containerEngines(bench);
    if (engine === undefined) throw new Error("it needs podman or docker");
    const upstream = await bundleUpstream(bench);
    await using bridge = await startBridge(bench, { engine, servers: { upstream } });
    await using direct = await connect({ ...upstream, env: plainEnvironment() });
    const bare = await createBareEngine(engine);
    await using loop = new BareLoop(bare.start(jsonPipe));
    // the time of the SDK's buffers grows with the square of the size
    const size = count(bench, { long: 16, short: 4 }) * MIB;
    const loaded = new TextEncoder().encode(`L${JSON.stringify("x".repeat(size))}\n`);
    const dumped = new TextEncoder().encode(`D${size}\n`);
    const text = "x".repeat(size);
    const run = async (code: string) => toNumber(await bridge.run(code, ["upstream"]));
    const samples = await interleave({
      rounds: count(bench, { long: 8, short: 2 }),
      warmUp: !bench.quick,
      probes: {
        floorIn: () =>
          timed(async () => {
            await direct.client.callTool({ name: "make", arguments: { size } });
            await loop.ask(loaded, 2);
          }),
        oursIn: () => run(resultIn(size)),
        floorOut: () =>
          timed(async () => {
            await loop.ask(dumped, size + 3);
            await direct.client.callTool({ name: "measure", arguments: { text } });
          }),
        oursOut: () => run(argumentOut(size)),
      },
    });
    const target = { ratioAtMost: 2 };
    return [
      measurement({
        what: `${size / MIB} MiB result into Python`,
        unit: "ms",
        samples: samples.oursIn,
        floor: { what: "the SDK's client, a pipe and json.loads", samples: samples.floorIn },
        target,
      }),
      measurement({
        what: `${size / MIB} MiB argument out of Python`,
        unit: "ms",
        samples: samples.oursOut,
        floor: { what: "json.dumps, a pipe and the SDK's client", samples: samples.floorOut },
        target,
      }),
    ];
  },
};
