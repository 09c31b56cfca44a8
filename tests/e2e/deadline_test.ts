/** A container ends without its bridge, whatever its program does to the first process. */

import assert from "node:assert/strict";
import { ENGINE_NAMES, isContainerEngine } from "../../src/engines.ts";
import { skipReason } from "../support/engines.ts";
import { eventually } from "../support/eventually.ts";
import { startBridge } from "./support/bridge_client.ts";
import { createHome } from "./support/home.ts";
import { containersOf } from "./support/leftovers.ts";
import { longTest } from "../support/long_tests.ts";

/** How late a container may end, under load. */
const LATE_MS = 10_000;
const LIFETIME_S = 2 + 1 + 12;

/** Makes the first process as slow as it can, and keeps its processor busy. */
const ATTACK = `import os, resource
def attempt(work):
    try:
        work()
    except OSError:
        pass
attempt(lambda: os.setpriority(os.PRIO_PROCESS, 1, 19))
attempt(lambda: os.sched_setscheduler(1, os.SCHED_IDLE, os.sched_param(0)))
attempt(lambda: os.sched_setaffinity(1, {0}))
attempt(lambda: resource.prlimit(1, resource.RLIMIT_SIGPENDING, (0, 0)))
attempt(lambda: open("/proc/1/timerslack_ns", "w").write("100000000000"))
attempt(lambda: os.kill(1, 14))
os.sched_setaffinity(0, {0})
for _ in range(110):
    if os.fork() == 0:
        break
while True: pass`;

const ENDINGS = [
  { name: "is killed", signal: "SIGKILL", dueMs: 0 },
  { name: "stops", signal: "SIGSTOP", dueMs: LIFETIME_S * 1000 },
] as const;

for (const engine of ENGINE_NAMES.filter(isContainerEngine)) {
  const skipped = await skipReason(engine);
  for (const { name, signal, dueMs } of ENDINGS) {
    longTest({
      name: `A container on ${engine} that starves its first process ends when its bridge ${name}`,
      ignore: skipped !== null || Deno.build.os !== "linux",
      fn: async () => {
        await using home = await createHome({});
        await using bridge = await startBridge({
          home: home.path,
          env: {
            MCP_BRIDGE_RUNTIME: engine,
            MCP_BRIDGE_POOL: "0",
            MCP_BRIDGE_MAX_TIMEOUT: "12s",
            MCP_BRIDGE_RUNTIME_IDLE_TIMEOUT: "1s",
          },
        });
        const { pid } = bridge;
        await bridge.run("1");
        const began = performance.now();
        const lost = bridge.run(ATTACK, { timeout: 12 }).catch(() => {});
        await eventually(
          () => "a container runs",
          async () => (await containersOf(engine, pid)).length > 0,
        );
        // the program must have begun its attack
        await bridge.run("import time\ntime.sleep(2)");
        assert.ok((await containersOf(engine, pid)).length > 0);
        Deno.kill(pid, signal);
        const killed = performance.now();
        try {
          await eventually(
            () => "no container is left",
            async () => (await containersOf(engine, pid)).length === 0,
          );
        } finally {
          if (signal === "SIGSTOP") Deno.kill(pid, "SIGKILL");
        }
        const due = dueMs === 0 ? killed : began + dueMs;
        const late = performance.now() - due;
        assert.ok(late < LATE_MS, `${Math.round(late)} ms late`);
        await lost;
      },
    });
  }
}
