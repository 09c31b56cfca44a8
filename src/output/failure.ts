import type { RunOutcome } from "../sandbox/outcome.ts";

/** Limits that the message of a failed run may name. */
export interface FailureOptions {
  /** Longest time-out that a caller may request, in milliseconds. */
  readonly maxTimeoutMs: number;
}

/**
 * Says why a run failed and what to do, or gives the traceback if the program raised an exception;
 * then what is known of the run's way there. `null` for a run that succeeded.
 */
export function describeFailure(outcome: RunOutcome, options: FailureOptions): string | null {
  const cause = causeOf(outcome, options);
  return cause === null ? null : [cause, ...(outcome.trail ?? [])].join("\n");
}

function causeOf(outcome: RunOutcome, options: FailureOptions): string | null {
  const raised = outcome.error === undefined
    ? null
    : outcome.error.traceback.trimEnd() || `${outcome.error.type}: ${outcome.error.message}`;
  const reason = reasonOf(outcome, options);
  if (outcome.status === "error" || outcome.status === "exit") return raised ?? reason;
  return reason === null || raised === null ? reason : `${reason}\n${raised}`;
}

function reasonOf(outcome: RunOutcome, options: FailureOptions): string | null {
  switch (outcome.status) {
    case "success":
      return null;
    case "error":
    case "exit":
      return outcome.exitCode === null
        ? "The program failed"
        : `The program ended with exit code ${outcome.exitCode}`;
    case "timeout":
      return `The program was stopped: its time of ${outcome.timeoutSeconds} s was over; ${
        advise(outcome.timeoutSeconds, options.maxTimeoutMs / 1000)
      }`;
    case "output_limit":
      return "The program was stopped: it printed more than a run may print; print a summary";
    case "memory_limit":
      return `The program was killed: its memory was used up${
        peakOf(outcome)
      }; hold less data at once`;
    case "killed":
      return outcome.signal === null
        ? "The sandbox was killed from outside: by the system, as when memory ran out, or by a person"
        : `The program was ended by ${outcome.signal}${remarkOn(outcome.signal)}`;
    case "engine_error":
      return "The run was lost through no fault of the program; it may have had effects, so look before you run it again";
    case "protocol_error":
      return "The run was stopped: the sandbox sent what its protocol with the bridge does not allow";
    case "canceled":
      return "The run was canceled by the client";
  }
}

function peakOf({ peakBytes }: RunOutcome): string {
  return peakBytes === null ? "" : ` (${Math.round(peakBytes / 2 ** 20)} MiB)`;
}

const REMARKS: Readonly<Record<string, string>> = {
  SIGSEGV: " (a crash)",
  SIGBUS: " (a crash)",
  SIGILL: " (a crash)",
  SIGFPE: " (a crash)",
  SIGABRT: " (a crash: it called abort)",
  SIGSYS: " (a system call that the sandbox does not allow)",
  SIGXFSZ: " (a file grew beyond its limit)",
  SIGKILL: ", sent by one of its own processes or from outside the sandbox",
};

function remarkOn(signal: string): string {
  return Object.hasOwn(REMARKS, signal) ? REMARKS[signal] ?? "" : "";
}

function advise(given: number, longest: number): string {
  return given < longest
    ? `do less in one run, or pass a larger timeout (at most ${longest})`
    : "do less in one run";
}
