import assert from "node:assert/strict";
import { dirname, fromFileUrl, join } from "../support/paths.ts";
import { formatPeersTable, type PeerResults, replaceSection } from "../../bench/peers/table.ts";

const ROOT = dirname(dirname(dirname(fromFileUrl(import.meta.url))));
const START = "<!-- peers: written by deno task bench:peers -->";
const END = "<!-- peers: end -->";

const summary = (p50: number) => ({ min: p50, p50, p99: p50, samples: 1 });

function resultsWith(rows: PeerResults["rows"], quick = false): PeerResults {
  return {
    machine: {
      date: "2026-11-22T10:00:00.000Z",
      version: "0.1.0",
      quick,
      cores: 2,
      processor: "Processor",
      memoryGib: 24,
      kernel: "linux 6.1",
      deno: "2.9.6",
      engines: { podman: "podman version 4.3.1" },
      image: "default",
      load: 1.25,
    },
    subjects: [
      { name: "bridge, podman", version: "0.1.0", sandbox: "CPython" },
      { name: "Peer", version: "4.1", sandbox: "a subset" },
    ],
    rows,
  };
}

const lineOf = (text: string, start: string) =>
  text.split("\n").find((line) => line.startsWith(start));

Deno.test("formatPeersTable() shows the best of a row in bold, whoever it is", () => {
  const table = formatPeersTable(resultsWith([
    {
      name: "calls-in-turn",
      unit: "ms",
      cells: { "bridge, podman": summary(60), Peer: summary(80) },
    },
    {
      name: "sum-burst",
      unit: "ms",
      cells: { "bridge, podman": summary(168), Peer: summary(3.84) },
    },
  ]));
  assert.match(lineOf(table, "| 40 tool calls") ?? "", /\| \*\*60 ms\*\* \| 80 ms \|$/);
  assert.match(lineOf(table, "| `1+1`, each of 20") ?? "", /\| 168 ms \| \*\*3\.8 ms\*\* \|$/);
});

Deno.test("formatPeersTable() leaves what was not measured open and calls nobody its best", () => {
  const table = formatPeersTable(resultsWith([
    { name: "stdio-calls-in-turn", unit: "ms", cells: { Peer: summary(3909) } },
  ]));
  assert.match(lineOf(table, "| 40 in turn") ?? "", /\| – \| 3,909 ms \|$/);
});

Deno.test("formatPeersTable() writes tokens without a unit and names the tokenizer", () => {
  const table = formatPeersTable(resultsWith([
    {
      name: "tokens",
      unit: "tokens",
      cells: { "bridge, podman": summary(311), Peer: summary(999) },
    },
  ]));
  assert.ok(table.includes("| Tokens of the tool list (o200k_base) | **311** | 999 |"), table);
});

Deno.test("formatPeersTable() names sandboxes, machine, date, versions, and a quick run as one", () => {
  const table = formatPeersTable(resultsWith([]));
  assert.ok(table.includes("| Programs run in | CPython | a subset |"));
  for (const part of ["2026-11-22", "Processor, 2 cores, 24 GiB, linux 6.1", "Peer 4.1"]) {
    assert.ok(table.includes(part), part);
  }
  assert.ok(table.includes("mcp-code-bridge 0.1.0, podman version 4.3.1"), table);
  assert.ok(!table.includes("--quick"));
  assert.ok(formatPeersTable(resultsWith([], true)).includes("--quick"));
});

Deno.test("replaceSection() replaces what stands between its marks and nothing else", () => {
  const document = `before\n\n${START}\n\nold\n\n${END}\n\nafter\n`;
  assert.equal(
    replaceSection(document, "new"),
    `before\n\n${START}\n\nnew\n\n${END}\n\nafter\n`,
  );
});

Deno.test("replaceSection() refuses a document without its marks", () => {
  assert.throws(() => replaceSection(`${START}\nno end`, "new"), /README\.md lacks/);
  assert.throws(() => replaceSection(`${END}\n${START}`, "new"), /README\.md lacks/);
});

Deno.test("bench/README.md's table of peers is that of bench/peers.json", async () => {
  const results: PeerResults = JSON.parse(
    await Deno.readTextFile(join(ROOT, "bench", "peers.json")),
  );
  const readme = await Deno.readTextFile(join(ROOT, "bench", "README.md"));
  const written = readme.slice(readme.indexOf(START) + START.length, readme.indexOf(END));
  assert.equal(flat(written), flat(formatPeersTable(results)));
});

/** Without what a formatter of Markdown changes: the width of columns and where lines end. */
function flat(text: string): string {
  return text.replace(/-{3,}/g, "---").replace(/\s+/g, " ").trim();
}
