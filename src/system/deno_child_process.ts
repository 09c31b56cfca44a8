import type { ChildProcess, ProcessExit, SignalResult, SpawnOptions } from "./system.ts";

/**
 * Starts a child process. {@linkcode ChildProcess} says what holds for it.
 *
 * @throws {Error} when it cannot be started
 */
export function spawnChild(options: SpawnOptions, platform: string): ChildProcess {
  const [program, ...args] = options.argv;
  const ownGroup = options.ownGroup === true && platform !== "windows";
  const child = new Deno.Command(program, {
    args,
    env: { ...options.env },
    // without this the child inherits all our variables, whatever `env` contains
    clearEnv: true,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    detached: ownGroup,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  // the write that fails reports a broken pipe
  writer.closed.catch(() => {});

  // not `Promise.race()` with `exited`, which would keep a reaction of each write until the exit
  const writing = new Set<(reason: Error) => void>();
  const reason = new Error("the process has ended");
  let running = true;
  const exited = child.status.then((status): ProcessExit => {
    running = false;
    // ends the processes that the leader left in its group
    if (ownGroup) trySignal(() => Deno.kill(-child.pid, "SIGKILL"));
    for (const reject of writing) reject(reason);
    writer.abort(reason).catch(() => {});
    return { code: status.code, signal: status.signal };
  });

  let inputClosed: Promise<void> | null = null;
  return {
    pid: child.pid,
    stdout: child.stdout,
    stderr: child.stderr,
    exited,
    write: (bytes) =>
      // a grandchild may keep the pipe open, and then the write itself would never settle
      new Promise((resolve, reject) => {
        if (!running) return reject(reason);
        const settled = (how: () => void) => {
          writing.delete(reject);
          how();
        };
        writing.add(reject);
        writer.write(bytes).then(() => settled(resolve), (error) => settled(() => reject(error)));
      }),
    closeInput() {
      inputClosed ??= writer.close().catch(() => {});
      return inputClosed;
    },
    kill(signal) {
      if (!running) return "ended";
      return trySignal(() => ownGroup ? Deno.kill(-child.pid, signal) : child.kill(signal));
    },
  };
}

/** Sends a signal and returns the result. Never throws: a refusal is a result. */
export function trySignal(send: () => void): SignalResult {
  try {
    send();
    return "sent";
  } catch (error) {
    // Deno throws a TypeError for a child that it has already reaped
    const ended = error instanceof Deno.errors.NotFound || error instanceof TypeError;
    return ended ? "ended" : "refused";
  }
}
