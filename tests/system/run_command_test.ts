import assert from "node:assert/strict";

import { runCommand, type RunCommandOptions } from "../../src/system/run_command.ts";
import { createDenoSystem } from "../../src/system/deno_system.ts";
import type { System } from "../../src/system/system.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { eventually } from "../support/eventually.ts";

function sh(
  script: string,
  options: Partial<RunCommandOptions> = {},
  system: System = createDenoSystem(),
) {
  return runCommand(system, {
    argv: ["/bin/sh", "-c", script],
    env: { PATH: "/usr/bin:/bin" },
    timeoutMs: 60_000,
    ...options,
  });
}

Deno.test("runCommand() collects what a program prints and its exit code", async () => {
  assert.deepEqual(await sh("echo out; echo err >&2; exit 3"), {
    kind: "exited",
    code: 3,
    stdout: "out\n",
    stderr: "err\n",
  });
});

Deno.test("runCommand() gives an empty stdin and no other environment", async () => {
  const result = await sh("cat; env | grep -v -e ^PWD= -e ^_= -e ^SHLVL=", {
    env: { PATH: "/usr/bin:/bin", ONLY: "this" },
  });
  assert.ok(result.kind === "exited");
  assert.deepEqual(result.stdout.trim().split("\n").sort(), ["ONLY=this", "PATH=/usr/bin:/bin"]);
});

Deno.test("runCommand() keeps the first bytes of a flood and lets the program end", async () => {
  const flood = "head -c 3000000 /dev/zero | tr '\\0' x; echo end >&2";
  const result = await sh(flood, { maxOutputBytes: 1000 });
  assert.deepEqual(result, { kind: "exited", code: 0, stdout: "x".repeat(1000), stderr: "end\n" });
});

Deno.test("runCommand() ends a program that takes too long, and what it started", async () => {
  const directory = await Deno.makeTempDir();
  try {
    const script = `sleep 600 & echo $! >${directory}/pid; wait`;
    const system = { ...createDenoSystem(), clock: new FakeClock() };
    const ended = sh(script, { timeoutMs: 500 }, system);
    let pid = "";
    await eventually("its child runs", async () => {
      pid = (await Deno.readTextFile(`${directory}/pid`).catch(() => "")).trim();
      return pid !== "";
    });
    assert.ok(await isRunning(pid));
    system.clock.advance(500);
    assert.deepEqual(await ended, { kind: "timeout", timeoutMs: 500 });
    await eventually("its child has gone", async () => !await isRunning(pid));
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});

Deno.test("runCommand() says why a program cannot be started", async () => {
  const result = await sh("", { argv: ["/nonexistent/program"] });
  assert.equal(result.kind, "not_started");
});

async function isRunning(pid: string): Promise<boolean> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`).catch(() => null);
  return stat !== null && !/\) [ZX] /.test(stat);
}
