/** How long others wait while an attack goes on. */

import { pause, timed } from "../../../bench/timing.ts";
import type { EngineName } from "../../../src/engines.ts";
import { type BridgeClient, startBridge } from "../../e2e/support/bridge_client.ts";
import { createHome, exampleServers } from "../../e2e/support/home.ts";
import type { Attack } from "./attacks.ts";

/** What others saw during one attack. Times in milliseconds. */
export interface Measured {
  readonly id: string;
  /** How the attack's runs ended. */
  readonly ended: readonly string[];
  readonly pings: readonly number[];
  /** Of programs `1 + 1`, each after a rest, in a sandbox that was ready. */
  readonly runs: readonly number[];
}

/** Seconds after which a sandbox that was taken has its successor, which takes longer to start there. */
const REST_SECONDS: Readonly<Record<EngineName, number>> = {
  podman: 2.5,
  docker: 2.5,
  embedded: 4.5,
};
/** Milliseconds in which a short run has its successor. */
const SUCCESSOR_MS = 2_000;
/** Milliseconds between two pings. */
const PING_MS = 10;

/** Measures each attack as often as asked, on a bridge of its own. */
export async function measureAttack(
  engine: EngineName,
  attack: Attack,
  rounds: number,
): Promise<Measured> {
  const servers = exampleServers({ huge: ["huge_result"], flood: ["floods_stdout"] });
  await using home = await createHome(servers);
  await using bridge = await startBridge({
    home: home.path,
    env: { MCP_BRIDGE_RUNTIME: engine },
  });
  await bridge.run("1");
  await pause(SUCCESSOR_MS);
  const measured = { id: attack.id, ended: new Set<string>(), pings: [], runs: [] };
  for (let round = 0; round < rounds; round++) {
    await measureRound(bridge, { attack, rest: REST_SECONDS[engine] }, measured);
  }
  return { ...measured, ended: [...measured.ended] };
}

interface Collected {
  readonly ended: Set<string>;
  readonly pings: number[];
  readonly runs: number[];
}

async function measureRound(
  bridge: BridgeClient,
  { attack, rest }: { readonly attack: Attack; readonly rest: number },
  { ended, pings, runs }: Collected,
): Promise<void> {
  const begins = Date.now() / 1000 + rest;
  const code = [
    `import time\ntime.sleep(max(0, ${begins} - time.time()))`,
    attack.code,
    attack.padding === undefined ? "" : `# ${"x".repeat(attack.padding)}`,
  ].join("\n");
  let over = false;
  // one that is refused has no program that waits
  if (attack.padding !== undefined) await pause(rest * 1000);
  const attacking = bridge.run(code, { servers: attack.servers, timeout: 60 })
    .then(({ status }) => ended.add(status), () => ended.add("refused"))
    .finally(() => over = true);
  await pause(Math.max(0, begins * 1000 - Date.now()));
  const other = timed(() => bridge.run("1 + 1")).then((ms) => runs.push(ms));
  do {
    pings.push(await timed(() => bridge.client.ping()));
    await pause(PING_MS);
  } while (!over);
  await Promise.all([attacking, other]);
}
