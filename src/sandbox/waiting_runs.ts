import type { PreparedSandbox } from "./sandbox_line.ts";

type Caller = PromiseWithResolvers<PreparedSandbox>;

/** Runs that wait for a sandbox, in order of arrival. */
export class WaitingRuns {
  readonly #callers = new Set<Caller>();

  get size(): number {
    return this.#callers.size;
  }

  /** Waits until a sandbox is handed over. @throws the signal's reason when it aborts first */
  async join(signal: AbortSignal): Promise<PreparedSandbox> {
    const caller: Caller = Promise.withResolvers();
    const leave = () => this.#turnAway(caller, signal.reason);
    this.#callers.add(caller);
    signal.addEventListener("abort", leave, { once: true });
    try {
      return await caller.promise;
    } finally {
      signal.removeEventListener("abort", leave);
    }
  }

  /** Hands a sandbox to the run that came first. Returns whether one waited. */
  serve(sandbox: PreparedSandbox): boolean {
    const [caller] = this.#callers;
    if (caller === undefined) return false;
    this.#callers.delete(caller);
    caller.resolve(sandbox);
    return true;
  }

  /** Turns away the run that came last, if one waits. */
  refuseNewest(reason: unknown): void {
    this.#turnAway([...this.#callers].at(-1), reason);
  }

  #turnAway(caller: Caller | undefined, reason: unknown): void {
    if (caller === undefined) return;
    this.#callers.delete(caller);
    caller.reject(reason);
  }
}
