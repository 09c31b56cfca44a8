import type { EngineName } from "../bridge/port.ts";
import type { ChildProcess } from "../system/system.ts";

/** A started sandbox as its engine sees it. */
export interface EngineSandbox {
  /** The client process whose stdin and stdout carry the frames. */
  readonly process: ChildProcess;
  /**
   * Ends the sandbox itself, not only the client process. Safe to call again. Resolves when the
   * sandbox is gone, or after a bounded time with the failure logged.
   */
  kill(): Promise<void>;
}

/** One way to run sandboxes. */
export interface Engine {
  readonly name: EngineName;
  /** @throws {EngineError} `SANDBOX_START_FAILED` when the client process cannot be started */
  start(): Promise<EngineSandbox>;
  /** Removes what earlier bridges of this user left behind. Never throws; failures are logged. */
  reap(): Promise<void>;
}

/** What came of asking whether an engine can be used. */
export type EngineProbe =
  | { readonly usable: true; readonly engine: Engine }
  | {
    readonly usable: false;
    readonly name: EngineName;
    /** Why not, as a clause: `not on PATH`. */
    readonly refusal: string;
    /** The one command that would change it, or `null`. */
    readonly remedy: string | null;
  };
