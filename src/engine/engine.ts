import type { EngineName } from "../engines.ts";
import type { RoomUse } from "../ipc/port.ts";
import type { ProcessExit, Stdio } from "../system/system.ts";

/** A started sandbox as its engine provides it: streams of bytes, a kill and an exit. */
export interface EngineSandbox {
  /**
   * The streams that carry the frames. Read both output streams to their end, also after `kill()`:
   * an engine that waits for its client cannot end a container whose output is not read.
   */
  readonly stdio: Stdio;
  /**
   * Ends the sandbox itself, not only the process that carries its bytes. May be called again.
   * Resolves when the sandbox is gone, or after a bounded time; the failure is then logged.
   */
  kill(): Promise<void>;
  /**
   * Kills the client and every command about it, without a word to the engine: for a client that hangs
   * when this program ends.
   */
  forsake?(): void;
  /** Records a chunk of `stdio.stderr`, which `describeExit()` may quote. */
  noteStderr(chunk: Uint8Array): void;
  /**
   * The engine's reason when it did not start the program; `null` for every other exit. Valid only
   * when the sandbox ended before its first frame and `noteStderr()` was given all of
   * `stdio.stderr`.
   */
  describeExit(exit: ProcessExit): string | null;
  /**
   * Whether the sandbox ended because its memory was used up, where the exit does not say so. Valid
   * once `noteStderr()` was given all of `stdio.stderr`.
   */
  ranOutOfMemory?(): boolean;
}

/** One way to run sandboxes. */
export interface Engine {
  readonly name: EngineName;
  /** The image that its sandboxes run: as the user named it, and its content. */
  readonly image?: { readonly reference: string; readonly id: string };
  /**
   * Absolute path of a program that confines the sandboxes once more, where it is installed; absent
   * or `null` without one.
   */
  readonly wrapper?: string | null;
  /** Whether it has no rights of root; `null` or absent when that is not known or no question. */
  readonly rootless?: boolean | null;
  /** User ids that its sandboxes have outside, all together; absent where there are no user ids. */
  readonly userIds?: number;
  /** Limits that it does not hold, as the user allowed: `memory`, `pids`. */
  readonly missingLimits?: readonly string[];
  /** Whether its sandboxes serve many runs; absent where that never happens. Starts nothing. */
  rooms?(): Promise<RoomUse>;
  /**
   * Whether a sandbox has proven, since boot or a change, that it is confined as it was asked to be;
   * absent where sandboxes prove nothing. Starts nothing.
   */
  isProven?(): Promise<boolean>;
  /**
   * What is wrong with the directories that it shares, as it sees them; empty without any. May start
   * a container, and throws nothing.
   */
  findings?(): Promise<readonly EngineFinding[]>;
  /** @throws {EngineError} `SANDBOX_START_FAILED` when the sandbox cannot be started */
  start(): Promise<EngineSandbox>;
  /**
   * What `clean()` would remove, as it names it. Changes nothing.
   *
   * @throws {Error} when the engine does not say what there is
   */
  leftovers(): Promise<readonly string[]>;
  /**
   * Removes what dead bridges of this user left behind. Never throws: failures are logged and
   * returned.
   */
  clean(): Promise<Cleaned>;
  /** The files from which it starts sandboxes; absent where there are none of ours. */
  readonly parts?: EngineParts;
}

/** Files of ours in the state directory, from which an engine starts sandboxes. */
export interface EngineParts {
  /** Whether they are made, and what is wrong with them, as a clause. Changes nothing. */
  look(): Promise<{ readonly made: boolean; readonly fault: string | null }>;
  /** Makes them if they are missing or faulty. @throws {EngineError} `EMBEDDED_ASSETS` */
  prepare(): Promise<unknown>;
}

/** Something that is wrong with an engine that can be used. */
export interface EngineFinding {
  /** A clause: `podman machine "x" does not see "/data"`. */
  readonly problem: string;
  /** What to do, as a clause. */
  readonly remedy: string;
}

/** Creates an engine if it can be used. */
export interface EngineFactory {
  /**
   * Asks whether the engine can be used here. Prepares and removes nothing.
   *
   * @param timeoutMs milliseconds that it has to answer. @default {3000}
   */
  probe(timeoutMs?: number): Promise<EngineProbe>;
  /** The launcher's rights that the engine uses on this machine, for display. Starts nothing. */
  rights(): Promise<readonly EngineRight[]>;
  /** Takes back what tells other bridges that this one uses the engine's machine. Never throws. */
  close?(): Promise<void>;
}

/** The factory of each engine. */
export type EngineFactories = Readonly<Record<EngineName, EngineFactory>>;

/** One right of the launcher that an engine uses, and why. */
export interface EngineRight {
  readonly name: "read" | "write" | "run";
  /** A path or a program. */
  readonly value: string;
  readonly reason: string;
}

/** The result of removing what dead bridges left behind. */
export interface Cleaned {
  /** A short text for each thing that was removed: `container 3f2a9c…`. */
  readonly removed: readonly string[];
  /** Why something may remain, or `null`. */
  readonly problem: string | null;
}

/** Whether an engine can be used, and if so the engine. */
export type EngineProbe =
  | { readonly usable: true; readonly engine: Engine }
  | {
    readonly usable: false;
    readonly name: EngineName;
    /** Why not, as a clause: `not on PATH`. */
    readonly refusal: string;
    /** The one step that would make it usable, as a clause: `run: podman pull …`; or `null`. */
    readonly remedy: string | null;
    /** It is not installed. */
    readonly missing?: true;
    /** It did not answer in time, and might do so later. */
    readonly timedOut?: true;
    /** Its virtual machine is stopped and can be started. */
    readonly stopped?: StoppedMachine;
    /** Its virtual machine was to be started, and did not start. */
    readonly startFailed?: true;
  };

/** A virtual machine that must run before its engine can be used. */
export interface StoppedMachine {
  /** For people: `podman machine "podman-machine-default"`. */
  readonly label: string;
  /** Starts it and asks the engine again, in a bounded time. Never throws. */
  start(): Promise<EngineProbe>;
}
