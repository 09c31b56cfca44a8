import type { CapturedText, RunOutcome } from "../../src/sandbox/outcome.ts";

/** A captured text of which nothing is missing. */
export function captured(text: string): CapturedText {
  return { head: text, tail: "", omitted: 0 };
}

/** An outcome of a silent program that came to its end on podman, but for what is given. */
export function outcomeOf(fields: Partial<RunOutcome> = {}): RunOutcome {
  return {
    status: "success",
    stdout: captured(""),
    stderr: captured(""),
    exitCode: 0,
    signal: null,
    oomKills: 0,
    peakBytes: null,
    cpuMs: null,
    timeoutSeconds: 30,
    engine: "podman",
    notes: [],
    durationMs: 5,
    ...fields,
  };
}
