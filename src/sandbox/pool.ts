import { messageOf } from "../errors.ts";
import type { Log } from "../system/log.ts";
import type { Clock } from "../system/system.ts";
import type { PreparedSandbox } from "./prepared_sandbox.ts";

export interface PoolOptions {
  /** Starts a sandbox and loads the runtime into it. */
  readonly prepare: (signal: AbortSignal) => Promise<PreparedSandbox>;
  /** Sandboxes that wait, ready, while nothing runs. Asked when the first is started; 0 is no pool. */
  readonly size: () => Promise<number>;
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
   * A ready sandbox that no program has run in. One that waits, if there is one; otherwise one that is
   * started at once. The caller ends it.
   *
   * @throws what `prepare` throws
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
/** Milliseconds to wait after a sandbox could not be started, before the pool tries again. */
const RETRY_MS = 10_000;

/** Keeps started, single-use sandboxes ready. One that has been taken never comes back. */
export function createPool(options: PoolOptions): SandboxPool {
  return new Pool(options);
}

class Pool implements SandboxPool {
  readonly #options: PoolOptions;
  readonly #waiting = new Set<PreparedSandbox>();
  readonly #stop = new AbortController();
  #starting = 0;
  #stopRefill = () => {};
  #stopIdle = () => {};

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  begin(): void {
    this.#touch();
    this.#fill();
  }

  async take(signal: AbortSignal): Promise<PreparedSandbox> {
    this.#touch();
    const [ready] = this.#waiting;
    if (ready === undefined) return await this.#options.prepare(signal);
    this.#waiting.delete(ready);
    this.#scheduleRefill(LONG_RUN_MS);
    return ready;
  }

  refill(): void {
    this.#touch();
    this.#scheduleRefill(REFILL_DELAY_MS);
  }

  close(): void {
    this.#stop.abort(new Error("The bridge is stopping"));
    this.#stopRefill();
    this.#stopIdle();
    this.#endWaiting();
  }

  #scheduleRefill(ms: number): void {
    if (this.#stop.signal.aborted) return;
    this.#stopRefill();
    this.#stopRefill = this.#options.clock.after(ms, () => this.#fill());
  }

  /** A sign of life puts the end of the waiting sandboxes off. */
  #touch(): void {
    if (this.#stop.signal.aborted) return;
    this.#stopIdle();
    this.#stopIdle = this.#options.clock.after(this.#options.idleTimeoutMs, () => {
      this.#stopRefill();
      this.#endWaiting();
    });
  }

  async #fill(): Promise<void> {
    try {
      const size = await this.#options.size();
      // one after the other: two at once would each take twice as long, and the first is what counts
      while (!this.#stop.signal.aborted && this.#waiting.size + this.#starting < size) {
        await this.#addOne();
      }
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      this.#options.log("debug", `Cannot keep a sandbox ready: ${messageOf(error)}`);
      this.#scheduleRefill(RETRY_MS);
    }
  }

  async #addOne(): Promise<void> {
    this.#starting++;
    try {
      const sandbox = await this.#options.prepare(this.#stop.signal);
      if (this.#stop.signal.aborted) return sandbox.process.kill();
      this.#watch(sandbox);
    } finally {
      this.#starting--;
    }
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

  #endWaiting(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    // a sandbox ends by itself when its stdin does, at a fraction of what killing it costs
    for (const sandbox of waiting) sandbox.process.closeInput();
  }
}
