import type { BridgeServer } from "../ipc/messages.ts";

/** The servers as the launcher last told them. */
export class KnownServers {
  #told = Promise.withResolvers<void>();
  readonly #followers: ((servers: readonly BridgeServer[]) => void)[] = [];
  #servers: readonly BridgeServer[] = [];

  /** The servers there are now, once the launcher has told them. */
  async get(): Promise<readonly BridgeServer[]> {
    await this.#told.promise;
    return this.#servers;
  }

  /** The launcher looks whether they have changed, and will tell them. */
  expect(): void {
    // who waits already is told by the same message
    const { resolve } = this.#told;
    this.#told = Promise.withResolvers();
    this.#told.promise.then(resolve);
  }

  /** Calls back whenever they have changed. */
  follow(callback: (servers: readonly BridgeServer[]) => void): void {
    this.#followers.push(callback);
  }

  /** Takes what the launcher tells. */
  set(servers: readonly BridgeServer[]): void {
    this.#servers = servers;
    this.#told.resolve();
    for (const follower of this.#followers) follower(servers);
  }
}
