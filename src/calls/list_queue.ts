import { messageOf, UpstreamError } from "../errors.ts";
import type { BridgeServer } from "../ipc/messages.ts";
import type { KnownTools } from "../known_tools/known_tools.ts";
import { Gate } from "../system/gate.ts";
import type { Clock } from "../system/system.ts";
import type { Connection } from "../upstream/connection.ts";
import type { ServerState } from "../upstream/pooled_server.ts";
import { cataloguedTools } from "./docs.ts";

/** Servers that are started at the same time because nothing is known of their tools. */
const STARTED_AT_ONCE = 4;
/** How often a start that goes on is waited for again: longer together than a start may take. */
const MOST_WAITS = 60;
/** Milliseconds for which a search leaves a server alone that did not start. */
export const START_REST_MS = 10 * 60_000;
/** The same for one that can be asked without a start, as after a sign-in, or that answered badly. */
const OTHER_REST_MS = 60_000;

export interface ListQueueOptions {
  readonly known: KnownTools;
  readonly connect: (server: BridgeServer, signal: AbortSignal) => Promise<Connection>;
  readonly state: (server: string) => ServerState;
  readonly clock: Clock;
  /** Aborts when the bridge closes. */
  readonly closing: AbortSignal;
}

/**
 * Asks servers for their tools of which nothing is known, each once, four at a time. What was begun
 * goes on when nobody waits for it any more, so that a later search finds it done.
 */
export class ListQueue {
  readonly #options: ListQueueOptions;
  readonly #gate = new Gate(STARTED_AT_ONCE);
  readonly #underWay = new Map<
    string,
    { readonly revision: number; readonly done: Promise<void> }
  >();
  readonly #begun = new Set<string>();
  /** Milliseconds that the servers took, which have answered or failed. */
  readonly #times = new Map<string, number>();

  constructor(options: ListQueueOptions) {
    this.#options = options;
  }

  /**
   * Asks a server for its tools, unless that is under way. Resolves when they are known.
   *
   * @throws {UpstreamError} when they cannot be had; that is remembered
   */
  ask(server: BridgeServer): Promise<void> {
    const { name, revision } = server;
    const asked = this.#underWay.get(name);
    if (asked?.revision === revision) return asked.done;
    const done = this.#ask(server).finally(() => {
      if (this.#underWay.get(name)?.done === done) this.#underWay.delete(name);
      this.#begun.delete(name);
    });
    // a search may have given up waiting
    done.catch(() => {});
    this.#underWay.set(name, { revision, done });
    return done;
  }

  /** What is being done about a server that `ask()` was called for, as a clause. */
  progress(name: string): string {
    return this.#begun.has(name)
      ? "it is being started for the first time; search again in a moment"
      : `it waits for its first start, as ${STARTED_AT_ONCE} are started at a time; search again later`;
  }

  /**
   * Milliseconds from a server's turn until its tools were known, or it was known that they cannot be
   * had; `undefined` before.
   */
  timeOf(name: string): number | undefined {
    return this.#times.get(name);
  }

  async #ask(server: BridgeServer): Promise<void> {
    const { clock, closing, known } = this.#options;
    let began = clock.monotonic();
    try {
      const listed = await this.#gate.run(() => {
        this.#begun.add(server.name);
        began = clock.monotonic();
        return this.#attempt(server);
      }, closing);
      // one that is slow leaves its place to the others
      for (let waits = 1, done = listed; !done && waits < MOST_WAITS; waits++) {
        done = await this.#attempt(server);
      }
    } catch (error) {
      if (!closing.aborted) known.failed(server, failureOf(error));
      throw error;
    } finally {
      if (!closing.aborted) this.#times.set(server.name, clock.monotonic() - began);
    }
  }

  /** Whether the server gave its tools; `false` when its start still goes on. */
  async #attempt(server: BridgeServer): Promise<boolean> {
    const { connect, state, clock, closing } = this.#options;
    try {
      const connection = await connect(server, closing);
      await cataloguedTools({ connection, clock, signal: closing });
      return true;
    } catch (error) {
      if (state(server.name).kind === "starting") return false;
      throw error;
    }
  }
}

/** A failure as it is remembered. */
export function failureOf(error: unknown): { readonly message: string; readonly restMs: number } {
  const failedToStart = error instanceof UpstreamError && error.code === "START_FAILED";
  return { message: messageOf(error), restMs: failedToStart ? START_REST_MS : OTHER_REST_MS };
}
