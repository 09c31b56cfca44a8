/**
 * Runs hostile programs in the sandboxes of each engine, each in a run of its own, with its control and
 * a look for what it left behind. Linux only.
 *
 * ```sh
 * deno task hostile [--engine podman|docker|embedded] [--filter text] [--quick]
 * deno task hostile --fuzz 1000000 [--seed 1]
 * ```
 *
 * With `--fuzz` it sends as many frames as it says through the reader of frames, and a tenth as many
 * lines through the reader of servers' lines, and nothing else.
 */

import { parseArgs } from "node:util";
import { ENGINE_NAMES, type EngineName } from "../src/engines.ts";
import { fuzzFrames } from "../tests/hostile/fuzz/frames.ts";
import { fuzzServerLines } from "../tests/hostile/fuzz/server_lines.ts";
import { attack, type Finding } from "../tests/hostile/sandbox/support/attack.ts";
import { loadProbes } from "../tests/hostile/sandbox/support/probe.ts";
import { problemsOf } from "../tests/hostile/sandbox/support/verify.ts";
import { skipReason } from "../tests/support/engines.ts";

const { values } = parseArgs({
  args: [...Deno.args],
  options: {
    engine: { type: "string" },
    filter: { type: "string", default: "" },
    quick: { type: "boolean", default: false },
    fuzz: { type: "string" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});
if (values.fuzz !== undefined) {
  fuzz(Number(values.fuzz), Number(values.seed));
  Deno.exit(0);
}
const wanted = ENGINE_NAMES.filter((name) => values.engine === undefined || name === values.engine);
if (wanted.length === 0) throw new Error(`--engine is one of ${ENGINE_NAMES.join(", ")}`);
const probes = (await loadProbes()).filter(({ id }) => id.includes(values.filter));

let failed = false;
for (const engine of wanted) {
  // an engine that was asked for must be there
  const absent = values.engine === undefined ? await skipReason(engine, true) : null;
  if (absent === null) await attackOn(engine);
}
if (failed) Deno.exit(1);

function fuzz(frames: number, seed: number): void {
  const lines = Math.ceil(frames / 10);
  say(`seed ${seed}`);
  say(`${frames} frames: ${JSON.stringify(fuzzFrames(frames, seed))}`);
  say(`${lines} lines of a server: ${JSON.stringify(fuzzServerLines(lines, seed))}`);
}

async function attackOn(engine: EngineName): Promise<void> {
  const report = await attack(engine, probes, { apart: !values.quick, onFinding: sayFinding });
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
