export interface GateOptions {
  /** Most tasks that may wait for a place. @default {Infinity} */
  readonly maxWaiting?: number;
  /** Creates the error for a task that may not wait. */
  readonly refuse?: () => Error;
  /** Called when the last running task has ended and none waits. */
  readonly onIdle?: () => void;
}

/** Limits how many tasks run at once. The others wait, first in, first out. */
export class Gate {
  readonly #places: number;
  readonly #options: GateOptions;
  #taken = 0;
  readonly #waiting = new Set<() => void>();

  /** @param places most tasks that run at once */
  constructor(places: number, options: GateOptions = {}) {
    this.#places = places;
    this.#options = options;
  }

  /** Tasks that run now. */
  get running(): number {
    return this.#taken;
  }

  /** Whether a task would have to wait for a place. */
  get full(): boolean {
    return this.#taken >= this.#places;
  }

  /**
   * Runs `task` as soon as there is a place.
   *
   * @throws the signal's reason when it aborts before the task runs, the error of `refuse` when too
   *   many tasks wait, and whatever `task` throws
   */
  async run<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    if (this.full) await this.#wait(signal);
    else this.#taken++;
    try {
      return await task();
    } finally {
      // the place passes directly to the next task, so that no later one can take it
      const [next] = this.#waiting;
      if (next !== undefined) this.#admit(next);
      else if (--this.#taken === 0) this.#options.onIdle?.();
    }
  }

  #admit(next: () => void): void {
    this.#waiting.delete(next);
    next();
  }

  #wait(signal: AbortSignal): Promise<void> {
    const { maxWaiting = Infinity, refuse } = this.#options;
    if (this.#waiting.size >= maxWaiting) {
      throw refuse?.() ?? new Error(`Cannot wait: ${maxWaiting} tasks wait already`);
    }
    return new Promise((resolve, reject) => {
      const admit = () => {
        signal.removeEventListener("abort", leave);
        resolve();
      };
      const leave = () => {
        this.#waiting.delete(admit);
        reject(signal.reason);
      };
      this.#waiting.add(admit);
      signal.addEventListener("abort", leave, { once: true });
    });
  }
}
