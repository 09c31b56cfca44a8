import type { Clock } from "../system/system.ts";

/** Milliseconds after which the peak expires if it was not reached again. */
const PEAK_MS = 30_000;

export interface PeakRunsOptions {
  readonly clock: Pick<Clock, "after">;
  /** Programs that run now. */
  readonly running: () => number;
  /** Called when the peak has become lower. */
  readonly onLower: () => void;
}

/** The most programs that ran at once of late: as many sandboxes are worth keeping. */
export class PeakRuns {
  readonly #options: PeakRunsOptions;
  #peak = 0;
  #closed = false;
  #stopClock = () => {};

  constructor(options: PeakRunsOptions) {
    this.#options = options;
  }

  get peak(): number {
    return this.#peak;
  }

  /** A program has begun. */
  note(): void {
    const running = this.#options.running();
    this.#peak = Math.max(this.#peak, running);
    // the peak expires a fixed time after it was last reached
    if (running >= this.#peak) this.#watch();
  }

  /** Forgets the peak. */
  reset(): void {
    this.#peak = 0;
    this.#stopClock();
  }

  /** Stops the clock for good. */
  close(): void {
    this.#closed = true;
    this.#stopClock();
  }

  #watch(): void {
    if (this.#closed) return;
    this.#stopClock();
    this.#stopClock = this.#options.clock.after(PEAK_MS, () => {
      this.#peak = this.#options.running();
      if (this.#peak > 0) this.#watch();
      this.#options.onLower();
    });
  }
}
