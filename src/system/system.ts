/**
 * The program's interface to the operating system. `deno_system.ts` is the only real
 * implementation; tests pass their own. Another runtime would need only another implementation of
 * this file.
 */

export type Platform = "linux" | "darwin" | "windows";

/** What a path names, without following a final symbolic link. */
export interface FileInfo {
  readonly kind: "file" | "directory" | "symlink" | "other";
  /** Bytes. */
  readonly size: number;
  /** Permission bits, or `null` where the platform has none. */
  readonly mode: number | null;
  /** Owner's user id, or `null` where the platform has none. */
  readonly uid: number | null;
  /** Last change of its content, in milliseconds since the Unix epoch; `null` when unknown. */
  readonly modified: number | null;
}

export interface SpawnOptions {
  /** Absolute path of the program, then its arguments. Never goes through a shell. */
  readonly argv: readonly [string, ...string[]];
  /** The child's whole environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /**
   * Starts the child in its own process group. `kill()` then signals the whole group, and Ctrl-C in
   * the terminal does not reach it. Ignored on Windows, where `kill()` ends the child alone.
   */
  readonly ownGroup?: boolean;
}

/** How a child process ended. */
export interface ProcessExit {
  /** Exit status; 128 plus the signal's number when a signal ended it. */
  readonly code: number;
  readonly signal: string | null;
}

/**
 * The result of sending a signal. `refused`: the process belongs to another user, as processes that
 * `sudo` started do.
 */
export type SignalResult = "sent" | "ended" | "refused";

/** The streams and the exit of something that was started. */
export interface Stdio {
  readonly stdout: ReadableStream<Uint8Array>;
  readonly stderr: ReadableStream<Uint8Array>;
  /** Resolves when it has ended. Never rejects. */
  readonly exited: Promise<ProcessExit>;
  /**
   * Resolves when the bytes are in the pipe. Rejects when the other end has closed its stdin or has
   * ended, so that a write to a dead process does not hang.
   */
  write(bytes: Uint8Array): Promise<void>;
  /** Closes stdin. May be called again. Never rejects. */
  closeInput(): Promise<void>;
}

export interface ChildProcess extends Stdio {
  readonly pid: number;
  /** Sends a signal to the child or to its group. Never throws. */
  kill(signal: "SIGTERM" | "SIGKILL"): SignalResult;
}

export interface Files {
  /**
   * Reads a file as UTF-8.
   *
   * @throws {Error} when it is missing, no regular file, larger than `maxBytes`, or not UTF-8
   */
  readText(path: string, maxBytes: number): Promise<string>;
  /**
   * {@linkcode Files.readText} for the program's own files: a symbolic link is refused, and also a
   * file that was exchanged while it was opened.
   */
  readOwnText(path: string, maxBytes: number): Promise<string>;
  /** @param range a part of the file; fewer bytes where it ends before */
  readBytes(
    path: string,
    range?: { readonly offset: number; readonly length: number },
  ): Promise<Uint8Array>;
  /**
   * Writes a temporary file and renames it, so that readers see the old or the new content whole.
   */
  writeAtomic(path: string, data: string | Uint8Array, mode: number): Promise<void>;
  /** `null` when nothing exists at the path. Does not follow a final symbolic link. */
  info(path: string): Promise<FileInfo | null>;
  /** The path with every symbolic link resolved; `null` when nothing exists at it. */
  realPath(path: string): Promise<string | null>;
  /** Names in a directory, sorted; empty when there is no such directory. */
  list(path: string): Promise<readonly string[]>;
  /** Whether something is there, links followed; `false` also where it may not be looked at. */
  existsSync(path: string): boolean;
  /** {@linkcode Files.info}, at once. */
  infoSync(path: string): FileInfo | null;
  /**
   * Like {@linkcode Files.info}, but follows links. Synchronous, for frequent checks: waiting for
   * another thread costs ten times as much as the check.
   */
  statSync(path: string): FileInfo | null;
  /** {@linkcode Files.list}, synchronous. */
  listSync(path: string): readonly string[];
  /** Creates a directory and its missing parents with this mode. */
  makeDirectory(path: string, mode: number): Promise<void>;
  setMode(path: string, mode: number): Promise<void>;
  /** Removes a file or a whole directory. Does nothing when it does not exist. */
  remove(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Bytes that the user may still write where this is; `null` when the system does not say. */
  freeBytes(path: string): Promise<number | null>;
  /** Creates a directory with an unguessable name and mode 0700. */
  makeTemporaryDirectory(prefix: string): Promise<string>;
}

export interface Clock {
  /** Milliseconds since an arbitrary moment; never decreases. */
  monotonic(): number;
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Calls back once after `ms` milliseconds; the returned function cancels. */
  after(ms: number, callback: () => void): () => void;
}

export interface Streams {
  readonly stdin: ReadableStream<Uint8Array>;
  /** @throws {Error} when the reader is gone (a broken pipe) */
  writeStdout(bytes: Uint8Array): Promise<void>;
  /**
   * Writes in the order of the calls. Resolves when the reader has taken the text or is gone. Never
   * rejects. A slow reader delays only this promise.
   */
  writeStderr(text: string): Promise<void>;
  /** Whether a fault of stdin or stdout means that the other end has gone, as a client that ends does. */
  isBrokenPipe(error: unknown): boolean;
  readonly stdinIsTerminal: boolean;
  readonly stdoutIsTerminal: boolean;
  readonly stderrIsTerminal: boolean;
  /** Width of the terminal that stdout or stderr is; `null` when neither is one. */
  columns(): number | null;
}

export interface System {
  readonly platform: Platform;
  /** `x86_64` or `aarch64`. */
  readonly arch: string;
  /** Absolute path of this program's runtime: `deno`, or the compiled executable. */
  readonly execPath: string;
  /** Whether this is the compiled executable, not a runtime that runs a source file. */
  readonly compiled: boolean;
  /** Absolute path of the file that the runtime runs; `null` when compiled. */
  readonly mainModule: string | null;
  /** Absolute path of the folder of the running bundle, embedded or not; `null` from source. */
  readonly bundle: string | null;
  readonly pid: number;
  readonly cpuCount: number;
  /** Bytes of the machine's memory. */
  readonly totalMemoryBytes: number;
  readonly files: Files;
  readonly clock: Clock;
  readonly streams: Streams;
  /** Working directory, absolute. */
  cwd(): string;
  /** The user's home directory, or `null` when none is known. */
  home(): string | null;
  /** The user's id, or `null` where the platform has none. */
  uid(): number | null;
  /** One environment variable; the empty string counts as absent. */
  env(name: string): string | undefined;
  /** Names of all environment variables. */
  envNames(): readonly string[];
  spawn(options: SpawnOptions): ChildProcess;
  /** Whether a process with this id exists. */
  processExists(pid: number): Promise<boolean>;
  /** Calls back at each SIGINT, SIGTERM or SIGHUP, on Windows SIGINT or SIGBREAK. */
  onStopSignal(callback: (signal: string) => void): void;
  exit(code: number): never;
}
