import type { Check } from "../check.ts";
import { finding } from "../finding.ts";

/** The value of the trial's program. */
const EXPECTED = 2;

/** Runs a real program in a sandbox of the engine that is chosen. */
export const trialRun: Check = {
  name: "trial run",
  afterLook: true,
  // the embedded engine may have to be prepared
  withinMs: 120_000,
  async run(context) {
    const trial = await context.trial();
    // that there is no engine is a finding of its own
    if (trial === null) return [];
    const remedy = "do what it asks for; MCP_BRIDGE_LOG_LEVEL=debug says more: " +
      "mcp-code-bridge run -c '1 + 1'";
    if (!trial.ok) {
      return [finding("run.failed", { subject: "1 + 1", text: trial.reason, remedy })];
    }
    const { status, result, engine, error } = trial.answer;
    if (status === "success" && result === EXPECTED) {
      return [finding("run.passed", {
        subject: "1 + 1",
        text: `ran on ${engine} in ${(trial.ms / 1000).toFixed(1)} s, its sandbox's start included`,
      })];
    }
    const why = error ?? (status === "success" ? "its result was not 2" : status);
    return [finding("run.failed", { subject: "1 + 1", text: `on ${engine}: ${why}`, remedy })];
  },
};
