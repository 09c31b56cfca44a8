import type { PreparedSandbox } from "./sandbox_line.ts";

/** Sandboxes that wait for a run. One that ends, or says anything while it waits, is removed. */
export class IdleSandboxes {
  readonly #waiting = new Set<PreparedSandbox>();
  readonly #onLost: () => void;

  /** @param onLost called when one was removed because it ended or spoke */
  constructor(onLost: () => void) {
    this.#onLost = onLost;
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** Lets a sandbox wait. */
  add(sandbox: PreparedSandbox): void {
    this.#waiting.add(sandbox);
    const lose = () => {
      if (!this.#waiting.delete(sandbox)) return;
      sandbox.process.kill();
      this.#onLost();
    };
    sandbox.ended.then(lose);
    sandbox.broken.then(lose);
    // with rooms the process of its program may end alone
    sandbox.reported.then(lose);
  }

  /**
   * Removes one and returns it: the one that has served most, so that not all are used up at the same
   * time, or else the one that waits longest.
   */
  take(): PreparedSandbox | undefined {
    let taken: PreparedSandbox | undefined;
    for (const sandbox of this.#waiting) {
      if (taken === undefined || sandbox.run > taken.run) taken = sandbox;
    }
    if (taken !== undefined) this.#waiting.delete(taken);
    return taken;
  }

  /** Disposes those beyond a number, oldest first. */
  trim(most: number): void {
    const ended = [...this.#waiting].slice(0, Math.max(0, this.#waiting.size - most));
    for (const sandbox of ended) {
      this.#waiting.delete(sandbox);
      // closing stdin ends a sandbox and costs far less than a kill
      sandbox.process.closeInput();
    }
  }
}
