import { type EngineName, isContainerEngine } from "../../src/engines.ts";
import { type BridgeClient, startBridge } from "../client.ts";
import { type Measurement, measurement } from "../measurement.ts";
import { type Bench, count, type Row } from "../row.ts";
import { pause, timed } from "../timing.ts";

/** How late a time-out is answered. */
export const timeOut: Row = {
  name: "time-out",
  title: "milliseconds after its limit of 0.5 s until a busy program is answered",
  async measure(bench) {
    const lines: Measurement[] = [];
    for (const engine of bench.engines) lines.push(await measureEngine(bench, engine));
    return lines;
  },
};

const LIMIT_SECONDS = 0.5;
/** A program that gives no turn to anything. */
const BUSY = "while True: pass";
/** Pause between runs, in which a sandbox takes the place of the last one. */
const PAUSE_MS = 700;
const EMBEDDED_PAUSE_MS = 1_700;

async function measureEngine(bench: Bench, engine: EngineName): Promise<Measurement> {
  await using bridge = await startBridge(bench, { engine });
  await bridge.run("1+1");
  const samples: number[] = [];
  for (let round = 0; round < count(bench, { long: 100, short: 3 }); round++) {
    await pause(isContainerEngine(engine) ? PAUSE_MS : EMBEDDED_PAUSE_MS);
    samples.push(await latenessOf(bridge));
  }
  const most = isContainerEngine(engine) ? 1_000 : 300;
  return measurement({ what: engine, unit: "ms", samples, target: { p99AtMost: most } });
}

async function latenessOf({ client }: BridgeClient): Promise<number> {
  const ms = await timed(async () => {
    const { structuredContent } = await client.callTool({
      name: "run_python",
      arguments: { code: BUSY, timeout: LIMIT_SECONDS },
    });
    const status = Object(structuredContent)["status"];
    if (status !== "timeout") throw new Error(`The run ended otherwise: ${status}`);
  });
  return ms - LIMIT_SECONDS * 1000;
}
