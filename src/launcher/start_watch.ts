import type { EngineInUse } from "../engine/engine_selection.ts";
import type { Clock, ProcessExit } from "../system/system.ts";

/** Milliseconds in which a sandbox must say its first word; ours take 0.2 to 5 s. */
export const START_GUARD_MS = 20_000;

/**
 * Milliseconds of silence after which a client that is in the way of our end is killed. One that is
 * only slow is let go: it starts a container that ends at the end of its stdin.
 */
const SILENT_MS = 3_000;

export interface StartWatchOptions {
  readonly chosen: EngineInUse;
  readonly clock: Clock;
  /** What the engine says of an end that no program can have caused, or `null`. */
  readonly describeExit: (exit: ProcessExit) => string | null;
  /** The sandbox has said nothing in its time, and must be ended. */
  readonly onLate: () => void;
}

/** Watches one start, and tells the choice of engines how it went. */
export class StartWatch {
  readonly #options: StartWatchOptions;
  readonly #stopClock: () => void;
  readonly #begun: number;
  #said = false;
  #over = false;
  #late: string | null = null;

  constructor(options: StartWatchOptions) {
    this.#options = options;
    this.#begun = options.clock.monotonic();
    this.#stopClock = options.clock.after(START_GUARD_MS, () => this.#giveUp());
  }

  /** The sandbox has written to its stdout. */
  said(): void {
    this.#said = true;
    if (this.#end()) this.#options.chosen.started();
  }

  /** Whether the engine has been silent for so long that its client is taken to hang. */
  get hangs(): boolean {
    const { clock } = this.#options;
    return !this.#said && clock.monotonic() - this.#begun > SILENT_MS;
  }

  /** The bridge ends the sandbox, which is no fault of the engine's. */
  dismiss(): void {
    this.#end();
  }

  /** Why the sandbox has ended, if that was the engine's doing; else `null`. */
  describeExit(exit: ProcessExit): string | null {
    if (this.#late !== null) return this.#late;
    const reason = this.#options.describeExit(exit);
    if (!this.#end()) return reason;
    const { chosen } = this.#options;
    chosen.failed({
      kind: "refused",
      reason: reason ??
        `a sandbox ended with exit code ${exit.code} before it was ready`,
    });
    return reason;
  }

  #giveUp(): void {
    if (!this.#end()) return;
    const { chosen, onLate } = this.#options;
    this.#late = `${chosen.state.engine} did not start a sandbox within ` +
      `${START_GUARD_MS / 1000} s`;
    chosen.failed({ kind: "hung", reason: this.#late });
    onLate();
  }

  /** Whether this is the end of the watch. */
  #end(): boolean {
    if (this.#over) return false;
    this.#over = true;
    this.#stopClock();
    return true;
  }
}
