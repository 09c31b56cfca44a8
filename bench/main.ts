/** The benchmark, `deno task bench`; see README.md beside this file, and `--help`. */

import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { bundleBridge } from "./bundle.ts";
import { messageOf } from "../src/errors.ts";
import { describeMachine } from "./machine.ts";
import { formatTable, type RowResult } from "./report.ts";
import type { Bench, Row } from "./row.ts";
import { backToBack } from "./rows/back_to_back.ts";
import { firstCall } from "./rows/first_call.ts";
import { firstSearch } from "./rows/first_search.ts";
import { httpCalls } from "./rows/http_calls.ts";
import { manyServers } from "./rows/many_servers.ts";
import { largeResult } from "./rows/large_result.ts";
import { memory } from "./rows/memory.ts";
import { payload } from "./rows/payload.ts";
import { processor } from "./rows/processor.ts";
import { spacedCall } from "./rows/spaced_call.ts";
import { start } from "./rows/start.ts";
import { timeOut } from "./rows/time_out.ts";
import { tokens } from "./rows/tokens.ts";
import { toolCalls } from "./rows/tool_calls.ts";
import { readFlags } from "../scripts/read_flags.ts";
import { cacheDirectory, splitCommand, STATE_DIRECTORY, usableEngines } from "./environment.ts";

const ROWS: readonly Row[] = [
  start,
  spacedCall,
  firstCall,
  backToBack,
  processor,
  toolCalls,
  httpCalls,
  payload,
  timeOut,
  manyServers,
  firstSearch,
  largeResult,
  memory,
  tokens,
];
const USAGE =
  `Usage: deno task bench [--quick] [--row NAME]… [--engine NAME]… [--command "PROGRAM ARG…"] [--out FILE]

  --quick         few samples: ends within minutes
  --row NAME      ${
    ROWS.map(({ name }) => name).join(", ").replace(/(.{70}\S*) /g, "$1\n                  ")
  }
                  (all)
  --engine NAME   podman, docker or embedded (all that can be used)
  --command TEXT  measures this program as the one that is shipped (the bundle)
  --out FILE      where the numbers are written (bench/results.json, when all rows are measured)
`;
const RESULTS = fileURLToPath(new URL("./results.json", import.meta.url));

async function main(): Promise<void> {
  const flags = (args: string[]) =>
    parseArgs({
      args,
      options: {
        quick: { type: "boolean", default: false },
        row: { type: "string", multiple: true },
        engine: { type: "string", multiple: true },
        command: { type: "string" },
        out: { type: "string", default: RESULTS },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  const values = readFlags(USAGE, flags);
  const rows = chosenRows(values.row ?? []);
  const engines = (await usableEngines()).filter((name) => values.engine?.includes(name) ?? true);
  const machine = await describeMachine({ engines, quick: values.quick });
  const directory = await Deno.makeTempDir({ prefix: "mcp-code-bridge-bench-" });
  const results: RowResult[] = [];
  try {
    const bench: Bench = {
      quick: values.quick,
      shipped: values.command === undefined
        ? await bundleBridge(`${directory}/bundle`)
        : splitCommand(values.command),
      engines,
      directory,
      stateDir: await cacheDirectory(STATE_DIRECTORY),
    };
    for (const row of rows) {
      say(`… ${row.name}`);
      results.push(await measureRow(row, bench));
    }
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
  const all = { machine, rows: results };
  say(formatTable(all));
  // a part of the table does not replace the results of all rows
  if (values.row === undefined || values.out !== RESULTS) {
    await Deno.writeTextFile(values.out, `${JSON.stringify(all, null, 2)}\n`);
    say(`\nWritten to ${values.out}`);
  }
}

async function measureRow(row: Row, bench: Bench): Promise<RowResult> {
  const { name, title } = row;
  try {
    return { name, title, lines: await row.measure(bench), failure: null };
  } catch (error) {
    return { name, title, lines: [], failure: messageOf(error) };
  }
}

function chosenRows(names: readonly string[]): readonly Row[] {
  const unknown = names.find((name) => !ROWS.some((row) => row.name === name));
  if (unknown !== undefined) {
    const known = ROWS.map(({ name }) => name).join(", ");
    throw new Error(`Cannot measure the row "${unknown}": there is none; the rows are ${known}`);
  }
  return names.length === 0 ? ROWS : ROWS.filter(({ name }) => names.includes(name));
}

function say(text: string): void {
  // deno-lint-ignore no-console -- what the benchmark is for
  console.log(text);
}

if (import.meta.main) await main();
