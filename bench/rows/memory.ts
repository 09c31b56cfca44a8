import { type EngineName, isContainerEngine } from "../../src/engines.ts";
import { bundle } from "../bundle.ts";
import {
  type BridgeClient,
  bridgeEnvironment,
  connect,
  createHome,
  startBridge,
} from "../client.ts";
import { type Measurement, measurement } from "../measurement.ts";
import { residentMib, treeMib, treeOf } from "../processes.ts";
import { type Bench, count, mainEngine, type Row } from "../row.ts";
import { pause } from "../timing.ts";
import { bundleUpstream } from "../upstream.ts";

/** Time until the garbage of a start is collected. */
const SETTLE_MS = 2_000;
const AT_ONCE = 4;
const CALLS_OF_RUN = 1_000;
const GROWTH_MIB = 20;
const RUNS = { container: 10_000, embedded: 2_000 } as const;
/** Of a container with a zygote, a room in use and one that waits. */
const SANDBOX_MIB = 40;

/** Resident memory of the bridge and of an idle sandbox. */
export const memory: Row = {
  name: "memory",
  title: "resident memory",
  async measure(bench) {
    if (Deno.build.os !== "linux") throw new Error("it needs Linux");
    const engine = mainEngine(bench);
    const runs = count(bench, {
      long: RUNS[isContainerEngine(engine) ? "container" : "embedded"],
      short: 50,
    });
    const calls = count(bench, { long: 10_000, short: 1_000 });
    const floor = await bareServerMib(bench);
    await using bridge = await startBridge(bench, {
      engine,
      servers: { upstream: await bundleUpstream(bench) },
    });
    await bridge.run("1+1");
    const idle = await settledMib(bridge);
    await makeRuns(bridge, runs);
    const afterRuns = await settledMib(bridge);
    for (let made = 0; made < calls; made += CALLS_OF_RUN) {
      await bridge.run(
        `for i in range(${CALLS_OF_RUN}): await mcp_upstream.echo(text="hello")`,
        ["upstream"],
      );
    }
    const afterCalls = await settledMib(bridge);
    const grown = (what: string, mib: number) =>
      measurement({
        what,
        unit: "MB",
        samples: [mib],
        floor: { what: "the bridge after its first run", samples: [idle] },
        target: { aboveAtMost: GROWTH_MIB },
      });
    return [
      measurement({
        what: "the bridge after its first run",
        unit: "MB",
        samples: [idle],
        floor: { what: "bare SDK server in a Worker, bundled", samples: [floor] },
        target: { aboveAtMost: 60 },
      }),
      grown(`after ${runs} runs`, afterRuns),
      grown(`after ${calls} calls more`, afterCalls),
      ...await Promise.all(bench.engines.map((name) => sandboxLine(bench, name))),
    ];
  },
};

async function bareServerMib(bench: Bench): Promise<number> {
  const server = await bundle(bench, "bare_server");
  const env = bridgeEnvironment(bench, {
    engine: mainEngine(bench),
    home: await createHome(bench),
  });
  await using bare = await connect({ ...server, env });
  await bare.client.listTools();
  await pause(SETTLE_MS);
  return await residentMib(bare.pid);
}

async function settledMib(bridge: BridgeClient): Promise<number> {
  await pause(SETTLE_MS);
  return await residentMib(bridge.pid);
}

async function makeRuns(bridge: BridgeClient, runs: number): Promise<void> {
  let left = runs;
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    while (left-- > 0) await bridge.run("1+1");
  }));
}

/** Memory of one idle sandbox: its processes, and the engine's client that connects to it. */
async function sandboxLine(bench: Bench, engine: EngineName): Promise<Measurement> {
  await using bridge = await startBridge(bench, { engine });
  await bridge.run("1+1");
  await pause(SETTLE_MS);
  const children = (await treeOf(bridge.pid)).filter((pid) => pid !== bridge.pid);
  const ids = engine === "embedded" ? [] : await containersOf(engine, bridge.pid);
  const places = Math.max(1, engine === "embedded" ? children.length : ids.length);
  const clients = await Promise.all(children.map((pid) => residentMib(pid).catch(() => 0)));
  const clientMib = clients.reduce((sum, mib) => sum + mib, 0) / places;
  if (engine === "embedded") {
    return measurement({ what: "an idle sandbox, embedded", unit: "MB", samples: [clientMib] });
  }
  const inside = await Promise.all(
    ids.map(async (id) => await treeMib(await firstPid(engine, id))),
  );
  return measurement({
    what: `an idle sandbox, ${engine}`,
    unit: "MB",
    samples: inside,
    target: { p50AtMost: SANDBOX_MIB },
    note: `${Math.round(clientMib)} MB more for its ${engine} client`,
  });
}

async function containersOf(engine: EngineName, pid: number): Promise<readonly string[]> {
  const listed = await output(engine, ["ps", "--format", "{{.ID}} {{.Labels}}"]);
  return listed.split("\n")
    .filter((line) => line.includes("mcp-code-bridge.lease") && line.includes(`:${pid}:`))
    .map((line) => line.split(" ")[0] ?? "");
}

async function firstPid(engine: EngineName, id: string): Promise<number> {
  return Number(await output(engine, ["inspect", "--format", "{{.State.Pid}}", id]));
}

async function output(program: string, args: readonly string[]): Promise<string> {
  const { stdout } = await new Deno.Command(program, { args: [...args] }).output();
  return new TextDecoder().decode(stdout).trim();
}
