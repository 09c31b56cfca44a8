/**
 * Runs hostile programs in the sandboxes of each engine, each in a run of its own, with its control and
 * a look for what it left behind. Linux only.
 *
 * ```sh
 * deno task hostile [--engine podman|docker|embedded] [--filter text] [--quick]
 * ```
 */

import { parseArgs } from "node:util";
import { ENGINE_NAMES, type EngineName } from "../src/engines.ts";
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
  },
});
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
