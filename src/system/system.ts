/**
 * The edge of the program: everything it asks of the operating system. There is one real
 * implementation (`deno_system.ts`); tests pass their own. A second runtime would be a second
 * implementation of this file and nothing else.
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
  /** When its content was last changed, in milliseconds since the Unix epoch; `null` when unknown. */
  readonly modified: number | null;
}

export interface SpawnOptions {
  /** Absolute path of the program, then its arguments. Never goes through a shell. */
  readonly argv: readonly [string, ...string[]];
  /** The child's whole environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /**
   * Gives the child a process group of its own, which `kill()` then ends as a whole and which the
   * terminal's Ctrl-C does not reach. Ignored on Windows, where only the child itself is ended.
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
 * What came of sending a signal. `refused`: the process belongs to another user, as everything that
 * `sudo` starts does.
 */
export type SignalResult = "sent" | "ended" | "refused";

/** What carries the bytes of something that was started, and says how it ended. */
export interface Stdio {
  readonly stdout: ReadableStream<Uint8Array>;
  readonly stderr: ReadableStream<Uint8Array>;
  /** Settles once; never rejects. */
  readonly exited: Promise<ProcessExit>;
  /**
   * Resolves when the bytes are in the pipe. Rejects when the other end has closed its stdin or
   * ended: a write never hangs on a dead process.
   */
  write(bytes: Uint8Array): Promise<void>;
  /** Closes stdin. Safe to call again. */
  closeInput(): Promise<void>;
}

export interface ChildProcess extends Stdio {
  readonly pid: number;
  /** Sends a signal to the child, or its group. Never throws. */
  kill(signal: "SIGTERM" | "SIGKILL"): SignalResult;
}

export interface Files {
  /**
   * @throws {NotUtf8Error} when it was read and is not UTF-8
   * @throws {Error} when the file is missing, not a regular file, or larger than `maxBytes`
   */
  readText(path: string, maxBytes: number): Promise<string>;
  readBytes(path: string): Promise<Uint8Array>;
  /** Writes beside the target and renames over it, so a reader sees the old or the new, never a part. */
  writeAtomic(path: string, data: string | Uint8Array, mode: number): Promise<void>;
  /** `null` when nothing is there. Does not follow a final symbolic link. */
  info(path: string): Promise<FileInfo | null>;
  /** The path with every symbolic link resolved; `null` when nothing is there. */
  realPath(path: string): Promise<string | null>;
  /** Names in a directory, sorted; empty when there is no such directory. */
  list(path: string): Promise<readonly string[]>;
  /** {@linkcode Files.info}, at once. */
  infoSync(path: string): FileInfo | null;
  /**
   * What a path leads to, links followed; `null` when nothing is there. At once, for looks that are
   * taken often: the turns of other threads cost ten times as much as the look.
   */
  statSync(path: string): FileInfo | null;
  /** {@linkcode Files.list}, at once. */
  listSync(path: string): readonly string[];
  /** Makes a directory and its parents, new ones with the mode given. */
  makeDirectory(path: string, mode: number): Promise<void>;
  setMode(path: string, mode: number): Promise<void>;
  /** Removes a file or a whole directory; nothing happens when it is not there. */
  remove(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** A new directory with an unguessable name, mode 0700. */
  makeTemporaryDirectory(prefix: string): Promise<string>;
}

export interface Clock {
  /** Milliseconds since an arbitrary moment; never goes back. */
  monotonic(): number;
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Calls back once after `ms`; the returned function cancels. */
  after(ms: number, callback: () => void): () => void;
}

export interface Streams {
  readonly stdin: ReadableStream<Uint8Array>;
  /** @throws {Error} when the reader has gone (see `isBrokenPipe`), or the bytes cannot be written */
  writeStdout(bytes: Uint8Array): Promise<void>;
  /**
   * Writes in the order of the calls. Resolves when the reader has taken the text, or is gone; never
   * rejects. A reader that stops reading holds up nothing but this.
   */
  writeStderr(text: string): Promise<void>;
  /** Whether a fault of stdin or stdout means that the other end has gone, as a client that ends does. */
  isBrokenPipe(error: unknown): boolean;
  readonly stdoutIsTerminal: boolean;
}

export interface System {
  readonly platform: Platform;
  /** `x86_64` or `aarch64`. */
  readonly arch: string;
  /** Absolute path of this program's runtime: `deno`, or the compiled executable. */
  readonly execPath: string;
  /** Whether this is the compiled executable and not a runtime that was given a source file. */
  readonly compiled: boolean;
  /** Absolute path of the source file that the runtime was given; `null` when compiled. */
  readonly mainModule: string | null;
  /** Absolute path of the folder of the bundle that runs, embedded or not; `null` from source. */
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
  /** The user's home directory, or `null` when the platform names none. */
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
  /** Calls back at each SIGINT, SIGTERM or SIGHUP (those that the platform has). */
  onStopSignal(callback: (signal: string) => void): void;
  exit(code: number): never;
}
