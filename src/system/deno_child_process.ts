import type { ChildProcess, ProcessExit, SignalResult, SpawnOptions } from "./system.ts";

/** Starts a child of the real operating system. See {@linkcode ChildProcess} for the promises made. */
export function spawnChild(options: SpawnOptions, platform: string): ChildProcess {
  const [program, ...args] = options.argv;
  const ownGroup = options.ownGroup === true && platform !== "windows";
  const child = new Deno.Command(program, {
    args,
    env: { ...options.env },
    // without this a child inherits every variable of ours, whatever `env` lists
    clearEnv: true,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    detached: ownGroup,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  // a broken pipe is reported by the write that met it
  writer.closed.catch(() => {});

  // not a race against one promise of the end: it would keep every write until then
  const writing = new Set<(reason: Error) => void>();
  const reason = new Error("the process has ended");
  let running = true;
  const exited = child.status.then((status): ProcessExit => {
    running = false;
    // the leader has gone, and what it left behind in its group goes with it
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
      // a grandchild may hold the pipe open, so that the write itself would wait for ever
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

/** Sends a signal and says what came of it: a refusal is an answer, no exception. */
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
