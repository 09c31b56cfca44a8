/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />

/**
 * A bridge that was taken over: loaded in the place of `src/bridge/worker.ts`. It does what its job
 * says, which is JSON of a `HostileOrder`, and prints what came of it.
 */

import { PROBES } from "../probes/table.ts";
import { ASKS, IGNORED_ASKS } from "../probes/asks.ts";
import { createAsk } from "./ask_launcher.ts";
import type { HostileOrder, Target } from "./target.ts";

const ask = createAsk();

async function attempt(id: string, target: Target): Promise<string | null> {
  try {
    const asked = ASKS[id];
    if (asked !== undefined) await asked(ask, target);
    else await PROBES[id]?.(target);
    return null;
  } catch (error) {
    return String(error);
  }
}

/** Resolves when the launcher has passed a request over: it has answered one that came after it. */
async function unanswered(id: string): Promise<string> {
  // an attempt that never ends is held as well
  if (!(id in IGNORED_ASKS)) await new Promise((resolve) => setTimeout(resolve, 10_000));
  else await ask({ op: "start_server", name: "nobody" }).catch(() => {});
  return "no answer";
}

async function obey({ target, probes }: HostileOrder): Promise<void> {
  const outcomes: Record<string, string | null> = {};
  for (const id of probes) {
    outcomes[id] = await Promise.race([attempt(id, target), unanswered(id)]);
  }
  const bytes = new TextEncoder().encode(JSON.stringify(outcomes));
  self.postMessage({ op: "emit", stream: "stdout", bytes });
  self.postMessage({ op: "finished", exitCode: 0 });
}

self.addEventListener("message", (event: MessageEvent) => {
  const { data } = event;
  if (data.op === "begin") obey(JSON.parse(data.job.code));
  else ask.receive(data);
});
