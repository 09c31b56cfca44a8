import roomLoop from "../floors/room_loop.py" with { type: "text" };
import type { ContainerEngineName } from "../../src/engines.ts";
import { encodeFilter } from "../../src/engine/container/filter/filter_source.ts";
import { FILTER_LIST } from "../../src/engine/container/filter/filter_list.ts";
import { RUNTIME_MODULES } from "../../src/python/modules.ts";
import { type BridgeClient, startBridge } from "../client.ts";
import { BareLoop, createBareEngine } from "../container.ts";
import { type Measurement, measurement } from "../measurement.ts";
import { type Bench, containerEngines, count, type Row } from "../row.ts";
import { pause, rate, timed } from "../timing.ts";

/** Time for the containers of the last measurement to end. */
const SETTLE_MS = 1_500;
/** Callers at once. */
const CALLERS = 8;

/** Calls without a pause: what a run costs when nothing could be made ahead in a rest. */
export const backToBack: Row = {
  name: "back-to-back",
  title: 'run_python("1+1"), back to back',
  async measure(bench) {
    const lines: Measurement[] = [];
    const engines = containerEngines(bench);
    for (const engine of bench.quick ? engines.slice(0, 1) : engines) {
      await using bridge = await startBridge(bench, { engine });
      await bridge.run("1+1");
      lines.push(await oneCaller(bench, { engine, bridge }));
      lines.push(await manyCallers(bench, { engine, bridge }));
    }
    if (bench.engines.includes("embedded")) lines.push(await embedded(bench));
    return lines;
  },
};

interface Measured {
  readonly engine: ContainerEngineName;
  readonly bridge: BridgeClient;
}

async function oneCaller(bench: Bench, { engine, bridge }: Measured): Promise<Measurement> {
  const bare = await createBareEngine(engine, { rooms: true });
  const source = [
    `ROOM = ${JSON.stringify(RUNTIME_MODULES["sandbox_runtime.room"]?.replace(FUTURE, ""))}`,
    `FILTER = ${JSON.stringify(encodeFilter(FILTER_LIST))}`,
    roomLoop,
  ].join("\n");
  await using loop = new BareLoop(bare.start(source));
  const line = new TextEncoder().encode("1+1\n");
  await loop.ask(line, ANSWER_BYTES);
  const floor: number[] = [];
  const ours: number[] = [];
  // in blocks: what is made ahead must be made while the calls go on
  for (let round = 0; round < count(bench, { long: 20, short: 3 }); round++) {
    for (let made = 0; made < BLOCK; made++) {
      floor.push(await timed(() => loop.ask(line, ANSWER_BYTES)));
    }
    for (let made = 0; made < BLOCK; made++) ours.push(await timed(() => bridge.run("1+1")));
  }
  return measurement({
    what: `${engine}, 1 caller`,
    unit: "ms",
    samples: ours,
    floor: { what: "a line to the trial's loop, which makes a room for each", samples: floor },
    target: { p50AtMost: 6, ratioAtMost: 1.3 },
  });
}

/** Calls in a row that are compared with as many of the other kind. */
const BLOCK = 20;
const ANSWER_BYTES = "2\n".length;
/** Python takes this line at the start of a file only. */
const FUTURE = "from __future__ import annotations\n";

async function manyCallers(bench: Bench, { engine, bridge }: Measured): Promise<Measurement> {
  const halves = count(bench, { long: 2, short: 1 });
  const seconds = count(bench, { long: 15, short: 4 });
  const bare = await createBareEngine(engine);
  const floor: number[] = [];
  const ours: number[] = [];
  for (let half = 0; half < halves; half++) {
    await pause(SETTLE_MS);
    floor.push(await rate({ seconds, clients: CALLERS, action: () => bare.run("1+1") }));
    await pause(SETTLE_MS);
    ours.push(await rate({ seconds, clients: CALLERS, action: () => bridge.run("1+1") }));
  }
  return measurement({
    what: `${engine}, ${CALLERS} callers`,
    unit: "calls/s",
    samples: ours,
    floor: { what: `bare ${engine} run … python3 -c 1+1, as many at once`, samples: floor },
    target: { ratioAtLeast: 20 },
  });
}

async function embedded(bench: Bench): Promise<Measurement> {
  await using bridge = await startBridge(bench, { engine: "embedded" });
  await bridge.run("1+1");
  const samples: number[] = [];
  for (let made = 0; made < count(bench, { long: 40, short: 6 }); made++) {
    samples.push(await timed(() => bridge.run("1+1")));
  }
  return measurement({
    what: "embedded, 1 caller",
    unit: "ms",
    samples,
    target: { p50AtMost: 300 },
  });
}
