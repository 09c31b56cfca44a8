import type { Clock } from "../../src/system/system.ts";
import { turn } from "./eventually.ts";

/** Timers that may fall due in one `advance()`: one that sets itself again for ever is a fault. */
const MAX_DUE = 100_000;
const MAX_STEPS = 10_000;

/** Time that passes only by `advance()`. */
export class FakeClock implements Clock {
  #now = 0;
  readonly #timers = new Set<{ readonly at: number; readonly callback: () => void }>();

  monotonic(): number {
    return this.#now;
  }

  now(): number {
    return Date.UTC(2026, 0, 1) + this.#now;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.#now + ms, callback };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** How many timers wait. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Moves the clock and calls back every timer that falls due, in order of its time. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (let count = 0; count < MAX_DUE; count++) {
      const due = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) {
        this.#now = end;
        return;
      }
      this.#timers.delete(due);
      this.#now = due.at;
      due.callback();
    }
    throw new Error(`more than ${MAX_DUE} timers fell due within ${ms} ms`);
  }

  /**
   * Moves the clock step by step, a turn of the loop after each, until a condition holds.
   *
   * @throws {Error} when it does not hold after 10,000 steps
   */
  async advanceUntil(condition: () => boolean, stepMs: number): Promise<void> {
    for (let step = 0; !condition(); step++) {
      if (step === MAX_STEPS) throw new Error(`not true after ${step} steps of ${stepMs} ms`);
      this.advance(stepMs);
      await turn();
    }
  }
}
