import { messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Clock } from "../system/system.ts";
import { PeakRuns } from "./peak_runs.ts";
import type { PreparedSandbox } from "./prepared_sandbox.ts";

export interface PoolOptions {
  /** Starts a sandbox and loads the runtime into it. */
  readonly prepare: (signal: AbortSignal) => Promise<PreparedSandbox>;
  /** Idle sandboxes to keep; 0 turns the pool off. Called before each refill. */
  readonly size: () => Promise<number>;
  /** Idle sandboxes to keep at most when more programs than `size` ran at once. */
  readonly maxSize: number;
  /** Programs running now, including one that is taking a sandbox. */
  readonly running: () => number;
  /**
   * Asks for a number of idle sandboxes and resolves with the number allowed. All bridges of one
   * state directory share a limit.
   */
  readonly claim: (wanted: number) => Promise<number>;
  /** Milliseconds without a run after which all idle sandboxes are disposed. */
  readonly idleTimeoutMs: number;
  readonly clock: Clock;
  readonly log: Log;
}

/** Provides sandboxes to runs. */
export interface SandboxPool {
  /** Starts the first sandboxes. */
  begin(): void;
  /**
   * Returns an unused sandbox: an idle one, or else the next that becomes ready. The caller owns it
   * and must dispose it.
   *
   * @throws what `prepare` throws
   * @throws the signal's reason when it aborts
   */
  take(signal: AbortSignal): Promise<PreparedSandbox>;
  /** Schedules replacements. Call it when a run has ended. */
  refill(): void;
  /** Disposes every idle sandbox and starts no more. */
  close(): void;
}

/**
 * Milliseconds between the end of a run and the start of a replacement. Starting a container keeps
 * the processors busy, so the answer is sent first.
 */
const REFILL_DELAY_MS = 50;
/**
 * Starts at a time while calls come faster than the pool fills. One start after the other leaves
 * processors idle, and each more delays the run that waits for the first.
 */
const HURRIED_STARTS = 2;
/** Milliseconds after which a sandbox is replaced although its run has not ended. */
const LONG_RUN_MS = 2_000;
/** Milliseconds before the next attempt when a sandbox could not be started. */
const RETRY_MS = 10_000;

/** Creates a pool of idle single-use sandboxes. A sandbox that was taken is never returned to it. */
export function createPool(options: PoolOptions): SandboxPool {
  return new Pool(options);
}

/** A run that waits for a sandbox. */
type Caller = PromiseWithResolvers<PreparedSandbox>;

class Pool implements SandboxPool {
  readonly #options: PoolOptions;
  readonly #waiting = new Set<PreparedSandbox>();
  /** Runs that wait for a sandbox, in order of arrival. */
  readonly #callers = new Set<Caller>();
  readonly #stop = new AbortController();
  readonly #peakRuns: PeakRuns;
  /** Starts in progress. */
  #starting = 0;
  /** Idle sandboxes to keep, as last agreed. */
  #target = 0;
  /** Whether a run has ended and the pool was not full since. */
  #isBehind = false;
  /** Whether the idle time-out has expired since the last run. */
  #asleep = false;
  #stopRefill = () => {};
  #stopIdle = () => {};

  constructor(options: PoolOptions) {
    this.#options = options;
    const { clock, running } = options;
    this.#peakRuns = new PeakRuns({ clock, running, onLower: () => this.#fill() });
  }

  begin(): void {
    this.#touch();
    this.#fill();
  }

  async take(signal: AbortSignal): Promise<PreparedSandbox> {
    signal.throwIfAborted();
    this.#touch();
    this.#peakRuns.note();
    const [ready] = this.#waiting;
    if (ready !== undefined) {
      this.#waiting.delete(ready);
      this.#scheduleRefill(LONG_RUN_MS);
      if (this.#isBehind) this.#hurry();
      return ready;
    }
    return await this.#waitForNext(signal);
  }

  refill(): void {
    this.#touch();
    this.#isBehind = true;
    this.#scheduleRefill(REFILL_DELAY_MS);
  }

  close(): void {
    this.#stop.abort(new Error("The bridge is stopping"));
    this.#stopRefill();
    this.#stopIdle();
    this.#peakRuns.close();
    this.#endAll();
  }

  #scheduleRefill(ms: number): void {
    if (this.#stop.signal.aborted) return;
    this.#stopRefill();
    this.#stopRefill = this.#options.clock.after(ms, () => this.#fill());
  }

  /** Restarts the idle time-out. */
  #touch(): void {
    if (this.#stop.signal.aborted) return;
    this.#asleep = false;
    this.#stopIdle();
    this.#stopIdle = this.#options.clock.after(this.#options.idleTimeoutMs, () => {
      this.#asleep = true;
      this.#peakRuns.reset();
      this.#stopRefill();
      this.#endAll();
      this.#fill();
    });
  }

  async #fill(): Promise<void> {
    try {
      this.#target = await this.#agreeOnTarget();
      this.#endSurplus();
      // one at a time: two parallel starts would delay the first sandbox
      while (this.#isAwake() && this.#waiting.size + this.#starting < this.#target) {
        // every waiting run already has a start in progress; replacements are started after the run
        if (this.#callers.size > 0 || await this.#start() === "taken") {
          return this.#scheduleRefill(LONG_RUN_MS);
        }
      }
    } catch (error) {
      // a run that waited for this start gets one of its own, and learns only of that one's failure
      this.#startForCallers();
      if (!this.#isAwake()) return;
      this.#options.log("debug", `Cannot keep a sandbox ready: ${messageOf(error)}`);
      this.#scheduleRefill(RETRY_MS);
    }
  }

  /** The number of idle sandboxes to keep: the recent peak of concurrent runs, within bounds. */
  async #agreeOnTarget(): Promise<number> {
    const { size: askSize, maxSize, claim } = this.#options;
    const size = await askSize();
    const wanted = size === 0 || !this.#isAwake()
      ? 0
      : Math.max(size, Math.min(this.#peakRuns.peak, maxSize));
    return Math.min(wanted, await claim(wanted));
  }

  /** Waits for the next ready sandbox, also one whose start is already in progress. */
  async #waitForNext(signal: AbortSignal): Promise<PreparedSandbox> {
    const caller: Caller = Promise.withResolvers();
    const leave = () => this.#turnAway(caller, signal.reason);
    this.#callers.add(caller);
    signal.addEventListener("abort", leave, { once: true });
    try {
      this.#startForCallers();
      if (this.#isBehind) this.#hurry();
      return await caller.promise;
    } finally {
      signal.removeEventListener("abort", leave);
    }
  }

  /** Starts a sandbox and hands it to the first waiting run. @throws what `prepare` throws */
  async #start(): Promise<"taken" | "waits"> {
    this.#starting++;
    try {
      return this.#give(await this.#options.prepare(this.#stop.signal));
    } finally {
      this.#starting--;
    }
  }

  #startForCallers(): void {
    while (this.#starting < this.#callers.size) {
      this.#start().catch((error) => {
        // earlier callers still have a start in progress: reject the newest
        if (this.#callers.size > this.#starting) this.#turnAway([...this.#callers].at(-1), error);
      });
    }
  }

  /** Starts what the pool lacks beside the run that comes: the next one comes as soon. */
  #hurry(): void {
    while (
      this.#starting < HURRIED_STARTS && this.#waiting.size + this.#starting < this.#target
    ) {
      // a failure is that of the run that waits for it, and the next refill tries again
      this.#start().catch(() => this.#startForCallers());
    }
  }

  #give(sandbox: PreparedSandbox): "taken" | "waits" {
    const [caller] = this.#callers;
    if (caller !== undefined) {
      this.#callers.delete(caller);
      caller.resolve(sandbox);
      return "taken";
    }
    this.#watch(sandbox);
    if (this.#waiting.size >= this.#target) this.#isBehind = false;
    // a sandbox whose run was canceled may be one too many
    this.#endSurplus();
    return "waits";
  }

  #turnAway(caller: Caller | undefined, reason: unknown): void {
    if (caller === undefined) return;
    this.#callers.delete(caller);
    caller.reject(reason);
  }

  #isAwake(): boolean {
    return !this.#asleep && !this.#stop.signal.aborted;
  }

  #watch(sandbox: PreparedSandbox): void {
    this.#waiting.add(sandbox);
    const lose = () => {
      // an idle sandbox that ends or sends anything is never handed out
      if (!this.#waiting.delete(sandbox)) return;
      sandbox.process.kill();
      this.#scheduleRefill(REFILL_DELAY_MS);
    };
    sandbox.ended.then(lose);
    sandbox.broken.then(lose);
  }

  #endAll(): void {
    this.#target = 0;
    this.#endSurplus();
  }

  /** Disposes idle sandboxes beyond the target, oldest first. */
  #endSurplus(): void {
    const ended = [...this.#waiting].slice(0, Math.max(0, this.#waiting.size - this.#target));
    for (const sandbox of ended) {
      this.#waiting.delete(sandbox);
      // closing stdin ends a sandbox and costs far less than a kill
      sandbox.process.closeInput();
    }
  }
}
