import { type Half, HALVES } from "./halves.ts";
import type { Results, ValueNumbers, VerdictCounts } from "./results.ts";

/** States of the product that the report compares. */
export const STATES = ["before", "after"] as const;
export type State = (typeof STATES)[number];

/** A line of the report: what is asked for on the half that is held out, and the number of a half. */
interface Row {
  readonly what: string;
  readonly asked: string;
  readonly cell: (results: Results, half: Half) => string;
}

const NOT_MEASURED = "–";

const SEARCH_ROWS: readonly Row[] = [
  searchRow("keywords: right tool first", "≥ 95 %", "keywords", "hit1"),
  searchRow("keywords: right tool among five", "", "keywords", "hit5"),
  searchRow("paraphrases: right tool first", "", "paraphrase", "hit1"),
  searchRow("paraphrases: right tool among five", "≥ 65 %", "paraphrase", "hit5"),
];

const PROGRAM_ROWS: readonly Row[] = [
  {
    what: "first programs that work",
    asked: "≥ 95 %",
    cell: ({ programs }, half) => share(programs?.[half], "works"),
  },
  {
    what: "broken programs that work, or are told the fix",
    asked: "≥ 90 %",
    cell: ({ broken }, half) => share(broken?.[half], "works", "fix"),
  },
  brokenRow("broken programs that are not told the fix", "", "no fix"),
  brokenRow("broken programs that are misled", "0", "misleads"),
  brokenRow("broken programs that report success falsely", "0", "false success"),
];

interface ValueRow {
  readonly what: string;
  readonly asked: string;
  readonly form: (values: ValueNumbers) => string;
}

const VALUE_ROWS: readonly ValueRow[] = [
  { what: "alone, as compact JSON", asked: "", form: ({ json }) => `${json}` },
  { what: "alone, as TOON", asked: "", form: ({ toon }) => `${toon}` },
  {
    what: "as the answers write them",
    asked: "≤ 90 % of JSON",
    form: ({ written, json }) => `${written} (${percent(written / json)})`,
  },
  {
    what: "written over 2 % longer than as JSON",
    asked: "0",
    form: ({ aboveJson, values }) => `${aboveJson} of ${values}`,
  },
  { what: "an answer besides its value", asked: "≤ 8", form: ({ envelope }) => `${envelope}` },
  { what: "the whole answers", asked: "", form: ({ answer }) => `${answer}` },
  {
    what: "the whole answers, in the mode `compact`",
    asked: "",
    form: ({ compact }) => `${compact}`,
  },
];

function searchRow(
  what: string,
  asked: string,
  kind: "keywords" | "paraphrase",
  hit: "hit1" | "hit5",
): Row {
  return { what, asked, cell: ({ search }, half) => percent(search?.[`${kind} ${half}`]?.[hit]) };
}

function brokenRow(what: string, asked: string, verdict: string): Row {
  return {
    what,
    asked,
    cell: ({ broken }, half) => broken?.[half]?.[verdict]?.toString() ?? NOT_MEASURED,
  };
}

function share(counts: VerdictCounts | undefined, ...verdicts: readonly string[]): string {
  if (counts === undefined) return NOT_MEASURED;
  const good = verdicts.reduce((sum, verdict) => sum + (counts[verdict] ?? 0), 0);
  return `${percent(good / (counts["all"] ?? 1))} (${good} of ${counts["all"]})`;
}

function percent(part: number | undefined): string {
  return part === undefined ? NOT_MEASURED : `${(part * 100).toFixed(1)} %`;
}

/** The tables of `docs/EVAL.md`, and of the terminal with one state. */
export function reportTables(states: Readonly<Partial<Record<State, Results>>>): string {
  const shown = STATES.filter((state) => states[state] !== undefined);
  const tables = [halvesTable(states, shown), valuesTable(states, shown)];
  return tables.filter((table) => table !== "").join("\n\n");
}

type States = Readonly<Partial<Record<State, Results>>>;

function halvesTable(states: States, shown: readonly State[]): string {
  const columns = shown.flatMap((state) => HALVES.map((half) => ({ state, half })));
  const head = ["", "asked", ...columns.map(({ state, half }) => `${state}, ${spoken(half)}`)];
  const lines = [...SEARCH_ROWS, ...PROGRAM_ROWS].map(({ what, asked, cell }) => ({
    labels: [what, asked],
    cells: columns.map(({ state, half }) => cell(states[state] ?? {}, half)),
  }));
  return markdownTable(head, lines);
}

function valuesTable(states: States, shown: readonly State[]): string {
  const lines = VALUE_ROWS.map(({ what, asked, form }) => ({
    labels: [what, asked],
    cells: shown.map((state) => {
      const values = states[state]?.values;
      return values === undefined ? NOT_MEASURED : form(values);
    }),
  }));
  return markdownTable(["tokens (o200k) of the values", "asked", ...shown], lines);
}

function spoken(half: Half): string {
  return half.replace("_", " ");
}

interface Line {
  readonly labels: readonly string[];
  readonly cells: readonly string[];
}

/** Lines of which nothing was measured are left out, and so is a table without lines. */
function markdownTable(head: readonly string[], lines: readonly Line[]): string {
  const measured = lines.filter(({ cells }) => cells.some((cell) => cell !== NOT_MEASURED));
  if (measured.length === 0) return "";
  const rows = [
    head,
    head.map(() => "---"),
    ...measured.map(({ labels, cells }) => [...labels, ...cells]),
  ];
  return rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** Marks in `docs/EVAL.md` between which the tables stand. */
const BEGIN = "<!-- written by `deno task eval --record` -->";
const END = "<!-- end -->";

/**
 * Puts the tables into the document.
 *
 * @throws {Error} when the document lacks the marks
 */
export function withTables(document: string, tables: string): string {
  const begin = document.indexOf(BEGIN);
  const end = document.indexOf(END);
  if (begin === -1 || end < begin) throw new Error("docs/EVAL.md lacks the marks of its tables");
  return `${document.slice(0, begin + BEGIN.length)}\n\n${tables}\n\n${document.slice(end)}`;
}
