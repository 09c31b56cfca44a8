import { messageOf, UpstreamError } from "../errors.ts";
import type { BridgeServer } from "../ipc/messages.ts";
import type { Log } from "../log.ts";
import type { Clock } from "../system/system.ts";
import { Breaker } from "./breaker.ts";
import { Connection } from "./connection.ts";
import { openClient, type Opening } from "./open_client.ts";
import { howEnded, type LinkTarget, type OpenLink } from "./link.ts";
import { orAborted } from "../system/waiting.ts";

/** From the opening of a link to the end of its handshake: `npx` and `uvx` may download first. */
const START_TIMEOUT_MS = 30_000;

export interface PoolOptions {
  readonly openLink: OpenLink;
  readonly clock: Clock;
  readonly log: Log;
  readonly clientVersion: string;
  /** @default {30_000} */
  readonly startTimeoutMs?: number;
}

/** A server to connect to, and what its definition says of connections. */
export type PoolTarget = LinkTarget & Pick<BridgeServer, "tools" | "timeouts">;

/** What is remembered of a server, whether it runs or not. */
interface Slot {
  readonly breaker: Breaker;
  /** The running server, or its start under way, shared by all who ask. */
  connection: Promise<Connection> | null;
  /** The running server. */
  running: Connection | null;
  opening: Opening;
  lastFailure: string;
}

/** One warm connection for each server: made when first asked for, made again after a death. */
export class Pool {
  readonly #options: PoolOptions;
  readonly #slots = new Map<string, Slot>();
  /** Forgotten servers that still have calls under way. */
  readonly #leaving = new Set<Slot>();
  readonly #closing = new AbortController();

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /**
   * The connection to a server, started when there is none. An abort ends the wait, not the start.
   *
   * @throws {UpstreamError} `START_FAILED`; `CANCELED` after `close()`; or what `openLink` throws
   * @throws the signal's reason
   */
  get(server: PoolTarget, signal: AbortSignal): Promise<Connection> {
    const { name } = server;
    if (this.#closing.signal.aborted) {
      return Promise.reject(
        new UpstreamError("CANCELED", `Cannot start server "${name}": the bridge is closing`),
      );
    }
    const slot = this.#slot(name);
    if (slot.running !== null && !signal.aborted) return Promise.resolve(slot.running);
    slot.connection ??= this.#start(server, slot);
    return orAborted(slot.connection, signal);
  }

  /**
   * Forgets a server whose configuration has changed: the next call starts it anew. Calls that are
   * under way come to their end.
   */
  forget(name: string): void {
    const slot = this.#slots.get(name);
    if (slot === undefined) return;
    this.#slots.delete(name);
    if (slot.connection === null) return;
    this.#leaving.add(slot);
    slot.connection.then((connection) => connection.retire(), () => {});
  }

  /** Ends every server. Resolves when all are gone. */
  async close(): Promise<void> {
    this.#closing.abort(new Error("the bridge is closing"));
    const open = [...this.#slots.values(), ...this.#leaving].map(async ({ connection }) => {
      const started = await connection?.catch(() => null);
      await started?.close();
    });
    await Promise.all(open);
  }

  #slot(name: string): Slot {
    const known = this.#slots.get(name);
    if (known !== undefined) return known;
    const slot: Slot = {
      breaker: new Breaker(this.#options.clock),
      connection: null,
      running: null,
      opening: "probe",
      lastFailure: "",
    };
    this.#slots.set(name, slot);
    return slot;
  }

  async #start(server: PoolTarget, slot: Slot): Promise<Connection> {
    const { name } = server;
    try {
      const connection = await this.#connect(server, slot);
      slot.opening = connection.opening;
      slot.running = connection;
      connection.ended.then((ending) => {
        slot.connection = null;
        slot.running = null;
        if (this.#leaving.delete(slot) || this.#closing.signal.aborted) return;
        slot.lastFailure = `it ${howEnded(ending)}`;
        slot.breaker.died();
        this.#options.log("warning", `Server "${name}" ${howEnded(ending)}`);
      });
      return connection;
    } catch (error) {
      slot.connection = null;
      this.#leaving.delete(slot);
      throw error;
    }
  }

  async #connect(server: PoolTarget, slot: Slot): Promise<Connection> {
    const { name, tools, timeouts } = server;
    const { clock, log } = this.#options;
    const admission = slot.breaker.admission();
    if (admission.kind === "rest") throw resting(server, { slot, waitMs: admission.waitMs });
    await this.#pause(admission.waitMs);
    try {
      const opened = await openClient({
        ...this.#options,
        server,
        startTimeoutMs: timeouts?.startMs ?? this.#options.startTimeoutMs ?? START_TIMEOUT_MS,
        opening: slot.opening,
        signal: this.#closing.signal,
      });
      return new Connection({
        name,
        opened,
        clock,
        log,
        ...(tools === undefined ? {} : { tools }),
      });
    } catch (error) {
      const failed = error instanceof UpstreamError && error.code === "START_FAILED";
      if (!failed || this.#closing.signal.aborted) throw error;
      slot.breaker.died();
      slot.lastFailure = messageOf(error);
      // what did not work one way is tried the other way next time
      slot.opening = slot.opening === "probe" ? "initialize" : "probe";
      throw error;
    }
  }

  #pause(ms: number): Promise<void> {
    if (ms === 0) return Promise.resolve();
    const over = Promise.withResolvers<void>();
    const cancel = this.#options.clock.after(ms, over.resolve);
    return orAborted(over.promise, this.#closing.signal).finally(cancel);
  }
}

function resting(
  { name, reach }: LinkTarget,
  state: { slot: Slot; waitMs: number },
): UpstreamError {
  const seconds = Math.ceil(state.waitMs / 1000);
  const [verb, participle] = reach?.kind === "http" ? ["reach", "tried"] : ["start", "started"];
  return new UpstreamError(
    "START_FAILED",
    `Cannot ${verb} server "${name}": it failed 3 times within a minute; ` +
      `it may be ${participle} again in ${seconds} s. The last failure: ${state.slot.lastFailure}`,
  );
}
