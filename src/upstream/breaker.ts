import type { Clock } from "../system/system.ts";

/** So many deaths within this time stop further starts for the time of rest. */
const DEATHS = 3;
const WINDOW_MS = 60_000;
const REST_MS = 30_000;
/** Least time from the second death in the window to the next start. The first costs no wait. */
const BACKOFF_MS = 500;
/** A start that failed after so long cost whoever waited for it enough: one is as bad as three. */
const SLOW_MS = 10_000;

/** Whether a server may be started: now, after a short wait, or not yet. */
export type Admission =
  | { readonly kind: "start"; readonly waitMs: number }
  | {
    readonly kind: "rest";
    readonly waitMs: number;
    /** Milliseconds that its last start took to fail; `null`: it failed often, not slowly. */
    readonly slowMs: number | null;
  };

/**
 * Keeps a server that dies again and again, or that takes long to fail, from being started at every
 * call. After a rest one start is let through; the next death within the window means rest again, a
 * longer life forgets the past.
 */
export class Breaker {
  readonly #clock: Pick<Clock, "monotonic">;
  /** Moments of deaths, oldest first. */
  #deaths: number[] = [];
  #restUntil = -Infinity;
  #slowMs: number | null = null;

  constructor(clock: Pick<Clock, "monotonic">) {
    this.#clock = clock;
  }

  /**
   * Records a death, or a start that failed.
   *
   * @param startMs how long the start took that failed
   */
  died(startMs = 0): void {
    const now = this.#clock.monotonic();
    const slow = startMs >= SLOW_MS;
    this.#deaths = [...this.#recent(now), now].slice(-DEATHS);
    if (!slow && this.#deaths.length < DEATHS) return;
    this.#slowMs = slow ? startMs : null;
    this.#restUntil = now + REST_MS;
    // what is left makes the one start after the rest also the last, if it dies soon
    const after = this.#restUntil;
    this.#deaths = [after, after];
  }

  admission(): Admission {
    const now = this.#clock.monotonic();
    if (now < this.#restUntil) {
      return { kind: "rest", waitMs: this.#restUntil - now, slowMs: this.#slowMs };
    }
    const recent = this.#recent(now).filter((death) => death !== this.#restUntil);
    const last = recent.at(-1);
    if (last === undefined || recent.length < 2) return { kind: "start", waitMs: 0 };
    return { kind: "start", waitMs: Math.max(0, last + BACKOFF_MS - now) };
  }

  #recent(now: number): number[] {
    return this.#deaths.filter((death) => now - death < WINDOW_MS);
  }
}
