import type { MachineFacts } from "./machine.ts";
import { describeTarget, type Measurement, type Summary, type Unit } from "./measurement.ts";

/** The result of one row: its lines, or why it could not be measured. */
export interface RowResult {
  readonly name: string;
  readonly title: string;
  readonly lines: readonly Measurement[];
  readonly failure: string | null;
}

/** The content of `results.json`. */
export interface Results {
  readonly machine: MachineFacts;
  readonly rows: readonly RowResult[];
}

/** Formats the results as tables of plain text, one for each row. */
export function formatTable(results: Results): string {
  const head = ["what", "min", "p50", "p99", "floor p50", "ratio", "target", ""];
  const sections = results.rows.map(({ title, lines, failure }) => {
    if (failure !== null) return `${title}\n  not measured: ${failure}`;
    const cells = [head, ...lines.map(cellsOf)];
    const widths = head.map((_, column) =>
      Math.max(...cells.map((row) => row[column]?.length ?? 0))
    );
    const rows = cells.map((row) =>
      `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd()
    );
    const notes = lines.flatMap(({ what, floor, note }) => [
      ...(floor === null ? [] : [`  floor of ${what}: ${floor.what}`]),
      ...(note === null ? [] : [`  ${what}: ${note}`]),
    ]);
    return [title, ...rows, ...new Set(notes)].join("\n");
  });
  return sections.join("\n\n");
}

function cellsOf(line: Measurement): string[] {
  const { what, unit, ours, floor, ratio, target, met } = line;
  return [
    what,
    ...valuesOf(ours, unit),
    floor === null ? "–" : `${floor.p50} ${unit}`,
    ratio === null ? "–" : `${ratio} ×`,
    target === null ? "–" : describeTarget(target, unit),
    met === null ? "" : met ? "met" : "MISSED",
  ];
}

function valuesOf({ min, p50, p99 }: Summary, unit: Unit): string[] {
  return [min, p50, p99].map((value) => `${value} ${unit}`);
}
