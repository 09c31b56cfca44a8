import { describeEngine, type EngineName } from "../engines.ts";
import type { Clock } from "../system/system.ts";

/** Why an engine did not start a sandbox. */
export interface StartFailure {
  /**
   * - `hung`: it said nothing at all within the time of a start.
   * - `machine`: its virtual machine does not start.
   */
  readonly kind: "refused" | "hung" | "machine";
  /** A clause: `podman did not start the container, exit code 125: …`. */
  readonly reason: string;
  /** What to do, as a clause, where more is known than that the engine must be put right. */
  readonly remedy?: string;
}

/** Why an engine is not asked now. */
export interface Pause {
  /** A clause. */
  readonly refusal: string;
  /** A clause. */
  readonly remedy: string;
}

/** Failed starts in a row after which an engine is left alone for a while. Only a refused one counts once. */
const FAILURES_BEFORE_PAUSE = 2;
/** Milliseconds of the first pause; each that follows without a start between is twice as long. */
export const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 300_000;

interface Illness {
  failures: number;
  pauseMs: number;
  /** On the monotonic clock; 0 before the first pause. */
  pausedUntil: number;
  failure: StartFailure;
}

/** Remembers which engines failed to start sandboxes, so that a broken one is not asked each time. */
export class EngineHealth {
  readonly #clock: Clock;
  readonly #ill = new Map<EngineName, Illness>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  failed(name: EngineName, failure: StartFailure): void {
    const before = this.#ill.get(name) ?? { failures: 0, pauseMs: 0, pausedUntil: 0 };
    const failures = before.failures + (failure.kind === "refused" ? 1 : FAILURES_BEFORE_PAUSE);
    const ill = { ...before, failures, failure };
    if (failures >= FAILURES_BEFORE_PAUSE) {
      ill.pauseMs = Math.min(LONGEST_PAUSE_MS, before.pauseMs * 2 || FIRST_PAUSE_MS);
      ill.pausedUntil = this.#clock.monotonic() + ill.pauseMs;
    }
    this.#ill.set(name, ill);
  }

  /** It started a sandbox, or is not the same as before. */
  recovered(name: EngineName): void {
    this.#ill.delete(name);
  }

  /** Why it is not asked now; `null` when it may be asked. */
  pauseOf(name: EngineName): Pause | null {
    const ill = this.#ill.get(name);
    const leftMs = (ill?.pausedUntil ?? 0) - this.#clock.monotonic();
    if (ill === undefined || leftMs <= 0) return null;
    const { reason, remedy = `put right what ${name} says` } = ill.failure;
    return { refusal: `${reason}; it is tried again in ${Math.ceil(leftMs / 1000)} s`, remedy };
  }

  /** The moment on the monotonic clock at which the first pause ends; `null` without one. */
  nextRecovery(): number | null {
    const now = this.#clock.monotonic();
    const ends = [...this.#ill.values()].map(({ pausedUntil }) => pausedUntil)
      .filter((end) => end > now);
    return ends.length === 0 ? null : Math.min(...ends);
  }

  /** Puts an engine that has just failed behind the others of its kind, never behind a weaker kind. */
  order(names: readonly EngineName[]): readonly EngineName[] {
    const failing = (name: EngineName) => this.#ill.has(name);
    const kindOf = (name: EngineName) => describeEngine(name).kind;
    const kinds = [...new Set(names.map(kindOf))];
    return kinds.flatMap((kind) => {
      const same = names.filter((name) => kindOf(name) === kind);
      return [...same.filter((name) => !failing(name)), ...same.filter(failing)];
    });
  }
}
