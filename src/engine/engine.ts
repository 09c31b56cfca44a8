import type { EngineName } from "../engines.ts";
import type { ProcessExit, Stdio } from "../system/system.ts";

/** A started sandbox as its engine sees it: bytes in, bytes out, an end. */
export interface EngineSandbox {
  /**
   * What carries the frames. Both output streams must be read to their end, also after `kill()`: an
   * engine that waits for its client cannot end a container whose output nobody takes.
   */
  readonly stdio: Stdio;
  /**
   * Ends the sandbox itself, not only what carries its bytes. Safe to call again. Resolves when the
   * sandbox is gone, or after a bounded time with the failure logged.
   */
  kill(): Promise<void>;
  /** Takes note of a piece of `stdio.stderr`: what `describeExit()` says may be in it. */
  noteStderr(chunk: Uint8Array): void;
  /**
   * What the engine says about an end that the user's program cannot have caused: the engine refused
   * to start it. `null` when the exit says nothing of the kind. Means something only when the sandbox
   * ended before its first frame, and after `noteStderr()` was given all of `stdio.stderr`.
   */
  describeExit(exit: ProcessExit): string | null;
}

/** One way to run sandboxes. */
export interface Engine {
  readonly name: EngineName;
  /** @throws {EngineError} `SANDBOX_START_FAILED` when the sandbox cannot be started */
  start(): Promise<EngineSandbox>;
  /** Removes what dead bridges of this user left behind. Never throws; failures are logged. */
  clean(): Promise<Cleaned>;
}

/** An engine that may be used, before it is known whether it can be. */
export interface EngineFactory {
  /** Asks whether the engine can be used here. Prepares and removes nothing. */
  probe(): Promise<EngineProbe>;
  /** What the engine does with the launcher's rights on this machine, for people. Starts nothing. */
  rights(): Promise<readonly EngineRight[]>;
}

/** How each engine is made. */
export type EngineFactories = Readonly<Record<EngineName, EngineFactory>>;

/** Something that an engine does with the launcher's rights, and why. */
export interface EngineRight {
  readonly name: "read" | "write" | "run";
  /** A path, or a program. */
  readonly value: string;
  readonly reason: string;
}

/** What a look at the remains of dead bridges came to. */
export interface Cleaned {
  /** What was removed, each in a few words: `container 3f2a9c…`. */
  readonly removed: readonly string[];
  /** Why something may be left, or `null`. */
  readonly problem: string | null;
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
