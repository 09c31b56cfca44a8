import { startBridge } from "../client.ts";
import { measurement } from "../measurement.ts";
import { peakMib, residentMib } from "../processes.ts";
import { type Bench, count, mainEngine, type Row } from "../row.ts";
import { pause } from "../timing.ts";
import { bundleUpstream, toNumber } from "../upstream.ts";

/** One MiB below the most that a message of a server may have. */
const RESULT_MIB = 63;
const PEAK_TIMES = 6;
const KEPT_MIB = 120;
/** Time until the garbage of a start, or of the result, is collected. */
const SETTLE_MS = 2_000;
const REST_MS = 15_000;

/** What the largest result costs the bridge in memory, and what it keeps of that. */
export const largeResult: Row = {
  name: "large-result",
  title: `the bridge's memory for a result of ${RESULT_MIB} MiB`,
  async measure(bench) {
    if (Deno.build.os !== "linux") throw new Error("it needs Linux");
    const taken: Taken[] = [];
    for (let round = count(bench, { long: 5, short: 1 }); round > 0; round--) {
      taken.push(await takeResult(bench));
    }
    const floor = { what: "the bridge before", samples: taken.map(({ before }) => before) };
    return [
      measurement({
        what: "at most",
        unit: "MB",
        samples: taken.map(({ peak }) => peak),
        floor,
        target: { aboveAtMost: RESULT_MIB * PEAK_TIMES },
      }),
      measurement({
        what: "15 s later",
        unit: "MB",
        samples: taken.map(({ after }) => after),
        floor,
        target: { aboveAtMost: KEPT_MIB },
      }),
    ];
  },
};

/** Memory of a bridge in MiB, before the result, at most, and after a rest. */
interface Taken {
  readonly before: number;
  readonly peak: number;
  readonly after: number;
}

async function takeResult(bench: Bench): Promise<Taken> {
  await using bridge = await startBridge(bench, {
    engine: mainEngine(bench),
    servers: { upstream: await bundleUpstream(bench) },
  });
  await bridge.run("len(await mcp_upstream.make(size=1))", ["upstream"]);
  await pause(SETTLE_MS);
  const before = await residentMib(bridge.pid);
  const size = RESULT_MIB * 1024 * 1024;
  const came = toNumber(
    await bridge.run(`len(await mcp_upstream.make(size=${size}))`, ["upstream"]),
  );
  if (came !== size) throw new Error(`The result had ${came} characters, not ${size}`);
  const peak = await peakMib(bridge.pid);
  await pause(REST_MS);
  return { before, peak, after: await residentMib(bridge.pid) };
}
