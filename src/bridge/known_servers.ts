import type { BridgeServer } from "../ipc/messages.ts";

/** The servers that the launcher last reported. */
export class KnownServers {
  #told = Promise.withResolvers<void>();
  readonly #followers: ((servers: readonly BridgeServer[]) => void)[] = [];
  #servers: readonly BridgeServer[] = [];

  /** The current servers. Resolves when the launcher has reported them. */
  async get(): Promise<readonly BridgeServer[]> {
    await this.#told.promise;
    return this.#servers;
  }

  /** Makes `get()` wait: the launcher checks for changes and will report. */
  expect(): void {
    // earlier callers wait for the same report
    const { resolve } = this.#told;
    this.#told = Promise.withResolvers();
    this.#told.promise.then(resolve);
  }

  /** Registers a callback for every report. */
  follow(callback: (servers: readonly BridgeServer[]) => void): void {
    this.#followers.push(callback);
  }

  /** Takes a report of the launcher. */
  set(servers: readonly BridgeServer[]): void {
    this.#servers = servers;
    this.#told.resolve();
    for (const follower of this.#followers) follower(servers);
  }
}
