import type { DiscoveredServer } from "../discovery/server_definition.ts";
import type { ServerReport } from "../ipc/server_report.ts";
import type { ProgramLook } from "../launcher/look_up_programs.ts";
import { printable } from "../text/printable.ts";

/** What is known of the servers besides their definitions. */
export interface ServerStatuses {
  /** By the servers' names. */
  readonly programs: ReadonlyMap<string, ProgramLook>;
  readonly reports: ReadonlyMap<string, ServerReport>;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/** Whether a server can be used, as far as can be said without its start. */
export type ServerState = DiscoveredServer["availability"]["state"] | "not_found";

/** The state of a server, and why it is so; no reason for one that is ready. */
export function stateOf(
  { name, availability }: DiscoveredServer,
  { programs }: ServerStatuses,
): { readonly state: ServerState; readonly reason?: string } {
  if (availability.state !== "ready") return availability;
  const program = programs.get(name);
  if (program?.kind !== "missing") return { state: "ready" };
  return { state: "not_found", reason: program.reason };
}

/** Most characters of an error, and of names of tools, that are shown. */
const MAX_ERROR = 1_000;
const MAX_NAMES = 200;

/** Lines about a server's program and its tools. */
export function formatStatus(name: string, statuses: ServerStatuses): readonly string[] {
  const program = statuses.programs.get(name);
  const report = statuses.reports.get(name);
  const lines: string[] = [];
  if (program?.kind === "found") lines.push(`  program    ${printable(program.path)}`);
  if (report === undefined) return lines;
  const { tools, listedAt, changedTools, error, failedAt } = report;
  const age = (at: number | null) => formatAge(statuses.now - (at ?? statuses.now));
  if (tools !== null) lines.push(`  tools      ${tools}, listed ${age(listedAt)}`);
  if (changedTools.length > 0) {
    const names = printable(changedTools.join(", "), MAX_NAMES);
    lines.push(`  changed    ${names}: look at them with mcp-code-bridge tools`);
  }
  if (error !== null) lines.push(`  failed     ${age(failedAt)}: ${printable(error, MAX_ERROR)}`);
  return lines;
}

const UNITS = [
  ["day", 24 * 60 * 60_000],
  ["hour", 60 * 60_000],
  ["minute", 60_000],
] as const;

/** How long ago, in words. A time that is to come is now: clocks are set back. */
function formatAge(ms: number): string {
  for (const [unit, size] of UNITS) {
    const count = Math.floor(ms / size);
    if (count >= 1) return `${count} ${unit}${count === 1 ? "" : "s"} ago`;
  }
  return "just now";
}
