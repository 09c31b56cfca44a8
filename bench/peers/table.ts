/** The table of results in bench/README.md. */

import { TOKENIZER } from "../../scripts/demo/count_tokens.ts";
import type { MachineFacts } from "../machine.ts";
import { BURST, type PeerRow, SETTLE_MS } from "./rows.ts";
import { type Subject, TOOL_CALLS } from "./subject.ts";

/** The content of `bench/peers.json`. */
export interface PeerResults {
  readonly machine: MachineFacts;
  readonly subjects: readonly Pick<Subject, "name" | "version" | "sandbox">[];
  readonly rows: readonly PeerRow[];
}

/** Prefix of the names of the bridge's columns. */
export const BRIDGE = "bridge, ";

/** Titles of the rows, by name. */
const TITLES: Readonly<Record<string, string>> = {
  "start": "Process start to `initialize` answered",
  "sum-spaced": `\`1+1\`, each after a rest of ${SETTLE_MS / 1000} s`,
  "sum-burst": `\`1+1\`, each of ${BURST} back to back`,
  "calls-in-turn": `${TOOL_CALLS} tool calls in one run, in turn`,
  "calls-at-once": `${TOOL_CALLS} tool calls in one run, at once`,
  "stdio-calls-in-turn": `${TOOL_CALLS} in turn, executor too over stdio`,
  "tokens": `Tokens of the tool list (${TOKENIZER})`,
};

/** Formats the medians as a Markdown table, the best of each row in bold, and names the machine. */
export function formatPeersTable(results: PeerResults): string {
  const { machine, subjects, rows } = results;
  const names = subjects.map(({ name }) => name);
  return [
    tableRow(["", ...names]),
    tableRow(["---", ...names.map(() => "---")]),
    tableRow(["Programs run in", ...subjects.map(({ sandbox }) => sandbox)]),
    ...rows.map((row) => tableRow([TITLES[row.name] ?? row.name, ...cellsOf(row, names)])),
    "",
    `Medians; the best of a row is bold. ${describeRun(machine)} ${describeVersions(results)}`,
  ].join("\n");
}

const START = "<!-- peers: written by deno task bench:peers -->";
const END = "<!-- peers: end -->";

/**
 * Returns a document with the text between its two marks replaced.
 *
 * @throws {Error} when a mark is missing
 */
export function replaceSection(document: string, text: string): string {
  const start = document.indexOf(START);
  const end = document.indexOf(END);
  if (start === -1 || end < start) {
    throw new Error(`Cannot write the table of peers: bench/README.md lacks ${START} or ${END}`);
  }
  return `${document.slice(0, start + START.length)}\n\n${text}\n\n${document.slice(end)}`;
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function cellsOf({ unit, cells }: PeerRow, names: readonly string[]): string[] {
  const medians = names.map((name) => cells[name]?.p50);
  const measured = medians.filter((median) => median !== undefined);
  const best = Math.min(...measured);
  return medians.map((median) => {
    if (median === undefined) return "–";
    const number = median.toLocaleString("en-US", { maximumFractionDigits: 1 });
    const text = unit === "tokens" ? number : `${number} ${unit}`;
    return median === best && measured.length > 1 ? `**${text}**` : text;
  });
}

function describeRun(machine: MachineFacts): string {
  const { date, quick, processor, cores, memoryGib, kernel, load } = machine;
  return `Taken on ${date.slice(0, 10)} by \`deno task bench:peers${
    quick ? " --quick" : ""
  }\` on ` +
    `${processor}, ${cores} cores, ${memoryGib} GiB, ${kernel}, load average ${
      load?.toFixed(1) ?? "unknown"
    }` +
    " at the start.";
}

function describeVersions({ machine, subjects }: PeerResults): string {
  const engines = Object.entries(machine.engines).filter(([name]) => name !== "embedded");
  const peers = subjects.filter(({ name }) => !name.startsWith(BRIDGE));
  const ours = [`mcp-code-bridge ${machine.version}`, ...engines.map(([, version]) => version)];
  const theirs = peers.map(({ name, version }) => `; ${name} ${version}`);
  return `Versions: ${ours.join(", ")}${theirs.join("")}.`;
}
