/** What a bridge removes at its start on a real engine, and what it leaves alone. */

import assert from "node:assert/strict";

import { formatLease, readProcessMarks } from "../../../src/engine/lease.ts";
import { LEASE_LABEL, OWNER_LABEL } from "../../../src/engine/container/run_args.ts";
import { createDenoSystem } from "../../../src/system/deno_system.ts";
import { IMAGE } from "../../support/engines.ts";
import {
  client,
  containersNamed,
  lastContainerName,
  openEngine,
  program,
  SandboxOutput,
  testsOn,
} from "./real_engine.ts";

const SLEEP = ["python3", "-c", "import time; time.sleep(600)"];

for (const name of ["podman", "docker"] as const) {
  const test = await testsOn(name);

  test("clean() removes what a dead bridge left in any state and spares a live one's", async () => {
    const lease = { dead: await leaseOf(await deadProcess()), live: await leaseOf(Deno.pid) };
    const make = async (verb: readonly string[], owner: keyof typeof lease) => {
      const container = `mcp-code-bridge-test-${crypto.randomUUID()}`;
      const labels = [`${OWNER_LABEL}=1`, `${LEASE_LABEL}=${lease[owner]}`];
      const flags = ["--name", container, ...labels.flatMap((label) => ["--label", label])];
      await client(
        name,
        ...verb,
        ...flags,
        "--network",
        "none",
        "--stop-timeout",
        "0",
        IMAGE,
        ...SLEEP,
      );
      return container;
    };
    const { engine, spawned } = await openEngine(name, { loader: await program("facts") });
    const sandbox = await engine.start();
    const output = new SandboxOutput(sandbox);
    await output.line();
    const own = lastContainerName({ engine, spawned });
    const dead = [await make(["create"], "dead"), await make(["run", "--detach"], "dead")];
    const live = [own, await make(["create"], "live"), await make(["run", "--detach"], "live")];
    try {
      await engine.clean();
      for (const container of dead) assert.equal(await containersNamed(name, container), "");
      for (const container of live) assert.equal(await containersNamed(name, container), container);

      // the live bridge's sandbox still works
      await sandbox.stdio.write(new TextEncoder().encode("hello\n"));
      assert.equal(await output.line(), "hello");
    } finally {
      await sandbox.stdio.closeInput();
      await Promise.all([output.bytes(), output.stderr, sandbox.stdio.exited]);
      for (const container of [...dead, ...live]) {
        await client(name, "rm", "--force", container).catch(() => {});
      }
    }
  });
}

/** The id of a process that has ended. */
async function deadProcess(): Promise<number> {
  const child = new Deno.Command("true").spawn();
  await child.status;
  return child.pid;
}

/** The lease of a bridge that had this process id; its start time is that of no process now. */
async function leaseOf(pid: number): Promise<string> {
  const system = createDenoSystem();
  const marks = await readProcessMarks(system, pid);
  return formatLease({
    uid: system.uid(),
    pid,
    process: { ...marks, start: marks.start ?? "1" },
    expiresAt: Math.ceil(Date.now() / 1000) + 600,
  });
}
