import { type ContainerEngineName, type EngineName, isContainerEngine } from "../../src/engines.ts";
import { type BridgeClient, startBridge } from "../client.ts";
import { type Measurement, measurement } from "../measurement.ts";
import { type Bench, containerEngines, count, type Row } from "../row.ts";
import { stoppableService } from "../stopped_service.ts";
import { pause, timed } from "../timing.ts";

/** How late a time-out is answered. */
export const timeOut: Row = {
  name: "time-out",
  title: "milliseconds after its limit of 0.5 s until a busy program is answered",
  async measure(bench) {
    const lines: Measurement[] = [];
    for (const engine of bench.engines) lines.push(await measureEngine(bench, engine));
    if (Deno.build.os !== "linux") return lines;
    for (const engine of containerEngines(bench)) lines.push(await measureStopped(bench, engine));
    return lines;
  },
};

const LIMIT_SECONDS = 0.5;
/** A program that gives no turn to anything. */
const BUSY = "while True: pass";
/** Pause between runs, in which a sandbox takes the place of the last one. */
const PAUSE_MS = 700;
const EMBEDDED_PAUSE_MS = 1_700;
/** With the pause after each, a minute. */
const MOST_ATTEMPTS = 60;

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

/** With what the engine needs to end a sandbox stopped, from the middle of the run on. */
async function measureStopped(bench: Bench, engine: ContainerEngineName): Promise<Measurement> {
  await using service = await stoppableService(engine, { directory: bench.directory });
  await using bridge = await startBridge(bench, {
    engine,
    dockerSocket: service.socket,
    quiet: true,
  });
  const samples: number[] = [];
  let lost = 0;
  const wanted = count(bench, { long: 100, short: 3 });
  while (samples.length < wanted) {
    await untilUsable(bridge);
    const late = latenessOf(bridge).catch((error) => {
      // stopped before the run had a sandbox: it was refused, and is no time-out
      if (++lost > wanted) throw error;
      return null;
    });
    await pause(LIMIT_SECONDS * 500);
    const resume = await service.stop(bridge.pid);
    const ms = await late.finally(resume);
    if (ms !== null) samples.push(ms);
  }
  const what = `${engine}, ${service.what} stopped`;
  return measurement({ what, unit: "ms", samples, target: { p99AtMost: 1_000 } });
}

/** The engine is left alone for a while after a failure, and cleans up when it goes on. */
async function untilUsable(bridge: BridgeClient): Promise<void> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const usable = await bridge.run("1+1").then(() => true, () => false);
    await pause(PAUSE_MS);
    if (usable) return;
  }
  throw new Error(`The engine does not start sandboxes again after ${MOST_ATTEMPTS} attempts`);
}

async function latenessOf({ client }: BridgeClient): Promise<number> {
  const ms = await timed(async () => {
    const answer = await client.callTool({
      name: "run_python",
      arguments: { code: BUSY, timeout: LIMIT_SECONDS },
    });
    const status = Object(answer.structuredContent)["status"];
    if (status !== "timeout") throw new Error(`The run ended otherwise: ${JSON.stringify(answer)}`);
  });
  return ms - LIMIT_SECONDS * 1000;
}
