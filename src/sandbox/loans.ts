import type { Clock } from "../system/system.ts";
import { isLastOfSeveral } from "./reuse.ts";
import type { PreparedSandbox } from "./sandbox_line.ts";

export interface LoansOptions {
  readonly clock: Clock;
  /** Milliseconds after which a run is long. */
  readonly longRunMs: number;
  /** Called when one that was to come back needs a successor: it is on its last run, or on a long one. */
  readonly onSuccessor: () => void;
}

/** Sandboxes that have a run now and whose processes will soon come back for another. */
export class Loans {
  readonly #options: LoansOptions;
  /** What stops the clock of each. */
  readonly #lent = new Map<PreparedSandbox, () => void>();

  constructor(options: LoansOptions) {
    this.#options = options;
  }

  /** How many will soon come back. */
  get size(): number {
    return this.#lent.size;
  }

  /** Notes that a sandbox has a run. Returns whether its process was or will be used by several. */
  begin(sandbox: PreparedSandbox): boolean {
    const { clock, longRunMs, onSuccessor } = this.#options;
    if (isLastOfSeveral(sandbox, clock.monotonic())) {
      onSuccessor();
      return true;
    }
    if (!sandbox.rooms) return false;
    const stopClock = clock.after(longRunMs, () => {
      this.#lent.delete(sandbox);
      onSuccessor();
    });
    this.#lent.set(sandbox, stopClock);
    return true;
  }

  /** Notes that the run of a sandbox has ended. */
  end(sandbox: PreparedSandbox): void {
    this.#lent.get(sandbox)?.();
    this.#lent.delete(sandbox);
  }

  /** Stops every clock. */
  close(): void {
    for (const sandbox of [...this.#lent.keys()]) this.end(sandbox);
  }
}
