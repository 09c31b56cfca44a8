import { fileURLToPath } from "node:url";
import { bridgeEnvironment, connect, createHome } from "../client.ts";
import { measurement } from "../measurement.ts";
import { type Bench, type Command, count, mainEngine, type Row } from "../row.ts";
import { interleave, type Probe, timed } from "../timing.ts";

/** Process start to `initialize` answered. */
export const start: Row = {
  name: "start",
  title: "process start → initialize answered",
  async measure(bench) {
    const home = await createHome(bench);
    const env = bridgeEnvironment(bench, { engine: mainEngine(bench), home });
    const { server, empty } = await bundleFloors(bench);
    const samples = await interleave({
      rounds: count(bench, { long: 20, short: 5 }),
      probes: {
        empty: () =>
          timed(() => new Deno.Command(empty.command, { args: [...empty.args] }).output()),
        floor: starter(server, env),
        source: starter(bench.source, env),
        shipped: bench.shipped === null ? null : starter(bench.shipped, env),
      },
    });
    const floor = { what: "bare SDK server in a Worker, bundled", samples: samples.floor };
    const nothing = { what: "empty program, bundled", samples: samples.empty };
    const line = (what: string, own: readonly number[]) => [
      measurement({ what, unit: "ms", samples: own, floor, target: { ratioAtMost: 1.3 } }),
      measurement({ what, unit: "ms", samples: own, floor: nothing }),
    ];
    return [
      ...line("from source", samples.source),
      ...(bench.shipped === null ? [] : line("as shipped", samples.shipped)),
    ];
  },
};

/** The time to the answer alone: how long it takes to end is no part of it. */
function starter(command: Command, env: Readonly<Record<string, string>>): Probe {
  return async () => {
    const started = performance.now();
    await using _server = await connect({ ...command, env });
    return performance.now() - started;
  };
}

/** Bundles the floors, each in one file, and says how they are started. */
export async function bundleFloors(
  bench: Bench,
): Promise<{ readonly server: Command; readonly empty: Command }> {
  const bundled = async (name: string) => {
    const source = fileURLToPath(new URL(`../floors/${name}.ts`, import.meta.url));
    const target = `${bench.directory}/${name}.js`;
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["bundle", "--quiet", "--platform", "deno", "--output", target, source],
    }).output();
    if (!success) throw new Error(`Cannot bundle ${name}: ${new TextDecoder().decode(stderr)}`);
    const args = ["run", "-A", "--no-prompt", "--no-config", "--unstable-worker-options", target];
    return { command: Deno.execPath(), args };
  };
  const [server, empty] = [await bundled("bare_server"), await bundled("empty")];
  await bundled("bare_worker");
  return { server, empty };
}
