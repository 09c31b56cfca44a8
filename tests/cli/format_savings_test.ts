import assert from "node:assert/strict";
import { formatSavings, savingsOf } from "../../src/cli/format_savings.ts";
import type { DiscoveredServer } from "../../src/discovery/server_definition.ts";
import type { ServerReport } from "../../src/ipc/server_report.ts";

type State = DiscoveredServer["availability"]["state"];

function server(name: string, state: State = "ready"): DiscoveredServer {
  return {
    name,
    alias: name,
    definition: null,
    availability: state === "ready" ? { state } : { state, reason: "a reason" },
    origin: { file: "/f", client: "Cursor", scope: "user" },
    shadowed: [],
  };
}

function report(name: string, fields: Partial<ServerReport>): ServerReport {
  const nothing = { tools: null, tokens: null, listedAt: null, error: null, failedAt: null };
  return { name, ...nothing, changedTools: [], ...fields };
}

const LIMITS = { timeoutMs: 30_000, maxTimeoutMs: 120_000 };

Deno.test("savingsOf() adds up the servers that could be called, and formatSavings() shows each", () => {
  const savings = savingsOf(
    [
      server("files"),
      server("new"),
      server("bad"),
      server("off", "disabled"),
      server("us", "self"),
    ],
    [
      report("files", { tools: 14, tokens: 12_345 }),
      report("bad", { error: "it \x1b[2J ended" }),
      report("off", { tools: 1, tokens: 100 }),
    ],
    LIMITS,
  );
  assert.equal(savings.total, 12_345);
  assert.ok(savings.bridge > 200 && savings.bridge < 450, `${savings.bridge}`);
  assert.equal(
    formatSavings({ ...savings, bridge: 300 }),
    `Tokens that the lists of tools take in a model's context, in every conversation:
  files        12,345  14 tools
  new               ?  it has never listed its tools; --check starts it
  bad               ?  it could not be asked: it \\u{1b}[2J ended
  all servers  12,345
  the bridge      300  1 tool, whatever is configured

The bridge saves about 12,045.
These are estimates of o200k_base tokens, at most 7 % off for 11 servers' lists in English.
`,
  );
});

Deno.test("formatSavings() claims no saving where there is none", () => {
  assert.doesNotMatch(formatSavings(savingsOf([], [], LIMITS)), /saves/);
});
