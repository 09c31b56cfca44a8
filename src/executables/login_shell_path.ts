import { messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import type { ChildProcess, System } from "../system/system.ts";
import { baseEnvironment } from "./server_environment.ts";

/** A login shell runs the user's own start-up files; some take seconds. */
const TIME_LIMIT_MS = 3000;
/** What start-up files print before us counts too. */
const MAX_OUTPUT_BYTES = 256 * 1024;
/** Told from whatever start-up files print. */
const MARKER = "mcp-code-bridge-path";
/** Prints PATH between markers, with a builtin that every POSIX shell and fish have. */
const SCRIPT = `printf '<${MARKER}>%s</${MARKER}>' "$PATH"`;

export interface LoginShellPathOptions {
  readonly system: System;
  readonly log: Log;
  /** Ends the shell when the bridge stops. */
  readonly signal: AbortSignal;
}

/**
 * Asks the user's login shell for its PATH: that is where the user's programs are found in a
 * terminal. `null` when there is no such shell or it does not say in time. Never throws.
 */
export async function askLoginShell(options: LoginShellPathOptions): Promise<string | null> {
  const { system, log, signal } = options;
  const shell = system.env("SHELL");
  if (system.platform === "windows" || shell === undefined || !shell.startsWith("/")) return null;
  if (signal.aborted) return null;
  try {
    const child = system.spawn({
      argv: [shell, "-lic", SCRIPT],
      // a terminal that can do nothing keeps start-up files from drawing on it
      env: { ...baseEnvironment(system), TERM: "dumb" },
      ownGroup: true,
    });
    const path = await readPath(child, options);
    if (path === null) log("warning", `The login shell ${shell} did not say its PATH`);
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
  // what start-up files leave running, such as an agent, may hold the pipes: they are let go
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
