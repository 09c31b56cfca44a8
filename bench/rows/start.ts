import { fileURLToPath } from "node:url";
import { bundle, compileFloor } from "../bundle.ts";
import { bridgeEnvironment, connect, createHome } from "../client.ts";
import { measurement } from "../measurement.ts";
import { type Command, count, mainEngine, type Row } from "../row.ts";
import { interleave, type Probe, timed } from "../timing.ts";

/** The bridge from source, as its developers start it. */
const SOURCE: Command = {
  command: Deno.execPath(),
  args: [
    "run",
    "-A",
    "--no-prompt",
    "--no-check",
    "--cached-only",
    fileURLToPath(new URL("../../main.ts", import.meta.url)),
  ],
};

/** Process start to `initialize` answered. */
export const start: Row = {
  name: "start",
  title: "process start → initialize answered",
  async measure(bench) {
    const home = await createHome(bench);
    const env = bridgeEnvironment(bench, { engine: mainEngine(bench), home });
    const server = await bundle(bench, "bare_server");
    const empty = await bundle(bench, "empty");
    const compiled = bench.shipped.command === Deno.execPath()
      ? null
      : await compileFloor(bench, "bare_server");
    const samples = await interleave({
      rounds: count(bench, { long: 20, short: 5 }),
      probes: {
        empty: () =>
          timed(() => new Deno.Command(empty.command, { args: [...empty.args] }).output()),
        floor: starter(server, env),
        compiled: compiled === null ? null : starter(compiled, env),
        source: starter(SOURCE, env),
        shipped: starter(bench.shipped, env),
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
      ...line("as shipped", samples.shipped),
      ...(compiled === null ? [] : [
        measurement({
          what: "as shipped",
          unit: "ms",
          samples: samples.shipped,
          floor: {
            what: "bare SDK server in a Worker, compiled as well",
            samples: samples.compiled,
          },
          target: { ratioAtMost: 1.3 },
        }),
      ]),
    ];
  },
};

/** Measures the time to the answer, without the end of the process. */
function starter(command: Command, env: Readonly<Record<string, string>>): Probe {
  return async () => {
    const started = performance.now();
    await using _server = await connect({ ...command, env });
    return performance.now() - started;
  };
}
