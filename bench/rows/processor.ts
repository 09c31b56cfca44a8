import { startBridge } from "../client.ts";
import { type Measurement, measurement } from "../measurement.ts";
import { busyMs } from "../processes.ts";
import { containerEngines, count, type Row } from "../row.ts";
import { pause } from "../timing.ts";

/** Time in which the machine's other work is measured. */
const REST_MS = 3_000;

/**
 * Processor time of a run, everything included: client, bridge, engine and sandbox. It is what the
 * machine worked more than while nothing ran, so it needs a machine that does little else.
 */
export const processor: Row = {
  name: "processor",
  title: "processor time of a run, back to back",
  async measure(bench) {
    if (Deno.build.os !== "linux") throw new Error("it needs Linux");
    const lines: Measurement[] = [];
    const runs = count(bench, { long: 400, short: 100 });
    const rounds = count(bench, { long: 5, short: 1 });
    for (const engine of containerEngines(bench)) {
      await using bridge = await startBridge(bench, { engine });
      await bridge.run("1+1");
      const samples: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const rest = await workedIn(() => pause(REST_MS));
        const work = await workedIn(async () => {
          for (let made = 0; made < runs; made++) await bridge.run("1+1");
        });
        samples.push((work.busy - work.passed * rest.busy / rest.passed) / runs);
      }
      lines.push(measurement({ what: engine, unit: "ms", samples, target: { p50AtMost: 15 } }));
    }
    return lines;
  },
};

/** Milliseconds of all processors, and those that passed. */
async function workedIn(
  action: () => Promise<void>,
): Promise<{ readonly busy: number; readonly passed: number }> {
  const [before, started] = [await busyMs(), performance.now()];
  await action();
  return { busy: await busyMs() - before, passed: performance.now() - started };
}
