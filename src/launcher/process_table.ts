import type { BridgeMessage } from "../ipc/messages.ts";
import type { EngineName } from "../engines.ts";
import { messageOf, UpstreamError } from "../errors.ts";
import type { Log } from "../log.ts";
import { STOP_GRACES, stopProcess } from "../system/stop_process.ts";
import { orAborted } from "../system/waiting.ts";
import type { ChildProcess, Clock } from "../system/system.ts";
import { ByteBudget } from "./byte_budget.ts";
import { toCarriedError } from "../ipc/carried_error.ts";
import { ChildRelay, type ChildRelayOptions, type PostToBridge } from "./child_relay.ts";
import { StartWatch } from "./start_watch.ts";
import type { EngineInUse } from "../engine/engine_selection.ts";
import type { Redaction } from "../redaction/redaction.ts";

/** Processes that may run at once or be on their way, sandboxes and servers together. */
export const MAX_PROCESSES = 512;
/** Bytes that processes have been sent and have not taken, all together: 256 MiB. */
export const MAX_UNWRITTEN_BYTES = 256 * 1024 * 1024;

/** A server's process, and what keeps its secrets out of what it writes. */
export interface StartedServer extends ChildProcess {
  /** @default {null} it has no secrets */
  readonly redaction?: Redaction | null;
}

export interface ProcessTableOptions {
  readonly post: PostToBridge;
  readonly clock: Clock;
  /** For problems with processes: bounded. */
  readonly log: Log;
  /** The engine, once it is known. */
  readonly engine: () => Promise<EngineInUse>;
  /** How many sandboxes the bridge may keep ready, out of so many that it wants to. */
  readonly claimReady: (engine: EngineName, wanted: number) => Promise<number>;
  /** Starts a configured server by its exact name; starts nothing once the signal has aborted. */
  readonly startServer: (name: string, signal: AbortSignal) => Promise<StartedServer>;
  /** Opens a page in the user's browser, if the address is one that may be. */
  readonly openBrowser: (url: string, signal: AbortSignal) => Promise<void>;
  /** Called when the bridge sent processes more than it may. */
  readonly onExcess: () => void;
}

/** A request that is about processes. */
export type ProcessRequest = Extract<
  BridgeMessage,
  {
    op:
      | "start_sandbox"
      | "start_server"
      | "engine_state"
      | "open_browser"
      | "claim_ready"
      | "write"
      | "withdraw"
      | "data_ack"
      | "flush"
      | "close_input"
      | "kill";
  }
>;

/** Every process that the bridge asked for, by the id that it chose. The only owner of children. */
export class ProcessTable {
  readonly #options: ProcessTableOptions;
  readonly #relays = new Map<number, ChildRelay>();
  /** Ends of processes of which the bridge was told, and which still go on. */
  readonly #cleaning = new Set<Promise<void>>();
  /** Requests that have no answer yet, by id. */
  readonly #pending = new Map<number, PendingRequest>();
  readonly #unwritten: ByteBudget;
  /** For each sandbox that has not ended: kills its client if it hangs. */
  readonly #sandboxes = new Set<() => void>();
  #lastId = -1;
  #closing = false;

  constructor(options: ProcessTableOptions) {
    this.#options = options;
    this.#unwritten = new ByteBudget(MAX_UNWRITTEN_BYTES, options.onExcess);
  }

  /** Does what the bridge asks, or refuses it. Never throws. */
  handle(request: ProcessRequest): void {
    switch (request.op) {
      case "start_sandbox":
        this.#answer(request.id, (signal) => this.#startSandbox(request.id, signal));
        return;
      case "start_server":
        this.#answer(request.id, (signal) => this.#startServer(request, signal));
        return;
      case "engine_state":
        this.#answer(request.id, async (signal) => {
          const { state } = await orAborted(this.#options.engine(), signal);
          this.#options.post({ op: "engine_state", id: request.id, state });
        });
        return;
      case "open_browser":
        this.#answer(request.id, async (signal) => {
          await this.#options.openBrowser(request.url, signal);
          this.#options.post({ op: "browser_opened", id: request.id });
        });
        return;
      case "claim_ready":
        this.#answer(request.id, (signal) => this.#claimReady(request, signal));
        return;
      case "write":
        return this.#write(request.id, request.bytes);
      case "withdraw":
        return this.#withdraw(request.id);
      case "data_ack":
        return this.#relays.get(request.id)?.ack(request.stream, request.bytes);
      case "flush":
        return this.#relays.get(request.id)?.flush();
      case "close_input":
        return this.#relays.get(request.id)?.closeInput();
      case "kill":
        this.#relays.get(request.id)?.end();
        return;
    }
  }

  /** Ends every process and starts no more. Resolves when all are gone, or their time is over. */
  async close(): Promise<void> {
    this.#closing = true;
    const running = [...this.#relays.values()].map((relay) => relay.end());
    const pending = [...this.#pending.values()];
    for (const { controller } of pending) controller.abort(stopping());
    await Promise.all([...running, ...this.#cleaning, ...pending.map(({ settled }) => settled)]);
  }

  /** The program ends at once: kills the clients that hang. */
  forsake(): void {
    for (const forsake of this.#sandboxes) forsake();
  }

  #write(id: number, bytes: Uint8Array): void {
    const relay = this.#relays.get(id);
    if (relay === undefined || !this.#unwritten.take(bytes.length)) return;
    relay.write(bytes);
  }

  #withdraw(id: number): void {
    this.#pending.get(id)?.controller.abort(
      new UpstreamError("CANCELED", "Withdrawn by the bridge"),
    );
    this.#relays.get(id)?.end();
  }

  #answer(id: number, action: (signal: AbortSignal) => Promise<void>): void {
    const { post } = this.#options;
    const refuse = (error: unknown) => post({ op: "refused", id, error: toCarriedError(error) });
    try {
      this.#admit(id);
    } catch (error) {
      return refuse(error);
    }
    const controller = new AbortController();
    const settled = action(controller.signal).catch(refuse).finally(() => this.#pending.delete(id));
    this.#pending.set(id, { controller, settled });
  }

  #admit(id: number): void {
    if (id <= this.#lastId) throw new Error(`Cannot use the id ${id}: ids must increase`);
    this.#lastId = id;
    if (this.#closing) throw stopping();
    if (this.#relays.size + this.#pending.size >= MAX_PROCESSES) {
      throw new UpstreamError(
        "LIMIT",
        `Cannot start another process: ${MAX_PROCESSES} run already, the most that may`,
      );
    }
  }

  async #startSandbox(id: number, signal: AbortSignal): Promise<void> {
    const chosen = await orAborted(this.#options.engine(), signal);
    const { engine, state } = chosen;
    const sandbox = await engine.start().catch((error) => {
      chosen.failed({ kind: "refused", reason: messageOf(error) });
      throw error;
    });
    if (signal.aborted) {
      await sandbox.kill();
      throw signal.reason;
    }
    const { advice, limits } = state;
    this.#options.post({
      op: "sandbox_started",
      id,
      engine: state.engine,
      advice,
      ...(limits === undefined ? {} : { limits }),
    });
    const watch = new StartWatch({
      chosen,
      clock: this.#options.clock,
      describeExit: (exit) => sandbox.describeExit(exit),
      onLate: () => this.#relays.get(id)?.abandon(),
    });
    const forsake = () => {
      if (watch.hangs) sandbox.forsake?.();
    };
    this.#sandboxes.add(forsake);
    void sandbox.stdio.exited.then(() => this.#sandboxes.delete(forsake));
    this.#relay(id, {
      process: sandbox.stdio,
      end: () => {
        watch.dismiss();
        return sandbox.kill();
      },
      noteStderr: (chunk) => sandbox.noteStderr(chunk),
      onFirstOutput: () => watch.said(),
      describeExit: (exit) => watch.describeExit(exit),
      ranOutOfMemory: () => sandbox.ranOutOfMemory?.() ?? false,
    });
  }

  async #claimReady(
    { id, count: wanted }: Extract<ProcessRequest, { op: "claim_ready" }>,
    signal: AbortSignal,
  ): Promise<void> {
    const { state } = await orAborted(this.#options.engine(), signal);
    const count = await this.#options.claimReady(state.engine, wanted);
    this.#options.post({ op: "ready_granted", id, count });
  }

  async #startServer(
    { id, name }: Extract<ProcessRequest, { op: "start_server" }>,
    signal: AbortSignal,
  ): Promise<void> {
    const process = await this.#options.startServer(name, signal);
    if (signal.aborted) {
      await this.#stopServer(name, process);
      throw signal.reason;
    }
    this.#options.post({ op: "server_started", id });
    this.#relay(id, {
      process,
      end: () => this.#stopServer(name, process),
      redaction: process.redaction ?? null,
    });
  }

  async #stopServer(name: string, process: ChildProcess): Promise<void> {
    const { clock, log } = this.#options;
    const problem = await stopProcess(process, { clock, graceMs: STOP_GRACES.server });
    if (problem !== null) log("warning", `Cannot stop the server "${name}": ${problem}`);
  }

  #relay(
    id: number,
    child: Pick<
      ChildRelayOptions,
      | "process"
      | "end"
      | "noteStderr"
      | "onFirstOutput"
      | "describeExit"
      | "redaction"
      | "ranOutOfMemory"
    >,
  ): void {
    const { post, clock } = this.#options;
    const onWritten = (bytes: number) => this.#unwritten.give(bytes);
    const relay = new ChildRelay({ id, post, clock, onWritten, ...child });
    this.#relays.set(id, relay);
    // never rejects
    void relay.finished.then(() => {
      this.#relays.delete(id);
      const { ending } = relay;
      if (ending === null) return;
      // the bridge was told of the end, and what is cleaned up behind it is still waited for
      this.#cleaning.add(ending);
      void ending.finally(() => this.#cleaning.delete(ending));
    });
  }
}

interface PendingRequest {
  /** Aborted when the request is withdrawn or the table closes. */
  readonly controller: AbortController;
  /** Resolves when it was answered. Never rejects. */
  readonly settled: Promise<void>;
}

function stopping(): UpstreamError {
  return new UpstreamError("CANCELED", "The bridge is stopping");
}
