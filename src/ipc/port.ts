/**
 * The port: how the confined half of the program asks the privileged half for processes. It asks by
 * name and never by argv, so whatever takes over the confined half gains no new program to run.
 *
 * These are types only. `launcher_port.ts` is the confined side of the real thing, over messages;
 * `src/launcher/` answers; tests pass objects of their own.
 */

import type { EngineName } from "../engines.ts";

/** How a process ended, as the launcher tells it. */
export interface PortExit {
  /** Exit status; 128 plus the signal's number when a signal ended it. */
  readonly code: number;
  readonly signal: string | null;
  /** What its engine says of an end that no program can have caused, such as an image that is gone. */
  readonly reason?: string;
  /** Whether its memory was used up, as its engine has seen. */
  readonly outOfMemory?: true;
}

/** Takes a chunk of what a process writes. */
export type TakeChunk = (chunk: Uint8Array) => void | Promise<void>;

/** Bytes that a process writes. */
export interface ByteSource {
  /**
   * Hands over every chunk, those that came before too. Called once.
   *
   * @param take must be done with the chunk when it returns, or its promise resolves: until then the
   *   next one waits. When it throws or the promise rejects, the rest is dropped
   * @returns a promise that resolves at the end, and rejects with what `take` threw, or with what cut
   *   the bytes off
   */
  drain(take: TakeChunk): Promise<void>;
}

/** Bytes in, bytes out, an end. */
export interface PortProcess {
  readonly stdout: ByteSource;
  readonly stderr: ByteSource;
  /**
   * Takes the bytes over: they must not be used again. Resolves when they are on their way; rejects
   * when the process has ended.
   */
  write(bytes: Uint8Array): Promise<void>;
  /** Closes the process's stdin. Safe to call again. */
  closeInput(): void;
  /** Ends the process and all that it started. Safe to call again. */
  kill(): void;
  /** Settles once; never rejects. */
  readonly exited: Promise<PortExit>;
}

/** A started server of the user's. */
export interface PortServer extends PortProcess {
  /**
   * Resolves when all that was written before is in the process's pipe; rejects when the process takes
   * no more input. Must not be called again before it has settled.
   */
  flushed(): Promise<void>;
  /**
   * Closes its stdin after what was written before, and lets it end in its own time; after that it is
   * ended by signals. Safe to call again.
   */
  stop(): void;
}

/** A started isolate. */
export interface PortSandbox extends PortProcess {
  readonly engine: EngineName;
  /** `partial (memory, pids)` when the engine holds not all limits; else absent. */
  readonly limits?: string;
}

/** Which engine runs the sandboxes, and why not another. */
export interface EngineState {
  readonly engine: EngineName;
  /** Each engine that was tried, in order; `refusal` is `null` for the one that is used. */
  readonly attempts: readonly EngineAttempt[];
  /** The one command that would give a stronger engine, in a sentence; `null` when there is none. */
  readonly advice: string | null;
  /** Absolute path of a program that confines the sandboxes once more; absent without one. */
  readonly wrapper?: string;
  /** Whether it has no rights of root; absent when that is not known. */
  readonly rootless?: boolean;
  /** User ids that its sandboxes have outside, all together; absent where there are no user ids. */
  readonly userIds?: number;
  /** `partial (memory, pids)` when it holds not all limits; else absent. */
  readonly limits?: string;
  /** Whether its sandboxes serve many runs; absent where that was not asked, or never happens. */
  readonly rooms?: RoomUse;
  /** Its virtual machine, which is stopped, and which the next run starts; absent otherwise. */
  readonly stopped?: string;
}

/**
 * Whether a container serves many runs, each in a room of its own, or one run.
 *
 * - `rooms`: many.
 * - `untried`: nothing was started since boot or a change, and the next start tries.
 * - `impossible`: one, because rooms cannot be made.
 * - `never`: one, because the user wants it so.
 */
export type RoomUse =
  | { readonly use: "rooms" | "untried" | "never" }
  | {
    readonly use: "impossible";
    /** A clause: `user namespace: Operation not permitted`. */
    readonly reason: string;
  };

export interface EngineAttempt {
  readonly engine: EngineName;
  /** Why it cannot be used; `null` when it can. */
  readonly refusal: string | null;
}

/** A request to a server that is reached by URL. The launcher adds the URL and the secrets. */
export interface RemoteRequest {
  readonly method: "GET" | "POST" | "DELETE";
  /** Another path of the server's origin, as a relative or absolute URL; `null`: the server's own URL. */
  readonly target: string | null;
  /** Headers of the protocol, by names in lower case; others are left out. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
}

/** The answer to a request, without what only the launcher is to see. */
export interface RemoteResponse {
  readonly status: number;
  /** The headers of the answer that the protocol knows, by names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * `drain()` rejects with an {@linkcode UpstreamError} when the answer is cut off. When `take` throws,
   * the request is ended.
   */
  readonly body: ByteSource;
}

/** A server that is reached by URL, at an address that was checked once. */
export interface PortRemote {
  /**
   * Takes the body over. An abort ends the request and its answer.
   *
   * @throws {UpstreamError} `EXITED` when the server cannot be reached any more, `REFUSED` when this
   *   request alone got no answer
   */
  request(request: RemoteRequest, signal: AbortSignal): Promise<RemoteResponse>;
  /** Ends its connections. Safe to call again. */
  close(): void;
}

/** The way to servers that are reached by URL. */
export interface RemotePort {
  /**
   * Looks the server's address up, checks it, and looks whether something listens there.
   *
   * @param name exact name of a configured server
   * @throws {UpstreamError} `NOT_FOUND`, `NOT_AVAILABLE`, `START_FAILED`
   */
  connectServer(name: string, signal: AbortSignal): Promise<PortRemote>;
}

/** The Worker in which large answers of servers are read. There is at most one. */
export interface ReaderPort {
  /** Starts it, in place of the one before. Resolves with the way to it. */
  startReader(): Promise<MessagePort>;
  /** Ends it at once. */
  endReader(): void;
}

/**
 * Every call takes a signal. When it aborts, the call rejects at once with the signal's reason, the
 * launcher starts nothing more for it, and ends what it had already started.
 */
export interface ProcessPort {
  /** @throws {EngineError} when no engine can be used or the sandbox does not start */
  startSandbox(signal: AbortSignal): Promise<PortSandbox>;
  /**
   * @param name exact name of a configured server
   * @throws {UpstreamError} `NOT_FOUND`, `NOT_AVAILABLE`, `START_FAILED`
   */
  startServer(name: string, signal: AbortSignal): Promise<PortServer>;
  /** @throws {EngineError} `ENGINE_NOT_FOUND` */
  engineState(signal: AbortSignal): Promise<EngineState>;
  /**
   * Opens a page in the user's browser, by a fixed program.
   *
   * @param url https, or http on the loopback interface
   * @throws {Error} when the launcher refuses the address or there is no such program
   */
  openBrowser(url: string, signal: AbortSignal): Promise<void>;
  /**
   * Sets how many sandboxes this bridge wants to keep ready; replaces the number set before.
   *
   * @returns how many may be: the user's other bridges keep some too
   * @throws {EngineError} `ENGINE_NOT_FOUND`
   */
  claimReady(count: number, signal: AbortSignal): Promise<number>;
}
