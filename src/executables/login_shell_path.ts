import { messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import type { ChildProcess, System } from "../system/system.ts";
import { baseEnvironment } from "./server_environment.ts";

/** A login shell runs the user's start-up files, and some take seconds. */
const TIME_LIMIT_MS = 3000;
/** Includes the output of start-up files. */
const MAX_OUTPUT_BYTES = 256 * 1024;
/** Distinguishes our output from that of start-up files. */
const MARKER = "mcp-code-bridge-path";
/** Prints PATH between markers, with a builtin of every POSIX shell and of fish. */
const SCRIPT = `printf '<${MARKER}>%s</${MARKER}>' "$PATH"`;

export interface LoginShellPathOptions {
  readonly system: System;
  readonly log: Log;
  /** Ends the shell when the bridge stops. */
  readonly signal: AbortSignal;
}

/**
 * Reads the PATH of the user's login shell, which is the PATH in a terminal. `null` when there is
 * no login shell, or it does not print its PATH within 3 s. Never throws.
 */
export async function askLoginShell(options: LoginShellPathOptions): Promise<string | null> {
  const { system, log, signal } = options;
  const shell = system.env("SHELL");
  if (system.platform === "windows" || shell === undefined || !shell.startsWith("/")) return null;
  if (signal.aborted) return null;
  try {
    const child = system.spawn({
      argv: [shell, "-lic", SCRIPT],
      // a terminal without features, so that start-up files print no control sequences
      env: { ...baseEnvironment(system), TERM: "dumb" },
      ownGroup: true,
    });
    const path = await readPath(child, options);
    if (path === null) log("warning", `The login shell ${shell} did not print its PATH`);
    return path;
  } catch (error) {
    log("warning", `Cannot ask the login shell for its PATH: ${messageOf(error)}`);
    return null;
  }
}

async function readPath(
  child: ChildProcess,
  { system, signal }: LoginShellPathOptions,
): Promise<string | null> {
  const reader = child.stdout.getReader();
  const draining = new AbortController();
  // a process that start-up files left running, such as an agent, may keep the pipes open
  const stop = (): void => {
    child.kill("SIGKILL");
    reader.cancel().catch(() => {});
    draining.abort();
  };
  const cancelTimer = system.clock.after(TIME_LIMIT_MS, stop);
  signal.addEventListener("abort", stop, { once: true });
  const stderrGone = child.stderr.pipeTo(new WritableStream(), { signal: draining.signal })
    .catch(() => {});
  try {
    await child.closeInput();
    return await readMarked(reader);
  } finally {
    cancelTimer();
    signal.removeEventListener("abort", stop);
    stop();
    await child.exited;
    await stderrGone;
  }
}

async function readMarked(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string | null> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  while (bytes <= MAX_OUTPUT_BYTES) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes += value.length;
    text += decoder.decode(value, { stream: true });
    const path = findMarked(text);
    if (path !== null) return path;
  }
  return null;
}

function findMarked(text: string): string | null {
  const start = text.lastIndexOf(`<${MARKER}>`);
  const end = text.indexOf(`</${MARKER}>`, start);
  if (start === -1 || end === -1) return null;
  const path = text.slice(start + MARKER.length + 2, end);
  return path.includes("\n") || path.includes("\0") ? null : path;
}
