/**
 * Ends bridges at random moments, in every way that a bridge can end, some of them when the engine hangs,
 * a server has crashed or a container's monitor was killed, and fails when anything of
 * them remains: a container in any state, a child, a server. Linux only.
 *
 * ```sh
 * deno task test:kills [moments] [engine,engine] [seed]
 * ```
 */

import { ENGINE_NAMES, type EngineName } from "../../src/engines.ts";
import {
  endBridgeAt,
  ENDINGS,
  type Moment,
  TROUBLES,
  WORKS,
} from "../../tests/e2e/support/kill_moment.ts";
import { absence } from "../../tests/support/engines.ts";

/** Longest time from the start of a bridge to its end. */
const MAX_DELAY_MS = 2_500;

const [count = "50", names = ENGINE_NAMES.join(), seedText = String(Date.now() % 1_000_000)] =
  Deno.args;
const wanted = ENGINE_NAMES.filter((engine) => names.split(",").includes(engine));
const engines: EngineName[] = [];
for (const engine of wanted) if (await absence(engine, true) === null) engines.push(engine);
say(`${count} moments on ${engines.join(", ")}; seed ${seedText}`);

let seed = Number(seedText);
let worst = 0;
let failures = 0;
for (let index = 0; index < Number(count); index++) {
  const moment: Moment = {
    engine: engines[index % engines.length] ?? "embedded",
    ending: pick(ENDINGS),
    work: pick(WORKS),
    trouble: pick(TROUBLES),
    delayMs: Math.floor(random() * MAX_DELAY_MS),
  };
  const { engine, ending, work, trouble, delayMs } = moment;
  const title = `${
    index + 1
  }: ${engine}, ${work}, trouble: ${trouble}, ${ending} after ${delayMs} ms`;
  try {
    const ms = await endBridgeAt(moment);
    worst = Math.max(worst, ms);
    say(`${title}: nothing left after ${Math.round(ms)} ms`);
  } catch (error) {
    failures++;
    say(`${title}: FAILED: ${error}`);
  }
}
say(`Nothing left after ${Math.round(worst)} ms at the latest; ${failures} failures`);
if (failures > 0) Deno.exit(1);

function pick<T>(values: readonly [T, ...T[]]): T {
  return values[Math.floor(random() * values.length)] ?? values[0];
}

/** A number from 0 to 1; the sequence depends only on the seed. */
function random(): number {
  seed = (seed * 1_103_515_245 + 12_345) & 0x7fff_ffff;
  return seed / 0x8000_0000;
}

function say(line: string): void {
  // deno-lint-ignore no-console -- the script's output
  console.log(line);
}
