import type { DiscoveredServer } from "../discovery/server_definition.ts";
import type { ServerReport } from "../ipc/server_report.ts";
import { RUN_PYTHON, RUN_PYTHON_DESCRIPTION, runPythonInput } from "../server/run_python_tool.ts";
import type { Settings } from "../settings/settings.ts";
import { printable } from "../text/printable.ts";
import { estimateTokens } from "../text/token_estimate.ts";
import { formatCount } from "../text/format_count.ts";

/** What one server's list of tools costs. */
export interface ServerCost {
  readonly name: string;
  /** How many tools it has; `null`: not known. */
  readonly tools: number | null;
  /** About how many tokens they take; `null`: not known. */
  readonly tokens: number | null;
  /** Why it could not be asked the last time; `null`: it could, or was not. */
  readonly error: string | null;
}

/** What the servers' lists cost in a model's context, and what the bridge costs in their place. */
export interface Savings {
  readonly servers: readonly ServerCost[];
  /** Tokens of all that are known. */
  readonly total: number;
  /** Tokens of the bridge's one tool. */
  readonly bridge: number;
}

/**
 * Adds up the costs of the servers that a program could call.
 *
 * @param limits that the bridge's tool names
 */
export function savingsOf(
  servers: readonly DiscoveredServer[],
  reports: readonly ServerReport[],
  limits: Pick<Settings, "timeoutMs" | "maxTimeoutMs">,
): Savings {
  const byName = new Map(reports.map((report) => [report.name, report]));
  const costs = servers.filter(({ availability }) => availability.state === "ready")
    .map(({ name }): ServerCost => {
      const { tools = null, tokens = null, error = null } = byName.get(name) ?? {};
      return { name, tools, tokens, error };
    });
  const tool = {
    name: RUN_PYTHON,
    description: RUN_PYTHON_DESCRIPTION,
    inputSchema: runPythonInput(limits),
  };
  return {
    servers: costs,
    total: costs.reduce((sum, { tokens }) => sum + (tokens ?? 0), 0),
    bridge: estimateTokens(JSON.stringify([tool])),
  };
}

/** Most characters of a name and of an error that are shown. */
const MAX_NAME = 40;
const MAX_ERROR = 200;

/** Formats the costs as a table. Ends with a newline. */
export function formatSavings({ servers, total, bridge }: Savings): string {
  const rows = [
    ...servers.map((cost) => [printable(cost.name, MAX_NAME), number(cost.tokens), remark(cost)]),
    ["all servers", number(total), ""],
    ["the bridge", number(bridge), "1 tool, whatever is configured"],
  ] as const;
  const name = Math.max(...rows.map(([cell]) => cell.length));
  const count = Math.max(...rows.map(([, cell]) => cell.length));
  return [
    "Tokens that the lists of tools take in a model's context, in every conversation:",
    ...rows.map(([first, tokens, last]) =>
      `  ${first.padEnd(name)}  ${tokens.padStart(count)}  ${last}`.trimEnd()
    ),
    "",
    ...(total > bridge ? [`The bridge saves about ${number(total - bridge)}.`] : []),
    "These are estimates of o200k_base tokens, at most 7 % off for 11 servers' lists in English.",
    "",
  ].join("\n");
}

function remark({ tools, tokens, error }: ServerCost): string {
  if (tokens !== null) return `${tools} tool${tools === 1 ? "" : "s"}`;
  return error === null
    ? "it has never listed its tools; --check starts it"
    : `it could not be asked: ${printable(error, MAX_ERROR)}`;
}

function number(count: number | null): string {
  return count === null ? "?" : formatCount(count);
}
