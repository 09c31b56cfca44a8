import type { BridgeMessage, LauncherMessage } from "../ipc/messages.ts";
import type { PackageReport } from "../ipc/package_report.ts";
import type { ServerReport } from "../ipc/server_report.ts";
import type { EngineInUse } from "../engine/engine_selection.ts";
import type { Log } from "../log.ts";
import type { Clock } from "../system/system.ts";
import { type BridgeWorker, type ReaderWorker, startReaderWorker } from "./bridge_worker.ts";
import { ByteBudget } from "./byte_budget.ts";
import type { EmitQueue } from "./emit_queue.ts";
import { parseRequest } from "./parse_request.ts";
import { ProcessTable, type ProcessTableOptions } from "./process_table.ts";
import { type ConnectServer, RemoteTable } from "./remote_table.ts";

/** Bytes for our own stdout and stderr that may wait to be written: 128 MiB. */
const MAX_UNEMITTED_BYTES = 128 * 1024 * 1024;

/** What one bridge does with the world, as the launcher hears of it. */
export interface BridgeEvents {
  onFinished(exitCode: number): void;
  /** It failed, or does what no bridge of ours would do. */
  onFailure(reason: string): void;
}

export interface BridgeInstanceOptions {
  readonly worker: BridgeWorker;
  readonly clock: Clock;
  /** For what the bridge causes: bounded. */
  readonly log: Log;
  readonly emits: EmitQueue;
  readonly engine: () => Promise<EngineInUse>;
  readonly engineState: ProcessTableOptions["engineState"];
  readonly claimReady: ProcessTableOptions["claimReady"];
  readonly startServer: ProcessTableOptions["startServer"];
  readonly connectServer: ConnectServer;
  readonly openBrowser: ProcessTableOptions["openBrowser"];
  /** Takes what the bridge knows of the servers. @default it is dropped */
  readonly onReports?: ((reports: readonly ServerReport[]) => void) | undefined;
  /** Takes what a sandbox can import. @default it is dropped */
  readonly onPackages?: ((report: PackageReport) => void) | undefined;
  readonly events: BridgeEvents;
}

/** One bridge in its Worker, with the processes and the connections that were made for it. */
export class BridgeInstance {
  readonly #options: BridgeInstanceOptions;
  readonly #table: ProcessTable;
  readonly #remotes: RemoteTable;
  readonly #unemitted: ByteBudget;
  #reader: ReaderWorker | null = null;
  #ended = false;

  constructor(options: BridgeInstanceOptions) {
    this.#options = options;
    const { worker, clock, log, engine, engineState, claimReady, startServer, openBrowser } =
      options;
    this.#table = new ProcessTable({
      post: (message, transfer) => this.post(message, transfer),
      clock,
      log,
      engine,
      engineState,
      claimReady,
      startServer,
      openBrowser,
      onExcess: () => this.#fail("it sends its processes more than they take"),
    });
    this.#remotes = new RemoteTable({
      post: (message, transfer) => this.post(message, transfer),
      connectServer: options.connectServer,
      onExcess: () => this.#fail("it sends its servers more than they take"),
    });
    this.#unemitted = new ByteBudget(
      MAX_UNEMITTED_BYTES,
      () => this.#fail("it writes more than is read"),
    );
    worker.onMessage((value) => this.#receive(value));
    worker.onFailure((reason) => this.#fail(reason));
  }

  /** Sends it a message. Nothing happens when it has been ended. */
  post(message: LauncherMessage, transfer?: Transferable[]): void {
    if (!this.#ended) this.#options.worker.post(message, transfer);
  }

  /** Ends its processes. It can still speak. Resolves when they are gone, or their time is over. */
  close(): Promise<void> {
    this.#remotes.close();
    return this.#table.close();
  }

  /** Ends it at once: nothing that it says counts any more. Its processes are ended with it. */
  terminate(): Promise<void> {
    this.#ended = true;
    this.#options.worker.terminate();
    this.#endReader();
    return this.close();
  }

  /** {@linkcode BridgeInstance.close}, without time for the servers. */
  endNow(): Promise<void> {
    this.#remotes.close();
    return this.#table.endNow();
  }

  #receive(value: unknown): void {
    if (this.#ended) return;
    const request = parseRequest(value);
    if (request === null) {
      this.#options.log("warning", "Refused a request of the bridge: not understood");
    } else this.#obey(request);
  }

  #obey(request: BridgeMessage): void {
    const { events, log } = this.#options;
    switch (request.op) {
      case "emit":
        return this.#emit(request);
      case "log":
        return log(request.level, request.message);
      case "server_reports":
        return this.#options.onReports?.(request.reports);
      case "package_report":
        return this.#options.onPackages?.(request.report);
      case "start_reader":
        return this.#startReader(request.id);
      case "end_reader":
        return this.#endReader();
      case "finished":
        return events.onFinished(request.exitCode);
      case "connect_server":
      case "http_request":
      case "disconnect_server":
        return this.#remotes.handle(request);
      case "withdraw":
      case "data_ack":
        // ids are unique among processes and requests together
        this.#remotes.handle(request);
        return this.#table.handle(request);
      default:
        return this.#table.handle(request);
    }
  }

  #startReader(id: number): void {
    this.#endReader();
    this.#reader = startReaderWorker();
    const { port } = this.#reader;
    this.post({ op: "reader_started", id, port }, [port]);
  }

  #endReader(): void {
    this.#reader?.terminate();
    this.#reader = null;
  }

  #emit(emission: Extract<BridgeMessage, { op: "emit" }>): void {
    const { stream, bytes: { length: bytes } } = emission;
    if (!this.#unemitted.take(bytes)) return;
    this.#options.emits.push(emission, () => {
      this.#unemitted.give(bytes);
      this.post({ op: "emit_ack", stream, bytes });
    });
  }

  #fail(reason: string): void {
    if (!this.#ended) this.#options.events.onFailure(reason);
  }
}
