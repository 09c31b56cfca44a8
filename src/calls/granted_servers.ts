import type { Clock } from "../system/system.ts";

/** Which servers the runs under way were granted: these are kept, even when nothing is asked of them. */
export class GrantedServers {
  readonly #clock: Pick<Clock, "monotonic">;
  /** Runs under way, by server. */
  readonly #runs = new Map<string, number>();
  /** When the last run ended that was granted a server. */
  readonly #endedAt = new Map<string, number>();

  constructor(clock: Pick<Clock, "monotonic">) {
    this.#clock = clock;
  }

  /**
   * A run begins that was granted these servers.
   *
   * @returns to be called once, when it has ended
   */
  hold(names: readonly string[]): () => void {
    for (const name of names) this.#runs.set(name, this.#count(name) + 1);
    return () => {
      for (const name of names) this.#release(name);
    };
  }

  /**
   * When a run was last under way that was granted this server, by the monotonic clock: now if one is;
   * -Infinity if none ever was.
   */
  lastHeld(name: string): number {
    if (this.#count(name) > 0) return this.#clock.monotonic();
    return this.#endedAt.get(name) ?? -Infinity;
  }

  #count(name: string): number {
    return this.#runs.get(name) ?? 0;
  }

  #release(name: string): void {
    this.#endedAt.set(name, this.#clock.monotonic());
    const left = this.#count(name) - 1;
    if (left > 0) this.#runs.set(name, left);
    else this.#runs.delete(name);
  }
}
