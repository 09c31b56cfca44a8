import type { InspectedFile } from "../discovery/trust_file.ts";
import { escapeLine } from "../text/escape.ts";

/** Most lines of what a file decides that are shown. */
const MAX_LINES = 5000;

/**
 * Formats what a file decides, for the user to read before it is trusted. Of a file that changed, `+`
 * marks what is new and `-` what is there no more. Ends with a newline.
 */
export function formatInspection({ file, decisions, before, verdict }: InspectedFile): string {
  const marked = verdict === "changed" && before !== null
    ? difference(before, decisions)
    : decisions.map((line) => `  ${line}`);
  const lines = marked.length === 0 ? ["  nothing"] : marked.slice(0, MAX_LINES);
  if (marked.length > MAX_LINES) lines.push(`  … and ${marked.length - MAX_LINES} more lines`);
  return `${escapeLine(file)} ${HEADS[verdict]}\n${lines.join("\n")}\n`;
}

const HEADS: Readonly<Record<InspectedFile["verdict"], string>> = {
  unknown: "decides this:",
  trusted: "is trusted already. It decides this:",
  changed: "was changed since you trusted it. It decides this now:",
};

function difference(before: readonly string[], now: readonly string[]): string[] {
  const [old, current] = [new Set(before), new Set(now)];
  return [
    ...before.filter((line) => !current.has(line)).map((line) => `- ${line}`),
    ...now.map((line) => `${old.has(line) ? " " : "+"} ${line}`),
  ];
}
