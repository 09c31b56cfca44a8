/**
 * What crosses between the two halves of the program, by `postMessage`: the launcher, which holds
 * rights, and the bridge, which does not. The launcher believes nothing that the bridge says; every
 * request is parsed by `src/launcher/parse_request.ts` before it is acted on.
 *
 * Bytes are sent as `Uint8Array`s that own their buffer, so that it can be transferred and no more
 * than they show is copied.
 *
 * Flow control: a side may have `WINDOW_BYTES` of a stream unacknowledged. The reader sends an ack as
 * it consumes, so a reader that stops reading stops the writer, however many processes there are.
 */

import type { LogLevel } from "../log.ts";
import type { Reach } from "../discovery/reach.ts";
import type { Timeouts, ToolFilter } from "../discovery/server_definition.ts";
import type { SettingsOfBridge } from "../settings/settings.ts";
import type { CarriedError } from "./carried_error.ts";
import type { EngineName } from "../engines.ts";
import type { EngineState, PortExit, RemoteRequest } from "./port.ts";
import type { PackageReport } from "./package_report.ts";
import type { ServerReport } from "./server_report.ts";

/** Bytes of one stream that may be sent and not yet acknowledged: 1 MiB. */
export const WINDOW_BYTES = 1024 * 1024;

/** Bytes after which a reader sends an ack. A small stream needs no ack at all. */
export const ACK_STEP_BYTES = WINDOW_BYTES / 4;

/** What the bridge is started for. */
export type Job =
  | { readonly kind: "serve" }
  | {
    readonly kind: "run";
    readonly code: string;
    /** The name of its file, as the user gave it; absent for code that has none. */
    readonly file?: string;
    /** The program's `sys.argv`. */
    readonly argv: readonly string[];
    readonly servers: readonly string[];
    readonly timeoutMs: number;
    readonly json: boolean;
    /** Which streams are a terminal: there, control characters are made visible. */
    readonly terminals: Readonly<Record<OutputStream, boolean>>;
  }
  | {
    readonly kind: "tools";
    readonly server: string;
    readonly json: boolean;
    /** Whether the user accepts the tools as they are now. */
    readonly accept: boolean;
  }
  | {
    readonly kind: "saved_tools";
    readonly action: "list" | "show" | "delete" | "export";
    /** Names of tools; none means all, except to be deleted. */
    readonly names: readonly string[];
    readonly json: boolean;
    /** Whether stdout is a terminal: then control characters are made visible. */
    readonly terminal: boolean;
  }
  | {
    readonly kind: "call";
    readonly server: string;
    readonly tool: string;
    /** JSON, not yet parsed. */
    readonly arguments: string;
    readonly timeoutMs: number;
    readonly json: boolean;
    /** Whether stdout is a terminal: then control characters are made visible. */
    readonly terminal: boolean;
  }
  /** To be answered by `package_report`. */
  | { readonly kind: "packages" }
  /** To be answered by `server_reports`. */
  | {
    readonly kind: "servers";
    /** Which servers are started for it: none, those whose tools are not known, or all. */
    readonly check: "none" | "unknown" | "all";
    /** Milliseconds that the servers have together. @default as long as their starts may take */
    readonly withinMs?: number;
  };

/** What the bridge is told of the settings and of the program; the launcher keeps the rest. */
export interface BridgeSettings extends SettingsOfBridge {
  /** Absolute path of the folder that the bridge may write to. */
  readonly directory: string;
  /** Absolute path of the folder of added packages, which it may read. */
  readonly packages: string;
  readonly version: string;
  /** Longest life of a sandbox, in seconds. */
  readonly lifetimeSeconds: number;
  /** Memory of the machine. */
  readonly machineBytes: number;
  /** Processors of the machine. */
  readonly processors: number;
}

/** A server as the bridge knows it: nothing of how it is started, none of its secrets. */
export interface BridgeServer {
  readonly name: string;
  readonly alias: string;
  /** Why it cannot be used, or `null`. */
  readonly unavailable: string | null;
  /** Counts up when its definition changes: what was started by an older one is out of date. */
  readonly revision: number;
  /** How it is reached; `null` when it cannot be used. */
  readonly reach: Reach | null;
  /**
   * Names its definition and tells nothing of it: what is kept of its tools is kept under this name.
   * Absent: nothing is kept.
   */
  readonly digest?: string;
  /** Which of its tools may be used. @default all */
  readonly tools?: ToolFilter;
  readonly timeouts?: Timeouts;
  /** What may help when it does not answer its start, as a clause. */
  readonly startAdvice?: string;
}

export type OutputStream = "stdout" | "stderr";

/** From the launcher to the bridge. */
export type LauncherMessage =
  /** First message. */
  | {
    readonly op: "begin";
    readonly job: Job;
    readonly settings: BridgeSettings;
  }
  /** The configuration is being looked at: runs wait for the `servers` that follow. */
  | { readonly op: "servers_due" }
  /** The servers there are. Sent after `begin`, and again whenever they may have changed. */
  | { readonly op: "servers"; readonly servers: readonly BridgeServer[] }
  /** Bytes from the MCP client. */
  | { readonly op: "client_data"; readonly bytes: Uint8Array }
  /** The MCP client has closed our stdin, or the user wants an end. */
  | { readonly op: "client_end" }
  /** Bytes of an `emit` were written to the program's own stdout or stderr. */
  | { readonly op: "emit_ack"; readonly stream: OutputStream; readonly bytes: number }
  /** Answer to `start_sandbox`. */
  | {
    readonly op: "sandbox_started";
    readonly id: number;
    readonly engine: EngineName;
    readonly limits?: string;
  }
  /** Answer to `start_server`. */
  | { readonly op: "server_started"; readonly id: number }
  /** Answer to `connect_server`. */
  | { readonly op: "server_connected"; readonly id: number }
  /** Answer to `http_request`: the head. The body follows as `data` of stdout, then `http_end`. */
  | {
    readonly op: "http_response";
    readonly id: number;
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
  }
  /** The body has ended; with an error, when it was cut off. */
  | { readonly op: "http_end"; readonly id: number; readonly error: CarriedError | null }
  /** Answer to `engine_state`. */
  | { readonly op: "engine_state"; readonly id: number; readonly state: EngineState }
  /** What is done so that the engine can be used, on one line; `null` when it is over. */
  | { readonly op: "engine_progress"; readonly text: string | null }
  /** Answer to `claim_ready`. */
  | { readonly op: "ready_granted"; readonly id: number; readonly count: number }
  /** Answer to `start_reader`: the way to it, which is transferred. */
  | { readonly op: "reader_started"; readonly id: number; readonly port: MessagePort }
  /** Answer to any request with an id that was not granted. */
  | { readonly op: "refused"; readonly id: number; readonly error: CarriedError }
  /** Bytes that a process wrote. */
  | {
    readonly op: "data";
    readonly id: number;
    readonly stream: OutputStream;
    readonly bytes: Uint8Array;
  }
  /** A process's stream has ended. */
  | { readonly op: "data_end"; readonly id: number; readonly stream: OutputStream }
  /** Bytes of a `write` are in the process's pipe. */
  | { readonly op: "write_ack"; readonly id: number; readonly bytes: number }
  /** Answer to `flush`: all that was written before it is in the process's pipe. */
  | { readonly op: "flushed"; readonly id: number }
  /** A process takes no more input; the answer to a `flush` then, too. */
  | { readonly op: "write_failed"; readonly id: number }
  /** Last message of a process; its streams may still have data on the way. */
  | { readonly op: "exited"; readonly id: number; readonly exit: PortExit }
  /** Answer to `open_browser`. */
  | { readonly op: "browser_opened"; readonly id: number };

/** From the bridge to the launcher. */
export type BridgeMessage =
  | { readonly op: "start_sandbox"; readonly id: number }
  | { readonly op: "start_server"; readonly id: number; readonly name: string }
  | { readonly op: "connect_server"; readonly id: number; readonly name: string }
  /** `server` is the id of the `connect_server` that was granted. */
  | ({ readonly op: "http_request"; readonly id: number; readonly server: number } & RemoteRequest)
  | { readonly op: "disconnect_server"; readonly id: number }
  | { readonly op: "engine_state"; readonly id: number }
  | { readonly op: "open_browser"; readonly id: number; readonly url: string }
  /** A Worker without rights that reads large answers, in place of the one before. */
  | { readonly op: "start_reader"; readonly id: number }
  | { readonly op: "end_reader" }
  /** How many sandboxes are to be kept ready. */
  | { readonly op: "claim_ready"; readonly id: number; readonly count: number }
  /**
   * The request with this id is no longer wanted. Nothing more is started for it, and what was
   * started for it is ended. Its answer, if there is one, is ignored.
   */
  | { readonly op: "withdraw"; readonly id: number }
  | { readonly op: "write"; readonly id: number; readonly bytes: Uint8Array }
  /** To be answered by `flushed`. Asked again before that, it is answered once, for the later. */
  | { readonly op: "flush"; readonly id: number }
  | { readonly op: "close_input"; readonly id: number }
  /** A server is to end in its own time: its stdin is closed, and signals follow if it goes on. */
  | { readonly op: "stop"; readonly id: number }
  | { readonly op: "kill"; readonly id: number }
  /** Bytes of a process's stream, or of an answer, that were consumed. */
  | {
    readonly op: "data_ack";
    readonly id: number;
    readonly stream: OutputStream;
    readonly bytes: number;
  }
  /** Bytes for the program's own stdout (the MCP client) or stderr. */
  | { readonly op: "emit"; readonly stream: OutputStream; readonly bytes: Uint8Array }
  | { readonly op: "log"; readonly level: LogLevel; readonly message: string }
  /** What is known of the servers, for people. */
  | { readonly op: "server_reports"; readonly reports: readonly ServerReport[] }
  /** What a sandbox can import. */
  | { readonly op: "package_report"; readonly report: PackageReport }
  /** The job is done. */
  | { readonly op: "finished"; readonly exitCode: number };
