import { messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Clock } from "../system/system.ts";
import type { PreparedSandbox } from "./prepared_sandbox.ts";

export interface PoolOptions {
  /** Starts a sandbox and loads the runtime into it. */
  readonly prepare: (signal: AbortSignal) => Promise<PreparedSandbox>;
  /** Idle sandboxes to keep. Asked at each filling; 0 is no pool. */
  readonly size: () => Promise<number>;
  /** Idle sandboxes to keep at most, after more programs than `size` ran at once. */
  readonly maxSize: number;
  /** Programs that run now; includes one that takes a sandbox, until its `refill()` has returned. */
  readonly running: () => number;
  /**
   * Says how many are to be kept ready, 0 when none is any more, and learns how many may be: other
   * bridges of the user keep some too.
   */
  readonly claim: (wanted: number) => Promise<number>;
  /** Milliseconds without a run after which the waiting sandboxes are ended. */
  readonly idleTimeoutMs: number;
  readonly clock: Clock;
  readonly log: Log;
}

/** Where runs get their sandboxes. */
export interface SandboxPool {
  /** Starts to fill, so that the first run finds a sandbox. */
  begin(): void;
  /**
   * A ready sandbox that no program has run in: an idle one, else the next that becomes ready. The
   * caller ends it.
   *
   * @throws what `prepare` throws
   * @throws the signal's reason when it aborts
   */
  take(signal: AbortSignal): Promise<PreparedSandbox>;
  /** A run has ended and been answered: now is the time to start its successor. */
  refill(): void;
  /** Ends every waiting sandbox and starts no more. */
  close(): void;
}

/**
 * Milliseconds from the end of a run to the start of its successor. Starting a container takes both
 * processors for a while; the answer should be out first.
 */
const REFILL_DELAY_MS = 50;
/** Milliseconds after which a run that goes on gets its successor all the same. */
const LONG_RUN_MS = 2_000;
/** Milliseconds without such a burst after which the pool is as small as before. */
const BURST_MS = 30_000;
/** Milliseconds to wait after a sandbox could not be started, before the pool tries again. */
const RETRY_MS = 10_000;

/** Keeps started, single-use sandboxes ready. One that has been taken never comes back. */
export function createPool(options: PoolOptions): SandboxPool {
  return new Pool(options);
}

/** A run that waits for its sandbox. */
type Caller = PromiseWithResolvers<PreparedSandbox>;

class Pool implements SandboxPool {
  readonly #options: PoolOptions;
  readonly #waiting = new Set<PreparedSandbox>();
  /** Each gets the next sandbox that is ready, first come, first served. */
  readonly #callers = new Set<Caller>();
  readonly #stop = new AbortController();
  /** Sandboxes that are being started, for callers or to wait. */
  #starting = 0;
  /** The most programs that ran at once since the last quiet while. */
  #most = 0;
  /** How many are to wait, by the last agreement. */
  #target = 0;
  /** Nothing has run for so long that nothing is to wait. */
  #asleep = false;
  #stopRefill = () => {};
  #stopIdle = () => {};
  #stopBurst = () => {};

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  begin(): void {
    this.#touch();
    this.#fill();
  }

  async take(signal: AbortSignal): Promise<PreparedSandbox> {
    signal.throwIfAborted();
    this.#touch();
    this.#noteRun();
    const [ready] = this.#waiting;
    if (ready !== undefined) {
      this.#waiting.delete(ready);
      this.#scheduleRefill(LONG_RUN_MS);
      return ready;
    }
    return await this.#waitForNext(signal);
  }

  refill(): void {
    this.#touch();
    this.#scheduleRefill(REFILL_DELAY_MS);
  }

  close(): void {
    this.#stop.abort(new Error("The bridge is stopping"));
    this.#stopRefill();
    this.#stopIdle();
    this.#stopBurst();
    this.#endAll();
  }

  #noteRun(): void {
    const running = this.#options.running();
    this.#most = Math.max(this.#most, running);
    // the next look at the demand is a while after the last that was as high
    if (running >= this.#most) this.#watchBurst();
  }

  #watchBurst(): void {
    if (this.#stop.signal.aborted) return;
    this.#stopBurst();
    this.#stopBurst = this.#options.clock.after(BURST_MS, () => {
      this.#most = this.#options.running();
      if (this.#most > 0) this.#watchBurst();
      this.#fill();
    });
  }

  #scheduleRefill(ms: number): void {
    if (this.#stop.signal.aborted) return;
    this.#stopRefill();
    this.#stopRefill = this.#options.clock.after(ms, () => this.#fill());
  }

  /** A sign of life puts the end of the waiting sandboxes off. */
  #touch(): void {
    if (this.#stop.signal.aborted) return;
    this.#asleep = false;
    this.#stopIdle();
    this.#stopIdle = this.#options.clock.after(this.#options.idleTimeoutMs, () => {
      this.#asleep = true;
      this.#most = 0;
      this.#stopRefill();
      this.#stopBurst();
      this.#endAll();
      this.#fill();
    });
  }

  async #fill(): Promise<void> {
    try {
      this.#target = await this.#agreeOnTarget();
      this.#endSurplus();
      // one after the other: two at once would each take twice as long, and the first is what counts
      while (this.#isAwake() && this.#waiting.size + this.#starting < this.#target) {
        // a run that waits has its own under way, and one that a run takes at once is like one that
        // waited: the successor comes after the run
        if (this.#callers.size > 0 || await this.#start() === "taken") {
          return this.#scheduleRefill(LONG_RUN_MS);
        }
      }
    } catch (error) {
      // a run that counted on this one gets one of its own, and learns of that one's failure alone
      this.#startForCallers();
      if (!this.#isAwake()) return;
      this.#options.log("debug", `Cannot keep a sandbox ready: ${messageOf(error)}`);
      this.#scheduleRefill(RETRY_MS);
    }
  }

  /** How many are to wait: as many as ran at once of late, within bounds. */
  async #agreeOnTarget(): Promise<number> {
    const { size: askSize, maxSize, claim } = this.#options;
    const size = await askSize();
    const wanted = size === 0 || !this.#isAwake()
      ? 0
      : Math.max(size, Math.min(this.#most, maxSize));
    return Math.min(wanted, await claim(wanted));
  }

  /** What is being started already is as good as one's own, and sooner. */
  async #waitForNext(signal: AbortSignal): Promise<PreparedSandbox> {
    const caller: Caller = Promise.withResolvers();
    const leave = () => this.#turnAway(caller, signal.reason);
    this.#callers.add(caller);
    signal.addEventListener("abort", leave, { once: true });
    try {
      this.#startForCallers();
      return await caller.promise;
    } finally {
      signal.removeEventListener("abort", leave);
    }
  }

  /** Starts one and gives it to whoever waits for it. @throws what `prepare` throws */
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

  #give(sandbox: PreparedSandbox): "taken" | "waits" {
    const [caller] = this.#callers;
    if (caller !== undefined) {
      this.#callers.delete(caller);
      caller.resolve(sandbox);
      return "taken";
    }
    this.#watch(sandbox);
    // the run that it was started for may have gone, and nothing is to wait in its place
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
      // one that dies or speaks while it waits is never handed out
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

  /** Ends those that are not to wait, the oldest first. */
  #endSurplus(): void {
    const ended = [...this.#waiting].slice(0, Math.max(0, this.#waiting.size - this.#target));
    for (const sandbox of ended) {
      this.#waiting.delete(sandbox);
      // a sandbox ends by itself when its stdin does, at a fraction of what killing it costs
      sandbox.process.closeInput();
    }
  }
}
