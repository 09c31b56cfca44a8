import { createHome, startBridgeIn } from "../client.ts";
import { createBareEngine } from "../container.ts";
import { type Measurement, measurement } from "../measurement.ts";
import { containerEngines, count, type Row } from "../row.ts";
import { interleave, timed } from "../timing.ts";

/** The first call, sent as soon as `initialize` is answered, when no sandbox is ready. */
export const firstCall: Row = {
  name: "first-call",
  title: "first call right after initialize, nothing warm",
  async measure(bench) {
    const lines: Measurement[] = [];
    for (const engine of containerEngines(bench)) {
      const bare = await createBareEngine(engine);
      const home = await createHome(bench);
      const { floor, ours } = await interleave({
        rounds: count(bench, { long: 15, short: 2 }),
        probes: {
          floor: () => timed(() => bare.run("1+1")),
          ours: async () => {
            await using bridge = await startBridgeIn(bench, { engine, home });
            return await timed(() => bridge.run("1+1"));
          },
        },
      });
      lines.push(measurement({
        what: engine,
        unit: "ms",
        samples: ours,
        floor: { what: `bare ${engine} run … python3 -c 1+1`, samples: floor },
        target: { ratioAtMost: 1.2 },
      }));
    }
    return lines;
  },
};
