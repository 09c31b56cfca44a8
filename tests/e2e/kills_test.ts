import { skipReason } from "../support/engines.ts";
import { endBridgeAt, type Moment } from "./support/kill_moment.ts";
import { longTest } from "../support/long_tests.ts";

/** A few of what `deno task test:kills` does at random: half before anything is ready, half after. */
const MOMENTS: readonly Moment[] = [
  { engine: "podman", ending: "SIGKILL", work: "busy", delayMs: 2_000 },
  { engine: "podman", ending: "client killed", work: "idle", delayMs: 250 },
  { engine: "docker", ending: "SIGKILL", work: "busy", delayMs: 2_000 },
  { engine: "docker", ending: "SIGTERM", work: "calling", delayMs: 400 },
  { engine: "embedded", ending: "SIGKILL", work: "busy", delayMs: 1_500 },
  { engine: "embedded", ending: "exit", work: "calling", delayMs: 700 },
  { engine: "podman", ending: "SIGKILL", work: "busy", trouble: "monitor killed", delayMs: 2_000 },
  { engine: "docker", ending: "exit", work: "calling", trouble: "engine hangs", delayMs: 2_000 },
];

for (const moment of MOMENTS) {
  const { engine, ending, work, trouble = "none", delayMs } = moment;
  const skipped = await skipReason(engine);
  longTest({
    name:
      `serve on ${engine} leaves nothing: ${ending} after ${delayMs} ms, ${work}, trouble: ${trouble}`,
    ignore: skipped !== null || Deno.build.os !== "linux",
    fn: async () => void await endBridgeAt(moment),
  });
}
