/**
 * Measures the bridge and its peers with the same client, in the same run; see ../README.md.
 *
 *     deno task bench:peers [--quick] [--engine NAME] [--command "PROGRAM ARG…"] [--out FILE]
 */

import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { bundleBridge } from "../bundle.ts";
import type { EngineName } from "../../src/engines.ts";
import { messageOf } from "../../src/errors.ts";
import { describeMachine } from "../machine.ts";
import type { Bench } from "../row.ts";
import { cacheDirectory, splitCommand, STATE_DIRECTORY, usableEngines } from "../environment.ts";
import { bundleUpstream } from "../upstream.ts";
import { bridgeSubject } from "./bridge.ts";
import { executor } from "./executor.ts";
import { fastmcp } from "./fastmcp.ts";
import { measureStart, type PeerRow, Running, type Subjects } from "./rows.ts";
import { rehearse, type Subject } from "./subject.ts";
import { formatPeersTable, type PeerResults, replaceSection } from "./table.ts";
import { startHttpUpstream } from "./upstream.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
const RESULTS = `${ROOT}/bench/peers.json`;
const DOCUMENT = `${ROOT}/bench/README.md`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    args: Deno.args,
    options: {
      quick: { type: "boolean", default: false },
      engine: { type: "string", multiple: true },
      command: { type: "string" },
      out: { type: "string", default: RESULTS },
    },
  });
  const { quick, out } = values;
  const engines = chosenEngines(await usableEngines(), { quick, named: values.engine });
  const machine = await describeMachine({ engines, quick });
  const directory = await Deno.makeTempDir({ prefix: "mcp-code-bridge-peers-" });
  try {
    const shipped = values.command === undefined
      ? await bundleBridge(`${directory}/bundle`)
      : splitCommand(values.command);
    const stateDir = await cacheDirectory(STATE_DIRECTORY);
    const bench: Bench = { quick, shipped, engines, directory, stateDir };
    const results: PeerResults = { machine, ...await measure(bench) };
    const table = formatPeersTable(results);
    say(table);
    await Deno.writeTextFile(out, `${JSON.stringify(results, null, 2)}\n`);
    if (out === RESULTS) await writeDocument(table);
    say(`\nWritten to ${out}${out === RESULTS ? " and bench/README.md" : ""}`);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

async function measure(bench: Bench): Promise<Omit<PeerResults, "machine">> {
  await using stack = new AsyncDisposableStack();
  const add = <S extends AsyncDisposable>(made: S) => stack.use(made);
  say("… installing and setting up");
  const upstream = await bundleUpstream(bench);
  const http = add(await startHttpUpstream(bench));
  const subjects: Subject[] = [];
  for (const engine of bench.engines) {
    subjects.push(add(await bridgeSubject(bench, { engine, command: bench.shipped, upstream })));
  }
  subjects.push(add(await fastmcp(bench, upstream)));
  subjects.push(add(await executor(bench, { name: "executor", upstream: http })));
  const overStdio = add(await executor(bench, { name: "executor", upstream }));
  for (const subject of subjects) await rehearse(subject);
  const rows = [
    await announced("start", () => measureStart(bench, subjects)),
    ...await measureCalls(bench, subjects),
    await announced("tool calls over stdio", () => measureOverStdio(bench, [overStdio])),
  ];
  return {
    subjects: subjects.map(({ name, version, sandbox }) => ({ name, version, sandbox })),
    rows,
  };
}

async function measureCalls(bench: Bench, subjects: Subjects): Promise<readonly PeerRow[]> {
  await using running = await Running.start(subjects);
  return [
    await running.measureTokens(),
    await announced("calls after a rest", () => running.measureSpaced(bench)),
    await announced("calls back to back", () => running.measureBursts(bench)),
    await announced("tool calls in turn", () => running.measureToolCalls(bench, "calls-in-turn")),
    await announced("tool calls at once", () => running.measureToolCalls(bench, "calls-at-once")),
  ];
}

async function announced(what: string, measureRow: () => Promise<PeerRow>): Promise<PeerRow> {
  say(`… ${what}`);
  return await measureRow();
}

/** Fewer samples, because executor starts a server over stdio again for every call. */
async function measureOverStdio(bench: Bench, subjects: Subjects): Promise<PeerRow> {
  await using running = await Running.start(subjects);
  const row = await running.measureToolCalls({ ...bench, quick: true }, "calls-in-turn");
  return { ...row, name: "stdio-calls-in-turn" };
}

/** A quick benchmark measures one container engine and the embedded engine. */
function chosenEngines(
  usable: readonly EngineName[],
  { quick, named }: { readonly quick: boolean; readonly named: readonly string[] | undefined },
): readonly EngineName[] {
  if (named !== undefined) return usable.filter((engine) => named.includes(engine));
  return quick ? [...new Set([...usable.slice(0, 1), ...usable.slice(-1)])] : usable;
}

async function writeDocument(table: string): Promise<void> {
  await Deno.writeTextFile(DOCUMENT, replaceSection(await Deno.readTextFile(DOCUMENT), table));
  await new Deno.Command(Deno.execPath(), { args: ["fmt", "--quiet", DOCUMENT] }).output();
}

function say(text: string): void {
  // deno-lint-ignore no-console -- what the benchmark is for
  console.log(text);
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    // no stack, because usually something must be installed
    say(messageOf(error));
    Deno.exit(1);
  }
}
