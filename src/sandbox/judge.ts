import type { SandboxError } from "../errors.ts";
import type { DoneMessage, ProgramError } from "../rpc/frames.ts";
import type { PortExit } from "../ipc/port.ts";
import type { RunOutcome } from "./outcome.ts";

/** Why the bridge ended a run. */
export type StopReason =
  | { readonly kind: "timeout" }
  | { readonly kind: "output_limit" }
  | { readonly kind: "protocol_error"; readonly error: SandboxError }
  | { readonly kind: "canceled" };

/** What is known about the end of a run. */
export interface RunFacts {
  /** Why the bridge ended the run; `null` if it did not. */
  readonly stopped: StopReason | null;
  /** The last message of the sandbox; may be forged or missing. */
  readonly done: DoneMessage | null;
  /** The exit status, from the sandbox's first process or the engine. */
  readonly exit: PortExit;
}

/** The part of an outcome that these facts decide. */
export type RunResult = Pick<RunOutcome, "status" | "exitCode" | "error" | "result">;

/** 128 + SIGKILL: the exit status when the kernel or a limit killed the program. */
const KILLED_EXIT_CODE = 137;

/**
 * Decides how a run ended. The bridge's own reason comes first, then the exit status. `done`, which
 * the program can forge, decides only what these leave open. If one of the two says success and the
 * other does not, the run has failed.
 */
export function judge(facts: RunFacts): RunResult {
  const { stopped, done, exit } = facts;
  if (stopped !== null) {
    const error = stopped.kind === "protocol_error" ? protocolError(stopped.error) : null;
    return { status: stopped.kind, exitCode: null, ...(error === null ? {} : { error }) };
  }
  if (done !== null && (done.exitCode === 0) !== (exit.code === 0)) {
    return { status: "error", exitCode: exit.code, error: contradiction(done, exit) };
  }
  if (exit.code === 0) {
    if (done === null) return { status: "error", exitCode: 0, error: endedSilently(0) };
    return {
      status: "success",
      exitCode: 0,
      ...(done.result === undefined ? {} : { result: done.result }),
    };
  }
  if (done === null && (exit.code === KILLED_EXIT_CODE || exit.outOfMemory === true)) {
    return { status: "killed", exitCode: exit.code };
  }
  if (done === null) {
    return { status: "error", exitCode: exit.code, error: endedSilently(exit.code) };
  }
  return {
    status: "error",
    exitCode: exit.code,
    ...(done.error === undefined ? {} : { error: done.error }),
  };
}

function protocolError({ message }: SandboxError): ProgramError {
  return { type: "ProtocolError", message, traceback: "" };
}

/** The runtime sends the status that the process then ends with, so one of the two was forged. */
function contradiction(done: DoneMessage, exit: PortExit): ProgramError {
  const said = done.error === undefined ? "" : ` after ${done.error.type}: ${done.error.message}`;
  return {
    type: "ProtocolError",
    message: `the program's end is not believed: its last message said exit code ${done.exitCode}` +
      `${said}, and its process ended with exit code ${exit.code}`,
    traceback: "",
  };
}

function endedSilently(code: number): ProgramError {
  return {
    type: "SystemExit",
    message: `the interpreter ended with exit code ${code} before the program did, ` +
      "as os._exit or a crash does",
    traceback: "",
  };
}
