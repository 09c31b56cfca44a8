import type { EngineName } from "../engines.ts";
import type { KeptRef } from "../rpc/calls.ts";
import type { DisplayedBlock, FileMessage, ProgramError } from "../rpc/frames.ts";
import type { JsonValue } from "../json/json.ts";
import type { WrittenJson } from "../json/written_json.ts";

export type { KeptRef };

/** How a run ended; the first cause wins. */
export type RunStatus =
  /** The program finished, or called `sys.exit` with 0. */
  | "success"
  /** The program raised an exception. */
  | "error"
  /** The program exited with another status, or without coming to its end. */
  | "exit"
  /** The time limit expired; the output until then is kept. */
  | "timeout"
  /** The program printed more than a run may print. */
  | "output_limit"
  /** The kernel killed the program because its memory was used up. */
  | "memory_limit"
  /** A signal ended the program, as a crash does, or the sandbox was killed from outside. */
  | "killed"
  /** The sandbox violated the protocol with the bridge. */
  | "protocol_error"
  /** The engine lost the sandbox; no program can cause it. */
  | "engine_error"
  /** The client canceled the request. */
  | "canceled";

/** The output of one stream: all of it, or its head and tail. */
export interface CapturedText {
  /** The whole text, or the head when `omitted` is not zero. */
  readonly head: string;
  /** The end of the text; empty when nothing was omitted. */
  readonly tail: string;
  /** Characters between head and tail that were dropped. */
  readonly omitted: number;
}

/** The result of a run, with the same shape for success and failure. */
export interface RunOutcome {
  readonly status: RunStatus;
  readonly stdout: CapturedText;
  readonly stderr: CapturedText;
  /**
   * Value of the program's last expression; absent if there is none or it is `None`. A large one is
   * written already.
   */
  readonly result?: JsonValue | WrittenJson;
  /** What the server said besides the result, where that is the value of a call. */
  readonly extra?: string;
  /** What the program displayed, in its order; absent if that is nothing. */
  readonly blocks?: readonly DisplayedBlock[];
  readonly error?: ProgramError;
  /** The exit status; `null` if the bridge ended the run or it is not known. */
  readonly exitCode: number | null;
  /** Name of the signal that ended the program, or `null`. */
  readonly signal: string | null;
  /** Processes of the sandbox that the kernel killed because memory ran out. */
  readonly oomKills: number;
  /** Largest memory of the sandbox in bytes; `null` where the engine does not tell. */
  readonly peakBytes: number | null;
  /** Milliseconds of processor time; `null` where the engine does not tell. */
  readonly cpuMs: number | null;
  readonly timeoutSeconds: number;
  readonly engine: EngineName;
  /** `partial (memory, pids)` when the engine holds not all limits; else absent. */
  readonly limits?: string;
  /** What the bridge tells of the run besides, as sentences: saved tools that it wrote or loaded. */
  readonly notes: readonly string[];
  /** What later runs can open; absent where nothing was kept. */
  readonly kept?: readonly KeptRef[];
  /** Files that the program left in `/workspace/out`; absent where there are none. */
  readonly files?: readonly FileMessage[];
  /**
   * What is known of the way of a failed run, as lines: where the program stood at its time-out, what
   * it waited for, the calls that it had made. Absent for a success.
   */
  readonly trail?: readonly string[];
  /** Milliseconds from the start of the program to its end. */
  readonly durationMs: number;
}
