// deno-lint-ignore-file no-console -- its output is its purpose
/** `deno task eval`: measures what a model meets, without a model. See `--help`. */

import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { readFlags } from "../scripts/read_flags.ts";
import { ENGINE_NAMES } from "../src/engines.ts";
import { type Half, HALVES } from "./halves.ts";
import { evaluatePrograms, type ProgramOutcome } from "./parts/programs.ts";
import { evaluateSearch } from "./parts/search.ts";
import { envelopeTokens, evaluateValues } from "./parts/values.ts";
import type { ProgramSet } from "./programs.ts";
import { reportTables, type State, STATES, withTables } from "./report.ts";
import {
  type Results,
  type SearchNumbers,
  searchNumbers,
  valueNumbers,
  type VerdictCounts,
  verdictNumbers,
} from "./results.ts";

const PARTS = ["search", "programs", "broken", "values"] as const;
const DOCUMENT = new URL("../docs/EVAL.md", import.meta.url);

const USAGE =
  `Usage: deno task eval [--part PART] [--half HALF] [--engine ENGINE] [--filter TEXT] [--show]
       deno task eval --engine ENGINE --record before|after

  --part PART      ${PARTS.join(", ")} (all)
  --half HALF      ${HALVES.join(", ")} (all)
  --engine ENGINE  ${ENGINE_NAMES.join(", ")} (embedded)
  --filter TEXT    only programs whose id has the text
  --show           each query and program that did not come out well, those of the tuning half only
                   unless --half says otherwise
  --record STATE   keeps the numbers in eval/results/, and writes them into docs/EVAL.md
`;
const flags = (args: string[]) =>
  parseArgs({
    args,
    options: {
      part: { type: "string" },
      half: { type: "string", default: "all" },
      engine: { type: "string", default: "embedded" },
      filter: { type: "string", default: "" },
      show: { type: "boolean", default: false },
      record: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  }).values;
const values = readFlags(USAGE, flags);
const parts = values.part === undefined ? PARTS : [oneOf("part", PARTS, values.part)];
const half = oneOf("half", [...HALVES, "all"] as const, values.half);
const engine = oneOf("engine", ENGINE_NAMES, values.engine);
const record = values.record === undefined ? null : oneOf("record", STATES, values.record);
if (record !== null && (half !== "all" || values.filter !== "" || parts.length < PARTS.length)) {
  throw new Error("--record measures everything: leave --part, --half and --filter out");
}

const results: Results = {
  ...(parts.includes("search") ? { search: await search() } : {}),
  ...(parts.includes("programs") ? { programs: await programs("programs") } : {}),
  ...(parts.includes("broken") ? { broken: await programs("broken") } : {}),
  ...(parts.includes("values")
    ? { values: valueNumbers(await evaluateValues(), envelopeTokens()) }
    : {}),
};
console.log(
  reportTables({ before: results }).replaceAll("before, ", "").replaceAll("before", "now"),
);
if (record !== null) await keep(record, results);

async function search(): Promise<Record<string, SearchNumbers>> {
  const report = await evaluateSearch();
  const { tools, medianMs, slowMs } = report;
  const queries = report.queries.filter((query) => half === "all" || query.half === half);
  for (const { id, text, rank, ...query } of queries) {
    if (isShown(query.half) && rank !== 1) console.log(`${id} (${rank || "none"}): ${text}`);
  }
  const times = `${medianMs.toFixed(1)} ms, 99 of 100 within ${slowMs.toFixed(1)} ms`;
  console.log(`${queries.length} queries over ${tools} tools: ${times}\n`);
  return searchNumbers({ ...report, queries });
}

async function programs(set: ProgramSet): Promise<Record<string, VerdictCounts>> {
  const outcomes = await evaluatePrograms(set, { engine, half, filter: values.filter });
  for (const outcome of outcomes) if (isShown(outcome.half)) show(set, outcome);
  return verdictNumbers(outcomes);
}

function show(set: ProgramSet, { id, verdict, answer }: ProgramOutcome): void {
  if (verdict === "works" || (set === "broken" && verdict === "fix")) return;
  const what = set === "broken" ? verdict : answer.status;
  console.log(`${id}: ${what}\n${answer.text.trim().replace(/^/gm, "  ")}\n`);
}

/** What is held out is not looked at by accident. */
function isShown(one: Half): boolean {
  return values.show && (half === "all" ? one === "tuning" : one === half);
}

async function keep(state: State, numbers: Results): Promise<void> {
  const file = (name: State): URL => new URL(`results/${name}.json`, import.meta.url);
  await Deno.mkdir(new URL("results/", import.meta.url), { recursive: true });
  await Deno.writeTextFile(file(state), `${JSON.stringify({ engine, ...numbers }, null, 2)}\n`);
  const known = await Promise.all(STATES.map(async (name) => {
    try {
      return [[name, JSON.parse(await Deno.readTextFile(file(name)))]];
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return [];
      throw error;
    }
  }));
  const tables = reportTables(Object.fromEntries(known.flat()));
  await Deno.writeTextFile(DOCUMENT, withTables(await Deno.readTextFile(DOCUMENT), tables));
  const args = ["fmt", "--quiet", fileURLToPath(DOCUMENT)];
  await new Deno.Command(Deno.execPath(), { args }).output();
}

function oneOf<T extends string>(option: string, choices: readonly T[], value: string): T {
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw new Error(`--${option} is one of ${choices.join(", ")}`);
  return found;
}
