import { type EngineName, isContainerEngine } from "../engines.ts";
import type { SandboxError } from "../errors.ts";
import type { PortExit } from "../ipc/port.ts";
import type { DoneMessage, ProgramError } from "../rpc/frames.ts";
import type { EndReport } from "./first_process.ts";
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
  /** The report of the end, which the program cannot write; `null` if there is none. */
  readonly report: EndReport | null;
  /** How the sandbox's process ended; `null` if that is not known yet, which needs a report. */
  readonly exit: PortExit | null;
  readonly engine: EngineName;
  /** The end of what the engine wrote to stderr. */
  readonly said: string;
}

/** The part of an outcome that these facts decide. */
export type RunResult = Pick<
  RunOutcome,
  | "status"
  | "exitCode"
  | "signal"
  | "error"
  | "result"
  | "extra"
  | "oomKills"
  | "peakBytes"
  | "cpuMs"
>;

/** 128 + SIGKILL: the exit status of a sandbox that was killed from outside. */
const KILLED_EXIT_CODE = 137;

/**
 * Decides how a run ended. The bridge's own reason comes first, then the report of the first
 * process, then the exit of the engine's process. `done`, which the program can forge, decides only
 * what these leave open. If it and the exit status contradict each other, the run has failed.
 */
export function judge(facts: RunFacts): RunResult {
  const { stopped, done, report } = facts;
  if (stopped !== null) {
    return {
      ...UNKNOWN,
      status: stopped.kind,
      ...(stopped.kind === "protocol_error" && { error: protocolError(stopped.error) }),
    };
  }
  if (report === null) return judgeExit(facts);
  const { exitCode, signal, oomKills, peakBytes, cpuMs } = report;
  const used = { oomKills, peakBytes, cpuMs };
  if (signal === null) return { ...judgeStatus(exitCode, done), ...used };
  const status = signal === "SIGKILL" && oomKills > 0 ? "memory_limit" : "killed";
  return { status, exitCode, signal, ...used };
}

const UNKNOWN = {
  exitCode: null,
  signal: null,
  oomKills: 0,
  peakBytes: null,
  cpuMs: null,
} as const;

/** The first process of a container always reports, so without a report the fault is not the program's. */
function judgeExit(facts: RunFacts): RunResult {
  const { done, exit, engine, said } = facts;
  const code = exit?.code ?? null;
  if (done === null && exit?.outOfMemory === true) {
    return { ...UNKNOWN, status: "memory_limit", exitCode: code };
  }
  if (code === KILLED_EXIT_CODE && exit?.signal === null && done === null) {
    return { ...UNKNOWN, status: "killed", exitCode: code };
  }
  if (code !== null && !isContainerEngine(engine)) return judgeStatus(code, done);
  return { ...UNKNOWN, status: "engine_error", error: engineError(engine, { exit, said }) };
}

function judgeStatus(code: number, done: DoneMessage | null): RunResult {
  const ended = { ...UNKNOWN, exitCode: code };
  if (done !== null && isContradicted(done, code)) {
    return { ...ended, status: "error", error: contradiction(done, code) };
  }
  if (done === null) return { ...ended, status: "exit", error: endedSilently(code) };
  if (code === 0) {
    return {
      ...ended,
      status: "success",
      ...(done.result !== undefined && { result: done.result }),
      ...(done.extra !== undefined && { extra: done.extra }),
    };
  }
  if (done.error === undefined) return { ...ended, status: "exit" };
  return { ...ended, status: "error", error: done.error };
}

/**
 * Whether `done` tells another end than the exit status. The runtime sends the status that the process
 * then ends with, so one of the two was forged.
 */
export function isContradicted(done: DoneMessage, code: number): boolean {
  return (done.exitCode === 0) !== (code === 0);
}

function protocolError({ message }: SandboxError): ProgramError {
  return { type: "ProtocolError", message, traceback: "" };
}

function engineError(
  engine: EngineName,
  { exit, said }: { exit: PortExit | null; said: string },
): ProgramError {
  const seen = exit?.reason ??
    (exit?.signal
      ? `its process was ended by ${exit.signal}`
      : `its process ended with exit code ${exit?.code}`);
  const message = `${engine} lost the sandbox: ${seen}${said === "" ? "" : `; it said: ${said}`}`;
  return { type: "EngineError", message, traceback: "" };
}

function contradiction(done: DoneMessage, code: number): ProgramError {
  const said = done.error === undefined ? "" : ` after ${done.error.type}: ${done.error.message}`;
  return {
    type: "ProtocolError",
    message: `the program's end is not believed: its last message said exit code ${done.exitCode}` +
      `${said}, and its process ended with exit code ${code}`,
    traceback: "",
  };
}

/**
 * Exit statuses of the runtime, and what each says. Their twins are `_FAULT` in
 * `sandbox_runtime/main.py` and `WIRE_CLOSED` in `sandbox_runtime/pipes.py`.
 */
export const RUNTIME_EXITS: ReadonlyMap<number, string> = new Map([
  [70, "the runtime of the sandbox failed; stderr says how"],
  [
    74,
    "the program closed the connection to the bridge, as os.closerange does: close only " +
    "descriptors that it opened",
  ],
]);

function endedSilently(code: number): ProgramError {
  const message = RUNTIME_EXITS.get(code) ??
    `the interpreter ended with exit code ${code} before the program did, as os._exit does`;
  return { type: "SystemExit", message, traceback: "" };
}
