import { createHome, startBridgeIn } from "../client.ts";
import { measurement } from "../measurement.ts";
import { type Bench, type Command, count, mainEngine, type Row } from "../row.ts";
import { bundleUpstream, toNumber } from "../upstream.ts";

const SERVERS = 30;
const TOOLS = "20";
/** Seconds until all servers were asked for their tools, at most, in the bridge's background. */
const ALL_ASKED_S = 100;

const SEARCH = `
import time
from mcp import runtime
started = time.perf_counter()
found = await runtime.search_tool_docs("give a text back", limit=50)
(time.perf_counter() - started) * 1000
`;

/** Waits until nothing is missing, so that all is kept. */
const ASK_ALL = `
import time
from mcp import runtime
started = time.perf_counter()
while (await runtime.search_tool_docs("text")).missing:
    assert time.perf_counter() - started < ${ALL_ASKED_S}, "servers do not start"
1
`;

/** The first search of a bridge: where nothing is known of the servers, and where all is. */
export const firstSearch: Row = {
  name: "first-search",
  title: `${SERVERS} servers configured, first search of a bridge`,
  async measure(bench) {
    const upstream = await bundleUpstream(bench);
    const fresh: number[] = [];
    const kept: number[] = [];
    for (let round = 0; round < count(bench, { long: 5, short: 1 }); round++) {
      // another argument is another definition, of which nothing is known
      const home = await createHome(bench, configure(bench, upstream));
      fresh.push(await search(bench, home, SEARCH));
      await search(bench, home, ASK_ALL);
      for (let times = 0; times < 2; times++) kept.push(await search(bench, home, SEARCH));
    }
    return [
      measurement({
        what: "nothing is known of them",
        unit: "ms",
        samples: fresh,
        target: { p99AtMost: 3_500 },
        note: "after 3 s the search does without the others",
      }),
      measurement({
        what: "their lists are kept",
        unit: "ms",
        samples: kept,
        target: { p50AtMost: 300 },
        note: "no server is started",
      }),
    ];
  },
};

function configure(bench: Bench, { command, args }: Command): Record<string, Command> {
  const mark = `${bench.directory}/${crypto.randomUUID()}`;
  return Object.fromEntries(
    Array.from({ length: SERVERS }, (_, at) => [
      `server_${at}`,
      { command, args: [...args, TOOLS, mark] },
    ]),
  );
}

async function search(bench: Bench, home: string, code: string): Promise<number> {
  await using bridge = await startBridgeIn(bench, { engine: mainEngine(bench), home });
  return toNumber(await bridge.run(code));
}
