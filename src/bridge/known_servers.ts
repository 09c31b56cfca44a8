import type { BridgeServer } from "./messages.ts";

/** The servers as the launcher last told them. */
export class KnownServers {
  readonly #first = Promise.withResolvers<void>();
  readonly #followers: ((servers: readonly BridgeServer[]) => void)[] = [];
  #servers: readonly BridgeServer[] = [];

  /** The servers there are now, once the launcher has told them at all. */
  async get(): Promise<readonly BridgeServer[]> {
    await this.#first.promise;
    return this.#servers;
  }

  /** Calls back whenever they have changed. */
  follow(callback: (servers: readonly BridgeServer[]) => void): void {
    this.#followers.push(callback);
  }

  /** Takes what the launcher tells. */
  set(servers: readonly BridgeServer[]): void {
    this.#servers = servers;
    this.#first.resolve();
    for (const follower of this.#followers) follower(servers);
  }
}
