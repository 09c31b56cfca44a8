import { Gate } from "../system/gate.ts";
import type { Connection } from "./connection.ts";
import {
  PooledServer,
  type PooledServerOptions,
  type PoolTarget,
  type ServerState,
} from "./pooled_server.ts";
import { bridgeClosing } from "./start_failures.ts";

export interface PoolOptions extends Omit<PooledServerOptions, "starts" | "closing"> {
  /** Most servers that are being started at once; the others wait. */
  readonly startsAtOnce: number;
}

/** One warm connection for each server: made when first asked for, made again after a death. */
export class Pool {
  readonly #options: PooledServerOptions;
  readonly #servers = new Map<string, PooledServer>();
  /** Ends of forgotten servers, which may still have calls under way. */
  readonly #leaving = new Map<PooledServer, Promise<void>>();
  readonly #closing = new AbortController();

  constructor(options: PoolOptions) {
    this.#options = {
      ...options,
      starts: new Gate(options.startsAtOnce),
      closing: this.#closing.signal,
    };
  }

  /**
   * The connection to a server, started when there is none. It is waited for 10 s, or as long as the
   * server's definition says; a start goes on when nobody waits for it any more.
   *
   * @throws {UpstreamError} `START_FAILED`; `CANCELED` after `close()`; or what `openLink` throws
   * @throws the signal's reason
   */
  get(server: PoolTarget, signal: AbortSignal): Promise<Connection> {
    const { name } = server;
    if (this.#closing.signal.aborted) return Promise.reject(bridgeClosing(name));
    return this.#server(name).get(server, signal);
  }

  /** Starts servers that do not run, as many at once as may. Whoever asks for one is told of a failure. */
  begin(servers: readonly PoolTarget[]): void {
    if (this.#closing.signal.aborted) return;
    for (const server of servers) this.#server(server.name).begin(server);
  }

  /** What is known of a server. Starts nothing and asks nothing. */
  state(name: string): ServerState {
    return this.#servers.get(name)?.state ?? { kind: "stopped" };
  }

  /** Whether a running server said that its tools have changed since they were last listed. */
  hasNews(name: string): boolean {
    return this.#servers.get(name)?.hasNews ?? false;
  }

  /**
   * Forgets a server whose configuration has changed: the next call starts it anew. Calls that are
   * under way come to their end.
   */
  forget(name: string): void {
    const server = this.#servers.get(name);
    if (server === undefined) return;
    this.#servers.delete(name);
    this.#leaving.set(server, server.retire().then(() => void this.#leaving.delete(server)));
  }

  /** Ends every server. Resolves when all are gone. */
  async close(): Promise<void> {
    this.#closing.abort(new Error("the bridge is closing"));
    const servers = [...this.#servers.values(), ...this.#leaving.keys()];
    await Promise.all(servers.map((server) => server.close()));
    await Promise.all(this.#leaving.values());
  }

  #server(name: string): PooledServer {
    const known = this.#servers.get(name);
    if (known !== undefined) return known;
    const server = new PooledServer(name, this.#options);
    this.#servers.set(name, server);
    return server;
  }
}
