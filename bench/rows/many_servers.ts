import { createHome, startBridgeIn } from "../client.ts";
import { type Measurement, measurement } from "../measurement.ts";
import { type Bench, type Command, count, mainEngine, type Row } from "../row.ts";
import { interleave, timed } from "../timing.ts";
import { bundleUpstream } from "../upstream.ts";

const SERVERS = 100;
const TOOLS = "100";

/** The cost of a large configuration for a client that only connects. */
export const manyServers: Row = {
  name: "many-servers",
  title: `${SERVERS} servers of ${TOOLS} tools configured, against one`,
  async measure(bench) {
    const mark = `${bench.directory}/started`;
    const upstream = await bundleUpstream(bench, TOOLS, mark);
    const one = await createHome(bench, configure(1, upstream));
    const many = await createHome(bench, configure(SERVERS, upstream));
    const times = { one: { lists: [] as number[] }, many: { lists: [] as number[] } };
    const { floor, ours } = await interleave({
      rounds: count(bench, { long: 15, short: 3 }),
      probes: {
        floor: () => openAndList(bench, { home: one, lists: times.one.lists }),
        ours: () => openAndList(bench, { home: many, lists: times.many.lists }),
      },
    });
    if (await exists(mark)) throw new Error("a server was started, although nothing called one");
    const line = (what: string, samples: number[], base: number[]): Measurement =>
      measurement({
        what,
        unit: "ms",
        samples,
        floor: { what: "the same with one server", samples: base },
        target: { ratioAtMost: 1.3 },
        note: "no server was started",
      });
    return [
      line("start → initialize", ours, floor),
      // the first round is the warm-up, which is not counted
      line("tools/list after it", times.many.lists.slice(1), times.one.lists.slice(1)),
    ];
  },
};

function configure(servers: number, command: Command): Record<string, Command> {
  return Object.fromEntries(Array.from({ length: servers }, (_, n) => [`server_${n}`, command]));
}

async function openAndList(
  bench: Bench,
  at: { readonly home: string; readonly lists: number[] },
): Promise<number> {
  const started = performance.now();
  await using bridge = await startBridgeIn(bench, { engine: mainEngine(bench), home: at.home });
  const ms = performance.now() - started;
  at.lists.push(await timed(() => bridge.client.listTools()));
  return ms;
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
