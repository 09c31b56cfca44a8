import { messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Clock } from "../system/system.ts";
import { IdleSandboxes } from "./idle_sandboxes.ts";
import { Loans } from "./loans.ts";
import { PeakRuns } from "./peak_runs.ts";
import type { PreparedSandbox } from "./sandbox_line.ts";
import { WaitingRuns } from "./waiting_runs.ts";

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
  /**
   * Tells that the run of a sandbox has ended. Call it once for each that was taken. The next run that
   * waits gets what the sandbox becomes; replacements of others are scheduled.
   *
   * @param next resolves with what its process becomes for another run; rejects when its reset has
   *   failed. `null` when the process is disposed
   */
  giveBack(sandbox: PreparedSandbox, next: Promise<PreparedSandbox> | null): void;
  /** Disposes every idle sandbox and starts no more. */
  close(): void;
}

/**
 * Milliseconds between the end of a run and the start of a replacement. Starting a container keeps
 * the processors busy, so the answer is sent first.
 */
const REFILL_DELAY_MS = 50;
/** Milliseconds after which a sandbox is replaced although its run has not ended. */
const LONG_RUN_MS = 2_000;
/**
 * Starts at a time while calls come faster than the pool fills. One start after the other leaves
 * processors idle, and each more delays the run that waits for the first.
 */
const HURRIED_STARTS = 2;
/** Milliseconds before the next attempt when a sandbox could not be started. */
const RETRY_MS = 10_000;

/**
 * Creates a pool of idle sandboxes. What was taken is never handed out again: a process that can serve
 * another run comes back as another sandbox.
 */
export function createPool(options: PoolOptions): SandboxPool {
  return new Pool(options);
}

class Pool implements SandboxPool {
  readonly #options: PoolOptions;
  readonly #idle: IdleSandboxes;
  readonly #loans: Loans;
  readonly #callers = new WaitingRuns();
  /** Sandboxes whose processes are being reset; each counts as a start in progress. */
  readonly #resetting = new Set<PreparedSandbox>();
  readonly #stop = new AbortController();
  readonly #peakRuns: PeakRuns;
  /** Starts in progress. */
  #starting = 0;
  /** Idle sandboxes to keep, as last agreed. */
  #target = 0;
  /** The size of the pool, as last asked. */
  #size = 0;
  /** Whether a process was disposed after its run and the pool was not full since. */
  #isBehind = false;
  /** Whether the idle time-out has expired since the last run. */
  #asleep = false;
  #stopRefill = () => {};
  #stopIdle = () => {};

  constructor(options: PoolOptions) {
    this.#options = options;
    const { clock, running } = options;
    this.#idle = new IdleSandboxes(() => this.#scheduleRefill(REFILL_DELAY_MS));
    const onSuccessor = () => void this.#fill();
    this.#loans = new Loans({ clock, longRunMs: LONG_RUN_MS, onSuccessor });
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
    const ready = this.#idle.take();
    if (ready !== undefined) {
      if (!this.#loans.begin(ready)) this.#scheduleRefill(LONG_RUN_MS);
      this.#hurry();
      return ready;
    }
    const next = this.#callers.join(signal);
    this.#startForCallers();
    this.#hurry();
    return await next;
  }

  giveBack(sandbox: PreparedSandbox, next: Promise<PreparedSandbox> | null): void {
    this.#loans.end(sandbox);
    this.#touch();
    this.#scheduleRefill(REFILL_DELAY_MS);
    if (next === null) this.#isBehind = true;
    else void this.#takeBack(sandbox, next);
  }

  close(): void {
    this.#stop.abort(new Error("The bridge is stopping"));
    this.#stopRefill();
    this.#stopIdle();
    this.#peakRuns.close();
    this.#loans.close();
    for (const { process } of this.#resetting) process.closeInput();
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
      this.#idle.trim(this.#target);
      // one at a time: two parallel starts would delay the first sandbox
      while (this.#isAwake() && this.#coming() < this.#target) {
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
    const { size: askSize, claim } = this.#options;
    this.#size = await askSize();
    const wanted = this.#wanted();
    return Math.min(wanted, await claim(wanted));
  }

  #wanted(): number {
    if (this.#size === 0 || !this.#isAwake()) return 0;
    return Math.max(this.#size, Math.min(this.#peakRuns.peak, this.#options.maxSize));
  }

  /** Sandboxes that wait, or will soon. */
  #coming(): number {
    return this.#idle.size + this.#starting + this.#loans.size;
  }

  /** Waits for a reset as for a start, so that nothing is started for a run that it will serve. */
  async #takeBack(sandbox: PreparedSandbox, next: Promise<PreparedSandbox>): Promise<void> {
    this.#resetting.add(sandbox);
    this.#starting++;
    if (this.#stop.signal.aborted) sandbox.process.closeInput();
    try {
      this.#give(await next);
    } catch (error) {
      this.#options.log("debug", `Cannot use a sandbox again: ${messageOf(error)}`);
      this.#scheduleRefill(REFILL_DELAY_MS);
    } finally {
      this.#starting--;
      this.#resetting.delete(sandbox);
      this.#startForCallers();
    }
  }

  /** Starts what a pool that is behind lacks beside the run that comes: the next one comes as soon. */
  #hurry(): void {
    if (!this.#isBehind) return;
    while (this.#starting < HURRIED_STARTS && this.#coming() < this.#target) {
      // a failure is that of the run that waits for it, and the next refill tries again
      this.#start().catch(() => this.#startForCallers());
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
        if (this.#callers.size > this.#starting) this.#callers.refuseNewest(error);
      });
    }
  }

  #give(sandbox: PreparedSandbox): "taken" | "waits" {
    if (this.#callers.serve(sandbox)) {
      this.#loans.begin(sandbox);
      return "taken";
    }
    // a burst of runs has more sandboxes than were agreed on: the next refill asks for them
    if (sandbox.rooms && this.#idle.size >= this.#wanted()) sandbox.process.closeInput();
    else this.#idle.add(sandbox);
    if (this.#idle.size >= this.#target) this.#isBehind = false;
    // a sandbox whose run was canceled may be one too many
    if (!sandbox.rooms) this.#idle.trim(this.#target);
    else if (this.#idle.size > this.#target) this.#scheduleRefill(REFILL_DELAY_MS);
    return "waits";
  }

  #isAwake(): boolean {
    return !this.#asleep && !this.#stop.signal.aborted;
  }

  #endAll(): void {
    this.#target = 0;
    this.#idle.trim(0);
  }
}
