import type { EngineName } from "../engines.ts";
import type { ProgramError } from "../rpc/frames.ts";
import type { JsonValue } from "../json/json.ts";

/** How a run ended. Exactly one holds; the first cause wins. */
export type RunStatus =
  /** The program came to its end, or called `sys.exit` with 0. */
  | "success"
  /** The program raised, or exited with another status. */
  | "error"
  /** The time given was over; what was printed until then is kept. */
  | "timeout"
  /** The program printed more than a run may print. */
  | "output_limit"
  /** The sandbox was killed from outside: most often it was out of memory. */
  | "killed"
  /** The program broke the protocol between sandbox and bridge. */
  | "protocol_error"
  /** The client took the request back. */
  | "canceled";

/** What a program printed to one stream: all of it, or its head and tail. */
export interface CapturedText {
  /** The whole text, or the head when `omitted` is not zero. */
  readonly head: string;
  /** The end of the text; empty when nothing was omitted. */
  readonly tail: string;
  /** Characters between head and tail that were not kept. */
  readonly omitted: number;
}

/** The one result of a run, the same shape for success and failure. */
export interface RunOutcome {
  readonly status: RunStatus;
  readonly stdout: CapturedText;
  readonly stderr: CapturedText;
  /** Value of the program's last expression; absent when there was none or it was `None`. */
  readonly result?: JsonValue;
  readonly error?: ProgramError;
  /** As the engine reports it; `null` when the sandbox was ended from outside. */
  readonly exitCode: number | null;
  /** Names of the servers that the run could call. */
  readonly servers: readonly string[];
  readonly timeoutSeconds: number;
  readonly engine: EngineName;
  /** How to get a stronger engine, or `null`. */
  readonly advice: string | null;
  /** From the start of the program to its end, in milliseconds. */
  readonly durationMs: number;
}
