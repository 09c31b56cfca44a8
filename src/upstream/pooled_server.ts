import type { Reach } from "../discovery/reach.ts";
import { messageOf, UpstreamError } from "../errors.ts";
import type { BridgeServer } from "../ipc/messages.ts";
import type { Log } from "../log.ts";
import type { Gate } from "../system/gate.ts";
import type { Clock } from "../system/system.ts";
import { deadline, orAborted, pause, settlesWithin } from "../system/waiting.ts";
import { Breaker } from "./breaker.ts";
import { Connection } from "./connection.ts";
import { howEnded, type LinkEnding, type LinkTarget, type OpenLink } from "./link.ts";
import { openClient, type Opening } from "./open_client.ts";
import { bridgeClosing, notYetStarted, resting } from "./start_failures.ts";
import type { Listing } from "./tool_list.ts";

/** How long a call waits for a start, which goes on without it. */
export const START_WAIT_MS = 10_000;
/**
 * From the opening of a link to the end of its handshake. `npx` and `uvx` download first, and one that
 * is ended meanwhile may leave a cache from which the server never starts again.
 */
const START_TIMEOUTS_MS: Readonly<Record<Reach["kind"], number>> = {
  stdio: 5 * 60_000,
  http: 30_000,
};

/** A start that takes longer waits for something, and leaves its place to the others. */
const START_TURN_MS = 3_000;

/** What all servers of a pool share. */
export interface PooledServerOptions {
  readonly openLink: OpenLink;
  readonly clock: Clock;
  readonly log: Log;
  readonly clientVersion: string;
  /** Called at each list of tools that a server gives. */
  readonly onListed?: (server: PoolTarget, listing: Listing) => void;
  /** @default {five minutes for a process, 30 s over HTTP} */
  readonly startTimeoutMs?: number;
  /** @default {10_000} */
  readonly startWaitMs?: number;
  /** Milliseconds that a server may run without being used. */
  readonly idleTimeoutMs: number;
  /** When it was last to be kept whatever it does, by the monotonic clock: now, or a time before. */
  readonly lastHeld: (name: string) => number;
  /** Most calls that a server works on at once. */
  readonly maxCalls: number;
  /** Bounds the starts that work at once. */
  readonly starts: Gate;
  /** Aborts when the bridge closes. */
  readonly closing: AbortSignal;
}

/** A server to connect to, and what its definition says of connections. */
export type PoolTarget =
  & LinkTarget
  & Pick<BridgeServer, "tools" | "timeouts" | "digest">
  & Partial<Pick<BridgeServer, "revision">>;

/** What is known of a server without asking it anything. */
export type ServerState =
  | { readonly kind: "running" }
  /** It may become ready, or not. */
  | { readonly kind: "starting"; readonly forMs: number }
  /** It did not start, or it died; the next call starts it again once the time is over. */
  | { readonly kind: "failed"; readonly reason: string; readonly retryInMs: number }
  /** It was never started, or was stopped because nobody used it. */
  | { readonly kind: "stopped" };

/** One server of a pool: its warm connection, its start under way, and what is remembered of it. */
export class PooledServer {
  readonly #name: string;
  readonly #options: PooledServerOptions;
  readonly #breaker: Breaker;
  /** The running server, or its start under way, shared by all who ask. */
  #connection: Promise<Connection> | null = null;
  #running: Connection | null = null;
  /** The end of a server that nobody used, perhaps under way. */
  #stopping: Promise<void> = Promise.resolve();
  #cancelIdle = () => {};
  #startedAt = 0;
  #askedAt = 0;
  #opening: Opening = "probe";
  #lastFailure: string | null = null;
  #retired = false;

  constructor(name: string, options: PooledServerOptions) {
    this.#name = name;
    this.#options = options;
    this.#breaker = new Breaker(options.clock);
  }

  get state(): ServerState {
    if (this.#running !== null) return { kind: "running" };
    const now = this.#options.clock.monotonic();
    if (this.#connection !== null) return { kind: "starting", forMs: now - this.#startedAt };
    if (this.#lastFailure === null) return { kind: "stopped" };
    const { waitMs } = this.#breaker.admission();
    return { kind: "failed", reason: this.#lastFailure, retryInMs: waitMs };
  }

  /** Whether it runs, and said that its tools have changed since they were last listed. */
  get hasNews(): boolean {
    return this.#running?.hasNews ?? false;
  }

  /**
   * Its connection, started when there is none. A start goes on without whoever gave up waiting.
   *
   * @throws {UpstreamError} `START_FAILED`, also when it is not ready in time, or what `openLink` throws
   * @throws the signal's reason
   */
  async get(server: PoolTarget, signal: AbortSignal): Promise<Connection> {
    this.#askedAt = this.#options.clock.monotonic();
    if (this.#running !== null && !signal.aborted) return this.#running;
    const ms = server.timeouts?.startMs ?? this.#options.startWaitMs ?? START_WAIT_MS;
    const wait = deadline({
      clock: this.#options.clock,
      ms,
      reason: () =>
        notYetStarted(server, {
          forMs: this.#options.clock.monotonic() - this.#startedAt,
          limitMs: this.#timeoutMs(server),
        }),
      signal,
    });
    try {
      return await orAborted(this.#connect(server), wait.signal);
    } finally {
      wait.cancel();
    }
  }

  /** Starts it unless it runs or starts already. A failure is remembered. */
  begin(server: PoolTarget): void {
    this.#connect(server).catch(() => {});
  }

  /** Ends it once nothing is asked of it any more. Resolves when it is gone; never rejects. */
  async retire(): Promise<void> {
    this.#retired = true;
    const connection = await this.#connection?.catch(() => null);
    connection?.retire();
    await connection?.ended;
  }

  /** Ends it. Resolves when it is gone. */
  async close(): Promise<void> {
    const connection = await this.#connection?.catch(() => null);
    await Promise.all([connection?.close(), this.#stopping]);
  }

  #connect(server: PoolTarget): Promise<Connection> {
    this.#connection ??= this.#start(server);
    return this.#connection;
  }

  async #start(server: PoolTarget): Promise<Connection> {
    this.#startedAt = this.#options.clock.monotonic();
    try {
      const connection = await this.#open(server);
      this.#opening = connection.opening;
      this.#running = connection;
      this.#lastFailure = null;
      connection.ended.then((ending) => {
        if (this.#running === connection) this.#onLost(ending);
      });
      this.#watchIdle(connection);
      return connection;
    } catch (error) {
      this.#connection = null;
      throw error;
    }
  }

  #onLost(ending: LinkEnding | null): void {
    this.#leave();
    if (this.#retired || this.#options.closing.aborted) return;
    this.#lastFailure = `it ${howEnded(ending)}`;
    this.#breaker.died();
    this.#options.log("warning", `Server "${this.#name}" ${howEnded(ending)}`);
  }

  /** Looks once it may have been unused for long enough: one timer, however often it is used. */
  #watchIdle(connection: Connection): void {
    const { clock, idleTimeoutMs, lastHeld } = this.#options;
    const usedAt = Math.max(connection.lastUsed, lastHeld(this.#name), this.#askedAt);
    const leftMs = usedAt + idleTimeoutMs - clock.monotonic();
    if (leftMs > 0) {
      this.#cancelIdle = clock.after(leftMs, () => this.#watchIdle(connection));
    } else this.#stopUnused(connection);
  }

  #stopUnused(connection: Connection): void {
    const { log } = this.#options;
    this.#leave();
    log("info", `Server "${this.#name}" is stopped: nobody uses it; the next call starts it again`);
    this.#stopping = connection.close().catch((error: unknown) =>
      log("warning", `Server "${this.#name}": cannot be closed: ${messageOf(error)}`)
    );
  }

  #leave(): void {
    this.#cancelIdle();
    this.#connection = null;
    this.#running = null;
  }

  async #open(server: PoolTarget): Promise<Connection> {
    const { clock, log, closing } = this.#options;
    const admission = this.#breaker.admission();
    if (admission.kind === "rest") throw resting(server, admission, this.#lastFailure ?? "unknown");
    const { tools } = server;
    try {
      // two of a kind might disturb each other
      await this.#stopping;
      if (admission.waitMs > 0) await orAborted(pause({ clock, ms: admission.waitMs }), closing);
      const opened = await this.#inTurn(() =>
        openClient({
          ...this.#options,
          server,
          startTimeoutMs: this.#timeoutMs(server),
          opening: this.#opening,
          signal: closing,
        })
      );
      return new Connection({
        name: this.#name,
        opened,
        clock,
        log,
        maxCalls: this.#options.maxCalls,
        onListed: (listing) => this.#options.onListed?.(server, listing),
        ...(tools === undefined ? {} : { tools }),
      });
    } catch (error) {
      if (closing.aborted) throw bridgeClosing(this.#name);
      if (!(error instanceof UpstreamError) || error.code !== "START_FAILED") throw error;
      this.#breaker.died(clock.monotonic() - this.#startedAt);
      this.#lastFailure = messageOf(error);
      // what did not work one way is tried the other way next time
      this.#opening = this.#opening === "probe" ? "initialize" : "probe";
      throw error;
    }
  }

  async #inTurn<T>(start: () => Promise<T>): Promise<T> {
    const { clock, starts, closing } = this.#options;
    const { starting } = await starts.run(async () => {
      const starting = start();
      await settlesWithin(starting, { clock, ms: START_TURN_MS });
      return { starting };
    }, closing);
    return await starting;
  }

  #timeoutMs({ reach, timeouts }: PoolTarget): number {
    const given = this.#options.startTimeoutMs ?? START_TIMEOUTS_MS[reach?.kind ?? "stdio"];
    return Math.max(given, timeouts?.startMs ?? 0);
  }
}
