import assert from "node:assert/strict";
import { join } from "node:path";
import { askLoginShell } from "../../src/executables/login_shell_path.ts";
import { createDenoSystem } from "../../src/system/deno_system.ts";

function endProcess(pid: number): void {
  try {
    Deno.kill(pid, "SIGKILL");
  } catch (error) {
    // it may have been ended with the shell, before it left the group
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Asks a shell that is a script of ours, under the real system. */
async function ask(script: string): Promise<string | null> {
  const directory = await Deno.makeTempDir();
  try {
    const shell = join(directory, "shell");
    await Deno.writeTextFile(shell, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const env: Readonly<Record<string, string>> = { SHELL: shell, PATH: "/usr/bin:/bin" };
    return await askLoginShell({
      system: { ...createDenoSystem(), platform: "linux", env: (name) => env[name] },
      log: () => {},
      signal: new AbortController().signal,
    });
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

Deno.test("askLoginShell() reads the PATH that start-up files set, whatever they print", async () => {
  const path = await ask(`
    [ "$1" = -lic ] || exit 1
    echo "<b>welcome</b>"; echo noise >&2
    PATH="/home/a b/bin:$PATH"
    eval "$2"
    echo good-bye
  `);
  assert.equal(path, "/home/a b/bin:/usr/bin:/bin");
});

Deno.test("askLoginShell() does not wait for what start-up files leave running", async () => {
  const directory = await Deno.makeTempDir();
  const pidFile = join(directory, "pid");
  try {
    // it leaves the shell's process group, as an agent does
    const agent = `setsid sleep 600 & echo $! > '${pidFile}'`;
    assert.equal(await ask(`${agent}\neval "$2"\nexit 0`), "/usr/bin:/bin");
  } finally {
    endProcess(Number(await Deno.readTextFile(pidFile)));
    await Deno.remove(directory, { recursive: true });
  }
});

Deno.test("askLoginShell() gives nothing when the shell says nothing", async () => {
  assert.equal(await ask("exit 1"), null);
});
