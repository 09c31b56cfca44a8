import type { RunOutcome } from "../sandbox/outcome.ts";

/** Limits that the message of a failed run may name. */
export interface FailureOptions {
  /** Longest time-out that a caller may request, in milliseconds. */
  readonly maxTimeoutMs: number;
}

/**
 * Says why a run failed and what to do, or gives the traceback if the program raised an exception.
 * `null` for a run that succeeded.
 */
export function describeFailure(outcome: RunOutcome, options: FailureOptions): string | null {
  const raised = outcome.error === undefined
    ? null
    : outcome.error.traceback.trimEnd() || `${outcome.error.type}: ${outcome.error.message}`;
  const reason = reasonOf(outcome, options);
  if (outcome.status === "error") return raised ?? reason;
  return reason === null || raised === null ? reason : `${reason}\n${raised}`;
}

function reasonOf(outcome: RunOutcome, options: FailureOptions): string | null {
  switch (outcome.status) {
    case "success":
      return null;
    case "error":
      return outcome.exitCode === null
        ? "The program failed"
        : `The program ended with exit code ${outcome.exitCode}`;
    case "timeout":
      return `The program was stopped: its time of ${outcome.timeoutSeconds} s was over; ${
        advise(outcome.timeoutSeconds, options.maxTimeoutMs / 1000)
      }`;
    case "output_limit":
      return "The program was stopped: it printed more than a run may print; print a summary";
    case "killed":
      return "The sandbox was killed from outside: most often it was out of memory; hold less data at once";
    case "protocol_error":
      return "The run was stopped: the sandbox sent what its protocol with the bridge does not allow";
    case "canceled":
      return "The run was canceled by the client";
  }
}

function advise(given: number, longest: number): string {
  return given < longest
    ? `do less in one run, or pass a larger timeout (at most ${longest})`
    : "do less in one run";
}
