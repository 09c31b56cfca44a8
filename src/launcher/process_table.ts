import type { BridgeMessage } from "../ipc/messages.ts";
import type { EngineName } from "../engines.ts";
import { messageOf, UpstreamError } from "../errors.ts";
import type { Log } from "../log.ts";
import { once } from "../system/once.ts";
import { ServerEnd, type StartedServer } from "./server_end.ts";
import { orAborted, settlesWithin } from "../system/waiting.ts";
import type { Clock } from "../system/system.ts";
import { ByteBudget } from "./byte_budget.ts";
import { toCarriedError } from "../ipc/carried_error.ts";
import {
  ChildRelay,
  type ChildRelayOptions,
  type Ending,
  type PostToBridge,
} from "./child_relay.ts";
import { StartWatch } from "./start_watch.ts";
import type { EngineInUse } from "../engine/engine_selection.ts";
import type { EngineState } from "../ipc/port.ts";

/** Processes that may run at once or be on their way, sandboxes and servers together. */
export const MAX_PROCESSES = 512;
/** Milliseconds that the end of the sandboxes may take when the bridge ends. */
const SANDBOXES_END_MS = 600;
/** Bytes that processes have been sent and have not taken, all together: 256 MiB. */
export const MAX_UNWRITTEN_BYTES = 256 * 1024 * 1024;

export interface ProcessTableOptions {
  readonly post: PostToBridge;
  readonly clock: Clock;
  /** For problems with processes: bounded. */
  readonly log: Log;
  /** The engine, once it is known. */
  readonly engine: () => Promise<EngineInUse>;
  /** What is known of the engine that is in use, or would be. */
  readonly engineState: () => Promise<EngineState>;
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
      | "stop"
      | "kill";
  }
>;

/** Every process that the bridge asked for, by the id that it chose. The only owner of children. */
export class ProcessTable {
  readonly #options: ProcessTableOptions;
  readonly #relays = new Map<number, { readonly kind: Kind; readonly relay: ChildRelay }>();
  /** Ends of processes of which the bridge was told, and which still go on. */
  readonly #cleaning: Readonly<Record<Kind, Set<Promise<void>>>> = {
    sandbox: new Set(),
    server: new Set(),
  };
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
        this.#answer(request.id, "sandbox", (signal) => this.#startSandbox(request.id, signal));
        return;
      case "start_server":
        this.#answer(request.id, "server", (signal) => this.#startServer(request, signal));
        return;
      case "engine_state":
        this.#answer(request.id, "sandbox", async (signal) => {
          const state = await orAborted(this.#options.engineState(), signal);
          this.#options.post({ op: "engine_state", id: request.id, state });
        });
        return;
      case "open_browser":
        this.#answer(request.id, "sandbox", async (signal) => {
          await this.#options.openBrowser(request.url, signal);
          this.#options.post({ op: "browser_opened", id: request.id });
        });
        return;
      case "claim_ready":
        this.#answer(request.id, "sandbox", (signal) => this.#claimReady(request, signal));
        return;
      case "write":
        return this.#write(request.id, request.bytes);
      case "withdraw":
        return this.#withdraw(request.id);
      case "data_ack":
        return this.#relay(request.id)?.ack(request.stream, request.bytes);
      case "flush":
        return this.#relay(request.id)?.flush();
      case "close_input":
        return this.#relay(request.id)?.closeInput();
      case "stop":
        return this.#relay(request.id)?.stop();
      case "kill":
        this.#relay(request.id)?.end("broken");
        return;
    }
  }

  /** Ends every process and starts no more. Resolves when all are gone, or their time is over. */
  async close(): Promise<void> {
    this.#closing = true;
    for (const { controller } of this.#pending.values()) controller.abort(stopping());
    await Promise.all([...this.#endAll("server", "bridge"), this.#endSandboxes()]);
  }

  /** {@linkcode ProcessTable.close}, without time for the servers. */
  async endNow(): Promise<void> {
    const closed = this.close();
    await Promise.all([...this.#endAll("server", "now"), closed]);
  }

  /** An engine that hangs is left to the system, after its client was killed. */
  async #endSandboxes(): Promise<void> {
    const { clock } = this.#options;
    const ends = this.#endAll("sandbox", "bridge");
    if (ends.length === 0) return;
    if (await settlesWithin(Promise.all(ends), { clock, ms: SANDBOXES_END_MS })) return;
    for (const forsake of this.#sandboxes) forsake();
  }

  #endAll(kind: Kind, ending: Ending): readonly Promise<void>[] {
    const running = [...this.#relays.values()].filter((child) => child.kind === kind);
    const pending = [...this.#pending.values()].filter((request) => request.kind === kind);
    return [
      ...running.map(({ relay }) => relay.end(ending)),
      ...this.#cleaning[kind],
      ...pending.map(({ settled }) => settled),
    ];
  }

  #relay(id: number): ChildRelay | undefined {
    return this.#relays.get(id)?.relay;
  }

  #write(id: number, bytes: Uint8Array): void {
    const relay = this.#relay(id);
    if (relay === undefined || !this.#unwritten.take(bytes.length)) return;
    relay.write(bytes);
  }

  #withdraw(id: number): void {
    this.#pending.get(id)?.controller.abort(
      new UpstreamError("CANCELED", "Withdrawn by the bridge"),
    );
    this.#relay(id)?.end("bridge");
  }

  #answer(id: number, kind: Kind, action: (signal: AbortSignal) => Promise<void>): void {
    const { post } = this.#options;
    const refuse = (error: unknown) => post({ op: "refused", id, error: toCarriedError(error) });
    try {
      this.#admit(id);
    } catch (error) {
      return refuse(error);
    }
    const controller = new AbortController();
    const settled = action(controller.signal).catch(refuse).finally(() => this.#pending.delete(id));
    this.#pending.set(id, { kind, controller, settled });
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
    const { limits } = state;
    this.#options.post({
      op: "sandbox_started",
      id,
      engine: state.engine,
      ...(limits === undefined ? {} : { limits }),
    });
    const watch = new StartWatch({
      chosen,
      clock: this.#options.clock,
      describeExit: (exit) => sandbox.describeExit(exit),
      onLate: () => this.#relay(id)?.abandon(),
    });
    const forsake = () => {
      if (watch.hangs) sandbox.forsake?.();
    };
    this.#sandboxes.add(forsake);
    void sandbox.stdio.exited.then(() => this.#sandboxes.delete(forsake));
    const killed = once(() => sandbox.kill());
    this.#addRelay(id, "sandbox", {
      process: sandbox.stdio,
      end: () => {
        watch.dismiss();
        return killed.get();
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
    const { engine } = await orAborted(this.#options.engineState(), signal);
    const count = await this.#options.claimReady(engine, wanted);
    this.#options.post({ op: "ready_granted", id, count });
  }

  async #startServer(
    { id, name }: Extract<ProcessRequest, { op: "start_server" }>,
    signal: AbortSignal,
  ): Promise<void> {
    const process = await this.#options.startServer(name, signal);
    const end = new ServerEnd({ ...this.#options, name, process });
    if (signal.aborted) {
      await end.begin("bridge");
      throw signal.reason;
    }
    this.#options.post({ op: "server_started", id });
    this.#addRelay(id, "server", {
      process,
      end: (ending) => end.begin(ending),
      redaction: process.redaction ?? null,
    });
  }

  #addRelay(
    id: number,
    kind: Kind,
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
    this.#relays.set(id, { kind, relay });
    // never rejects
    void relay.finished.then(() => {
      this.#relays.delete(id);
      const { ending } = relay;
      if (ending === null) return;
      // the bridge was told of the end, and what is cleaned up behind it is still waited for
      this.#cleaning[kind].add(ending);
      void ending.finally(() => this.#cleaning[kind].delete(ending));
    });
  }
}

/** What a process, or a request, is about; what is about no server counts as a sandbox. */
type Kind = "sandbox" | "server";

interface PendingRequest {
  readonly kind: Kind;
  /** Aborted when the request is withdrawn or the table closes. */
  readonly controller: AbortController;
  /** Resolves when it was answered. Never rejects. */
  readonly settled: Promise<void>;
}

function stopping(): UpstreamError {
  return new UpstreamError("CANCELED", "The bridge is stopping");
}
