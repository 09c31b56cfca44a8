import lineLoop from "../floors/line_loop.py" with { type: "text" };
import { type EngineName, isContainerEngine } from "../../src/engines.ts";
import { startBridge } from "../client.ts";
import { BareLoop, createBareEngine } from "../container.ts";
import { type Measurement, measurement } from "../measurement.ts";
import { type Bench, count, type Row } from "../row.ts";
import { interleave, pause, timed } from "../timing.ts";

/** Calls so far apart that the pool is full again before each. */
export const spacedCall: Row = {
  name: "spaced-call",
  title: 'run_python("1+1"), spaced until the pool is full again',
  async measure(bench) {
    const lines: Measurement[] = [];
    for (const engine of bench.engines) lines.push(await measureEngine(bench, engine));
    return lines;
  },
};

/** Pause between calls, in container starts: one for the refill, one for its delay, one idle. */
const PAUSE_STARTS = 3;
const EMBEDDED_PAUSE_MS = 2_500;

async function measureEngine(bench: Bench, engine: EngineName): Promise<Measurement> {
  await using bridge = await startBridge(bench, { engine });
  const call = () => timed(() => bridge.run("1+1"));
  const rounds = count(bench, { long: 40, short: 3 });
  await call();
  if (!isContainerEngine(engine)) {
    const { ours } = await interleave({
      rounds,
      pauseMs: EMBEDDED_PAUSE_MS,
      probes: { ours: call },
    });
    return measurement({ what: engine, unit: "ms", samples: ours, target: { p50AtMost: 10 } });
  }
  const bare = await createBareEngine(engine);
  const startMs = await timed(() => bare.run("pass"));
  await using loop = new BareLoop(bare.start(lineLoop));
  const line = new TextEncoder().encode("1+1\n");
  const pauseMs = Math.max(1000, PAUSE_STARTS * startMs);
  await pause(pauseMs);
  const { floor, ours } = await interleave({
    rounds,
    probes: {
      floor: () => timed(() => loop.ask(line, line.length)),
      ours: async () => {
        await pause(pauseMs);
        return await call();
      },
    },
  });
  return measurement({
    what: engine,
    unit: "ms",
    samples: ours,
    floor: { what: "a line to a bare loop in a started container", samples: floor },
    target: { p50AtMost: 5, p99AtMost: 12 },
  });
}
