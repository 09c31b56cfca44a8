import type { ServerReport } from "../ipc/server_report.ts";

/** Servers of which the bridge may report, and changed tools of one. */
const MAX_REPORTS = 10_000;
const MAX_CHANGED = 100;
/** Characters of a name and of an error. */
const MAX_NAME = 1_024;
const MAX_ERROR = 8_192;
/** Latest time of a `Date`. */
const MAX_TIME = 8.64e15;

/** Reports as the bridge posted them, made anew field by field; `null` when they are none. */
export function parseReports(value: unknown): readonly ServerReport[] | null {
  if (!Array.isArray(value) || value.length > MAX_REPORTS) return null;
  const reports = value.map(parseReport);
  return reports.every((report) => report !== null) ? reports : null;
}

function parseReport(value: unknown): ServerReport | null {
  if (typeof value !== "object" || value === null) return null;
  const { name, tools, tokens, listedAt, changedTools, error, failedAt, askedMs = null }: Partial<
    Record<keyof ServerReport, unknown>
  > = value;
  if (!isText(name, MAX_NAME)) return null;
  if (!isNumber(tools) || !isNumber(tokens) || !isNumber(askedMs)) return null;
  if (!isNumber(listedAt) || !isNumber(failedAt)) return null;
  if (error !== null && typeof error !== "string") return null;
  if (!Array.isArray(changedTools) || changedTools.length > MAX_CHANGED) return null;
  if (!changedTools.every((tool) => isText(tool, MAX_NAME))) return null;
  const shown = error?.slice(0, MAX_ERROR) ?? null;
  return {
    name,
    tools,
    tokens,
    listedAt,
    changedTools: [...changedTools],
    error: shown,
    failedAt,
    ...(askedMs === null ? {} : { askedMs }),
  };
}

function isText(value: unknown, most: number): value is string {
  return typeof value === "string" && value.length <= most;
}

function isNumber(value: unknown): value is number | null {
  return value === null || (typeof value === "number" && value >= 0 && value <= MAX_TIME);
}
