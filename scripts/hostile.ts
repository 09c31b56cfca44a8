/** `deno task hostile`: attacks the sandboxes and the bridge. Linux only. See `--help`. */

import { parseArgs } from "node:util";
import { summarize } from "../bench/measurement.ts";
import { ENGINE_NAMES, type EngineName } from "../src/engines.ts";
import { attacksOn } from "../tests/hostile/freeze/attacks.ts";
import { measureAttack } from "../tests/hostile/freeze/measure.ts";
import { fuzzFrames } from "../tests/hostile/fuzz/frames.ts";
import { fuzzServerLines } from "../tests/hostile/fuzz/server_lines.ts";
import { soak } from "../tests/hostile/rooms/support/soak.ts";
import { attack, type Finding } from "../tests/hostile/sandbox/support/attack.ts";
import { loadProbes } from "../tests/hostile/sandbox/support/probe.ts";
import { problemsOf } from "../tests/hostile/sandbox/support/verify.ts";
import { absence } from "../tests/support/engines.ts";
import { readFlags } from "./read_flags.ts";

const USAGE = `Usage: deno task hostile [--engine E] [--filter TEXT] [--quick] [--no-controls]
       deno task hostile --freeze [--engine E] [--filter TEXT] [--quick]
       deno task hostile --runs COUNT [--engine E]
       deno task hostile --fuzz COUNT [--seed NUMBER]

Runs hostile programs, each in a run of its own, with its control and a look for what it left behind.

  --engine E      podman, docker or embedded (all that can be used)
  --filter TEXT   only what has the text in its id
  --quick         fewer runs of each
  --no-controls   without the controls, in which one line of defence is left out
  --freeze        how long ping and another run wait while programs, servers and requests try to hold
                  up the bridge, and nothing else
  --runs COUNT    so many programs through one bridge, a tenth of them hostile, each of which looks for
                  what another left, and nothing else
  --fuzz COUNT    so many frames through the reader of frames, and a tenth as many lines through the
                  reader of servers' lines, and nothing else
`;

/** Most milliseconds that others may wait, for 99 of 100. */
const MOST_WAIT_MS = 250;
/** A few rounds find a wait of seconds and are too few for a percentile. */
const MOST_WAIT_IN_FEW_MS = 1_000;
/** Runs between two words about how far it is. */
const SAY_EACH = 500;

const flags = (args: string[]) =>
  parseArgs({
    args,
    options: {
      engine: { type: "string" },
      filter: { type: "string", default: "" },
      quick: { type: "boolean", default: false },
      "no-controls": { type: "boolean", default: false },
      freeze: { type: "boolean", default: false },
      runs: { type: "string" },
      fuzz: { type: "string" },
      seed: { type: "string", default: String(Date.now() % 1_000_000) },
      help: { type: "boolean", short: "h" },
    },
  }).values;
const values = readFlags(USAGE, flags);
if (values.fuzz !== undefined) {
  fuzz(Number(values.fuzz), Number(values.seed));
  Deno.exit(0);
}
const wanted = ENGINE_NAMES.filter((name) => values.engine === undefined || name === values.engine);
if (wanted.length === 0) throw new Error(`--engine is one of ${ENGINE_NAMES.join(", ")}`);
const task = values.runs !== undefined ? soakOn : values.freeze ? freeze : attackOn;
const probes = (await loadProbes()).filter(({ id }) => id.includes(values.filter));

let failed = false;
for (const engine of wanted) {
  // an engine that was asked for must be there
  const reason = values.engine === undefined ? await absence(engine, true) : null;
  if (reason === null) await task(engine);
}
if (failed) Deno.exit(1);

function fuzz(frames: number, seed: number): void {
  const lines = Math.ceil(frames / 10);
  say(`seed ${seed}`);
  say(`${frames} frames: ${JSON.stringify(fuzzFrames(frames, seed))}`);
  say(`${lines} lines of a server: ${JSON.stringify(fuzzServerLines(lines, seed))}`);
}

async function attackOn(engine: EngineName): Promise<void> {
  const report = await attack(engine, probes, {
    apart: !values.quick,
    controls: !values["no-controls"],
    onFinding: sayFinding,
    onLeak: (leak) => say(`left: ${leak}`),
  });
  const problems = problemsOf(engine, report);
  for (const problem of problems) say(`PROBLEM ${engine}: ${problem}`);
  const count = (outcome: Finding["outcome"]) =>
    report.findings.filter((finding) => finding.outcome === outcome).length;
  say(
    `${engine}: ${report.findings.length} probes, ${count("held")} held, ${count("broke")} open, ` +
      `${problems.length} problems`,
  );
  failed ||= problems.length > 0;
}

async function soakOn(engine: EngineName): Promise<void> {
  const started = performance.now();
  const { runs, hostile, statuses, containers, problems } = await soak(
    engine,
    Number(values.runs),
    (done) => done % SAY_EACH === 0 && say(`${engine}: ${done} runs`),
  );
  for (const problem of problems) say(`PROBLEM ${engine}: ${problem}`);
  const seconds = (performance.now() - started) / 1000;
  const where = containers === null ? "" : ` in ${containers} containers`;
  say(
    `${engine}: ${runs} runs${where}, ${hostile} of them hostile, in ${seconds.toFixed(0)} s; ` +
      `${JSON.stringify(statuses)}; ${problems.length} problems`,
  );
  failed ||= problems.length > 0;
}

async function freeze(engine: EngineName): Promise<void> {
  const [rounds, most] = values.quick ? [1, MOST_WAIT_IN_FEW_MS] : [10, MOST_WAIT_MS];
  for (const attack of attacksOn(engine).filter(({ id }) => id.includes(values.filter))) {
    const { ended, pings, runs } = await measureAttack(engine, attack, rounds);
    const [ping, run] = [summarize(pings).p99, summarize(runs).p99];
    const expected = ended.every((status) => attack.ends.includes(status));
    const problem = !expected || ping > most || run > most;
    say(
      `${problem ? "PROBLEM" : "held"} ${engine} ${attack.id}: ${ended.join(", ")}; p99 of ` +
        `${pings.length} pings ${ping.toFixed(0)} ms, of ${runs.length} runs ${run.toFixed(0)} ms`,
    );
    failed ||= problem;
  }
}

function sayFinding({ id, outcome, saw, control }: Finding): void {
  const shown = control === null
    ? ""
    : ` | control ${control.worked ? "worked" : "failed"}: ${control.saw}`;
  say(`${outcome} ${id}: ${saw}${shown}`.replaceAll("\n", " "));
}

function say(line: string): void {
  // deno-lint-ignore no-console -- the script's output
  console.log(line);
}
