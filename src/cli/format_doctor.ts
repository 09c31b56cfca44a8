import type { Diagnosed, Diagnosis } from "../doctor/doctor.ts";
import { printable } from "../text/printable.ts";

/** Most characters of a line's parts; what servers and engines say may be long. */
const MAX_SUBJECT = 200;
const MAX_TEXT = 1_000;

/** Version of the shape of `--json`; counts up when a field changes its meaning or goes. */
const SHAPE = 1;

/** The exit code: whatever was put right counts no more. */
export function exitCodeOf({ level }: Diagnosis): number {
  switch (level) {
    case "failure":
      return 2;
    case "warning":
      return 1;
    case "note":
    case "ok":
      return 0;
  }
}

/** Titles by what the ids begin with, in the order of the checks. */
const TITLES: Readonly<Record<string, string>> = {
  executable: "Executable",
  settings: "Settings",
  state: "State directory",
  file: "State directory",
  disk: "Disk",
  engine: "Engines",
  parts: "Engines",
  run: "Trial run",
  config: "Configuration files",
  server: "Servers",
  program: "Programs for desktop applications",
  network: "Network",
  client: "Clients",
  leftover: "Dead bridges",
  check: "Checks",
};

/** Formats what was found: a group for each thing, and under each finding what to do. */
export function formatDiagnosis(diagnosis: Diagnosis): string {
  const groups = Map.groupBy(diagnosis.findings, titleOf);
  const blocks = [...groups].map(([title, findings]) =>
    [title, ...findings.flatMap(formatFinding)].join("\n")
  );
  return `${[...blocks, summarize(diagnosis)].join("\n\n")}\n`;
}

function titleOf({ id }: Diagnosed): string {
  const about = id.slice(0, id.indexOf("."));
  return TITLES[about] ?? about;
}

/** Width of the column of the levels. */
const LEVEL_COLUMNS = 9;

function formatFinding(
  { level, subject, text, remedy, fixed }: Diagnosed,
): readonly string[] {
  const indent = " ".repeat(LEVEL_COLUMNS + 2);
  const lines = [
    `  ${level.padEnd(LEVEL_COLUMNS)}${printable(subject, MAX_SUBJECT)}: ` +
    printable(text, MAX_TEXT),
  ];
  if (fixed !== null) {
    const words = fixed.done ? "fixed" : "cannot be fixed";
    lines.push(`${indent}${words}: ${printable(fixed.text, MAX_TEXT)}`);
  }
  if (remedy !== null && fixed?.done !== true) {
    lines.push(`${indent}→ ${printable(remedy, MAX_TEXT)}`);
  }
  return lines;
}

function summarize({ findings, level }: Diagnosis): string {
  const left = findings.filter(({ fixed }) => fixed?.done !== true);
  const numbers = (["failure", "warning", "note"] as const).flatMap((one) => {
    const number = left.filter((finding) => finding.level === one).length;
    return number === 0 ? [] : [`${number} ${one}${number === 1 ? "" : "s"}`];
  });
  const fixable = left.some(({ fix, fixed }) => fix !== undefined && fixed === null);
  const verdict = level === "failure" ? "The bridge cannot work." : "The bridge works.";
  const counted = numbers.length === 0 ? "Nothing is wrong." : `${numbers.join(", ")}.`;
  return `${verdict} ${counted}${fixable ? " --fix puts some of it right." : ""}`;
}

/** The same as JSON. Its shape is documented in docs/doctor.md. */
export function toJson({ findings, level }: Diagnosis, version: string): unknown {
  return {
    shape: SHAPE,
    version,
    level,
    findings: findings.map(({ id, level, subject, text, remedy, fix, fixed }) => ({
      id,
      level,
      subject,
      text,
      remedy,
      fixable: fix !== undefined,
      fixed,
    })),
  };
}
