/**
 * Every failure of ours that a caller may want to tell apart. A failure of the user's program is not
 * among them: that is data, a `RunOutcome`.
 *
 * ```text
 * BridgeError            code, message, cause
 *  ├─ UsageError         a command line that cannot be understood
 *  ├─ OutputError        standard output that cannot be written
 *  ├─ ConfigError        a setting or a configuration file that cannot be used
 *  ├─ EngineError        no engine, an engine that refuses, an image that is missing
 *  ├─ SandboxError       a started sandbox that broke the protocol or died
 *  ├─ PackageError       a Python package that cannot be had for a sandbox
 *  └─ UpstreamError      a user's MCP server that cannot be reached, or a call it refused
 * ```
 *
 * A message says what could not be done, a colon, what was seen, and what to do about it.
 */

/** Base of all errors of this program. `code` is stable; the message is for people and models. */
export abstract class BridgeError<Code extends string = string> extends Error {
  readonly code: Code;

  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** The command line, or the arguments of `run_python`, cannot be understood. */
export class UsageError extends BridgeError<"USAGE"> {
  constructor(message: string, options?: ErrorOptions) {
    super("USAGE", message, options);
  }
}

/** What a command prints cannot be written, as on a full disk. */
export class OutputError extends BridgeError<"NO_OUTPUT"> {
  constructor(message: string, options?: ErrorOptions) {
    super("NO_OUTPUT", message, options);
  }
}

export type ConfigErrorCode =
  /** An environment variable or flag holds a value that is not allowed. */
  | "BAD_SETTING"
  /** A configuration file cannot be read or parsed. */
  | "BAD_FILE"
  /** The state directory is not safely ours. */
  | "BAD_STATE_DIR"
  /** The state directory cannot be made or written: a full disk, a read-only file system. */
  | "NO_STATE_DIR";

/** A setting or a configuration file cannot be used. */
export class ConfigError extends BridgeError<ConfigErrorCode> {}

export type EngineErrorCode =
  /** None of the engines that were allowed can be used; the message lists each with its reason. */
  | "ENGINE_NOT_FOUND"
  /** An engine was chosen but would not start a sandbox. */
  | "SANDBOX_START_FAILED"
  /** As many programs run and wait as may; the message has both numbers. */
  | "BUSY"
  /** The parts of the embedded engine cannot be prepared or fail their checksum. */
  | "EMBEDDED_ASSETS"
  /** An image could not be fetched, loaded, listed or built. */
  | "IMAGE_FAILED";

/** No engine can be used, or the chosen one does not start a sandbox (now). */
export class EngineError extends BridgeError<EngineErrorCode> {}

export type SandboxErrorCode =
  /** Bytes from the sandbox that are not a frame, or a frame at the wrong moment. */
  | "PROTOCOL_ERROR"
  /** The two sides speak different versions of the frame protocol. */
  | "PROTOCOL_MISMATCH"
  /** A value larger than a message may be. */
  | "MESSAGE_TOO_LARGE"
  /** The sandbox ended before it was ready. */
  | "SANDBOX_LOST";

/** A started sandbox broke the protocol or died. */
export class SandboxError extends BridgeError<SandboxErrorCode> {}

export type PackageErrorCode =
  /** The index has no such package, or none of its versions fits. */
  | "NOT_FOUND"
  /** It has files for other Pythons or systems only. */
  | "NO_WHEEL"
  /** Two packages want versions of a third that exclude each other. */
  | "CONFLICT"
  /** The index cannot be reached, or does not answer as an index does. */
  | "INDEX_FAILED"
  /** A file is not what the index says, or no wheel. */
  | "BAD_WHEEL"
  /** More, or larger, than is kept. */
  | "LIMIT";

/** A Python package cannot be had for a sandbox. */
export class PackageError extends BridgeError<PackageErrorCode> {}

export type UpstreamErrorCode =
  /** No such server, tool or saved tool is known. */
  | "NOT_FOUND"
  /** The server is not in this run's `servers`. */
  | "NOT_GRANTED"
  /** The server is known but may not be started (not trusted, the bridge itself, not signed in). */
  | "NOT_AVAILABLE"
  /** The server did not start, or did not answer its handshake in time. */
  | "START_FAILED"
  /** The server ended while a call was under way. */
  | "EXITED"
  /** The server did not answer a call in time. */
  | "TIMEOUT"
  /** The run that made the call ended first. */
  | "CANCELED"
  /** The server answered a request with a protocol error. */
  | "REFUSED"
  /** The tool ran and reported a failure (`isError`). */
  | "TOOL_FAILED"
  /** Arguments of a helper or a tool that cannot be understood. */
  | "BAD_ARGUMENTS"
  /** The result is larger, or nests deeper, than a message may. */
  | "MESSAGE_TOO_LARGE"
  /** A bound of this run is reached: calls, bytes. */
  | "LIMIT";

export interface UpstreamErrorOptions extends ErrorOptions {
  /** What the server adds to its error: JSON of bounded size and depth. */
  readonly data?: unknown;
}

/** A user's MCP server cannot be reached, or refused or failed a call. Reaches Python as `MCPError`. */
export class UpstreamError extends BridgeError<UpstreamErrorCode> {
  /** What the server adds to its error, as JSON; `undefined` if that is nothing. */
  readonly data: unknown;

  constructor(code: UpstreamErrorCode, message: string, options: UpstreamErrorOptions = {}) {
    super(code, message, options);
    this.data = options.data;
  }
}

/** The message of anything that was thrown, with the chain of causes that say something new. */
export function messageOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const cause = thrown.cause === undefined ? "" : messageOf(thrown.cause);
  if (cause === "" || thrown.message.includes(cause)) return thrown.message;
  return `${thrown.message}: ${cause}`;
}
