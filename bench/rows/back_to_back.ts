import { startBridge } from "../client.ts";
import { createBareEngine } from "../container.ts";
import { type Measurement, measurement } from "../measurement.ts";
import { containerEngines, count, type Row } from "../row.ts";
import { pause, rate } from "../timing.ts";

/** Time for the containers of the last measurement to end. */
const SETTLE_MS = 1_500;

/** Calls without a pause. They show how fast sandboxes can be started. */
export const backToBack: Row = {
  name: "back-to-back",
  title: 'run_python("1+1"), back to back',
  async measure(bench) {
    const lines: Measurement[] = [];
    const halves = count(bench, { long: 2, short: 1 });
    const seconds = count(bench, { long: 15, short: 4 });
    const engines = containerEngines(bench);
    for (const engine of bench.quick ? engines.slice(0, 1) : engines) {
      const bare = await createBareEngine(engine);
      await using bridge = await startBridge(bench, { engine });
      await bridge.run("1+1");
      for (const clients of [1, 8]) {
        const floor: number[] = [];
        const ours: number[] = [];
        for (let half = 0; half < halves; half++) {
          await pause(SETTLE_MS);
          floor.push(await rate({ seconds, clients, action: () => bare.run("1+1") }));
          await pause(SETTLE_MS);
          ours.push(await rate({ seconds, clients, action: () => bridge.run("1+1") }));
        }
        lines.push(measurement({
          what: `${engine}, ${clients} at once`,
          unit: "calls/s",
          samples: ours,
          floor: { what: `bare ${engine} run … python3 -c 1+1, as many at once`, samples: floor },
          target: { ratioAtLeast: 0.85 },
        }));
      }
    }
    return lines;
  },
};
