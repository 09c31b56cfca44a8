import { SandboxUsers } from "../../../src/engine/container/sandbox_users.ts";
import assert from "node:assert/strict";

import { ContainerClient } from "../../../src/engine/container/container_client.ts";
import {
  ContainerEngine,
  type ContainerEngineOptions,
} from "../../../src/engine/container/container_engine.ts";
import { formatLease } from "../../../src/engine/lease.ts";
import { EngineError } from "../../../src/errors.ts";
import { eventually } from "../../support/eventually.ts";
import { type FakeChildScript, FakeSystem } from "../../fakes/fake_system.ts";

const NO_MARKS = { start: null, initStart: null, bootId: null };

interface Rig {
  readonly system: FakeSystem;
  readonly engine: ContainerEngine;
  readonly logged: string[];
  /** Arguments of every command, without the program. */
  commands(): string[][];
}

/** An engine whose client answers by its first argument. macOS, where a lease is the id and the time. */
function rig(
  answer: (args: readonly string[]) => FakeChildScript,
  change: Partial<ContainerEngineOptions> = {},
): Rig {
  const system = new FakeSystem({
    platform: "darwin",
    spawn: ({ argv: [, ...args] }) => answer(args),
  });
  const logged: string[] = [];
  const client = new ContainerClient({
    name: "docker",
    system,
    program: "/usr/bin/docker",
    env: {},
  });
  const engine = new ContainerEngine({
    system,
    log: (level, message) => logged.push(`${level}: ${message}`),
    client,
    image: { id: `sha256:${"0".repeat(64)}`, envNames: [], volumes: [] },
    imageReference: "python:3.12-slim",
    users: new SandboxUsers({
      user: { kind: "fixed", user: "1:1" },
      namespaces: false,
      random: 0,
    }),
    limits: { memoryBytes: 1024, pids: 8, cpus: null, lifetimeSeconds: 60 },
    filter: {
      next: () => Promise.resolve({ kind: "profile", path: "/state/seccomp.json" }),
      expected: () => Promise.resolve({ kind: "profile", path: "/state/seccomp.json" }),
    },
    remote: false,
    loader: "pass",
    owner: NO_MARKS,
    ...change,
  });
  const commands = () => system.spawned.map(({ argv: [, ...args] }) => args);
  return { system, engine, logged, commands };
}

function listed(id: string, pid: number): string {
  const lease = formatLease({ uid: 1000, pid, process: NO_MARKS, expiresAt: 4_000_000_000 });
  return `${id.repeat(64)}\trunning\t${lease}\n`;
}

Deno.test("ContainerEngine.clean() removes the containers of dead bridges and no others", async () => {
  const foreign = `${"d".repeat(64)}\tcreated\tsome other label\n`;
  const hostile = "--all\trunning\t1000:1:-:-:-:1\n";
  const list = listed("a", 4242) + listed("b", 77) + listed("c", 78) + foreign + hostile;
  const { commands, engine, logged } = rig(([verb]) => verb === "ps" ? { stdout: list } : {});
  const names = [`container ${"b".repeat(12)}`, `container ${"c".repeat(12)}`];
  assert.deepEqual(await engine.leftovers(), names);
  assert.deepEqual(commands().map(([verb]) => verb), ["ps"], "leftovers() removes nothing");
  assert.deepEqual(await engine.clean(), {
    removed: names,
    problem: null,
  });
  assert.deepEqual(commands().slice(2), [["rm", "--force", "b".repeat(64), "c".repeat(64)]]);
  assert.deepEqual(logged, ["info: Removed 2 containers that an earlier bridge left in docker"]);
});

Deno.test("ContainerEngine.clean() asks for containers with our label in every state", async () => {
  const { commands, engine } = rig(() => ({}));
  await engine.clean();
  assert.deepEqual(commands().map((args) => args.slice(0, 5)), [
    ["ps", "--all", "--no-trunc", "--filter", "label=mcp-code-bridge=1"],
  ]);
});

Deno.test("ContainerEngine.clean() removes many containers in batches", async () => {
  const ids = [...Array(120).keys()].map((index) => index.toString(16).padStart(64, "0"));
  const list = ids.map((id) => listed("a", 77).replace("a".repeat(64), id)).join("");
  const { commands, engine } = rig(([verb]) => verb === "ps" ? { stdout: list } : {});
  await engine.clean();
  assert.deepEqual(commands().slice(1).map((args) => args.length - 2), [50, 50, 20]);
});

Deno.test("ContainerEngine.clean() logs what the engine said and does not throw", async () => {
  const { engine, logged } = rig(() => ({ code: 1, stderr: "daemon\x1b[31m is\ndown" }));
  const { removed, problem } = await engine.clean();
  assert.deepEqual(removed, []);
  assert.match(problem ?? "", /^docker ended with exit code 1/);
  assert.deepEqual(logged, [
    "warning: Cannot remove what earlier bridges left behind: " +
    "docker ended with exit code 1 (daemon is | down)",
  ]);
});

Deno.test("ContainerEngine.start() gives every sandbox a name and a lease of its own", async () => {
  const { commands, engine, system } = rig(() => ({}));
  await Promise.all([engine.start(), engine.start()]);
  const names = commands().map((args) => args[args.indexOf("--name") + 1] ?? "");
  assert.equal(new Set(names).size, 2);
  for (const name of names) assert.match(name, /^mcp-code-bridge-[0-9a-f-]{36}$/);
  const expiresAt = system.clock.now() / 1000 + 60;
  assert.ok(
    commands().every((args) => args.includes(`mcp-code-bridge.lease=1000:4242:-:-:-:${expiresAt}`)),
  );
  assert.ok(system.spawned.every(({ ownGroup }) => ownGroup === true));
});

Deno.test("ContainerEngine.start() rejects when the client cannot be run", async () => {
  const { engine } = rig(() => {
    throw new Error("no such file");
  });
  await assert.rejects(
    engine.start(),
    (error) => error instanceof EngineError && error.code === "SANDBOX_START_FAILED",
  );
});

Deno.test("ContainerEngine.start() gives a sandbox no user of one that has not ended", async () => {
  const user = { kind: "range", from: 2000, to: 2001 } as const;
  let starts = 0;
  const { commands, engine } = rig(() => ({ hangs: starts++ === 0 }), {
    users: new SandboxUsers({ user, namespaces: false, random: 0 }),
  });
  for (let start = 0; start < 3; start++) {
    const { stdio } = await engine.start();
    if (start > 0) await stdio.exited;
  }
  const users = commands().map((args) => args[args.indexOf("--user") + 1]);
  assert.deepEqual(users, ["2000:2000", "2001:2001", "2001:2001"]);
});

Deno.test("ContainerEngine.start() takes no user for good when the client cannot be run", async () => {
  const user = { kind: "range", from: 2000, to: 2002 } as const;
  let starts = 0;
  const { commands, engine } = rig(() => {
    starts++;
    if (starts === 1) throw new Error("no such file");
    return { hangs: starts === 2 };
  }, { users: new SandboxUsers({ user, namespaces: false, random: 0 }) });
  await assert.rejects(engine.start());
  await engine.start();
  await (await engine.start()).stdio.exited;
  await engine.start();
  const users = commands().map((args) => args[args.indexOf("--user") + 1]);
  assert.deepEqual(users.slice(-3), ["2001:2001", "2002:2002", "2000:2000"]);
});

/** The command that looks whether a sandbox's container is still there. */
function look(name: string): string[] {
  return ["ps", "--all", "--quiet", "--filter", `name=^${name}$`];
}

function containerName(commands: readonly string[][]): string {
  return commands[0]?.find((arg) => arg.startsWith("mcp-code-bridge-")) ?? "";
}

for (const code of [0, 3, 125]) {
  Deno.test(`ContainerSandbox.kill() only looks when a client that ended with ${code} left nothing`, async () => {
    const { commands, engine, logged } = rig(([verb]) => verb === "run" ? { code } : {});
    const sandbox = await engine.start();
    await sandbox.stdio.exited;
    await sandbox.kill();
    assert.deepEqual(commands().slice(1), [look(containerName(commands()))]);
    assert.deepEqual(logged, []);
  });

  Deno.test(`ContainerSandbox.kill() removes what a client that ended with ${code} left behind`, async () => {
    let left = true;
    const { commands, engine, logged } = rig(([verb]) => {
      if (verb === "run") return { code };
      if (verb === "rm") left = false;
      return verb === "ps" && left ? { stdout: "0123456789ab\n" } : {};
    });
    const sandbox = await engine.start();
    await sandbox.stdio.exited;
    await sandbox.kill();
    const name = containerName(commands());
    assert.deepEqual(commands().slice(1), [look(name), ["rm", "--force", name], look(name)]);
    assert.deepEqual(logged, []);
  });
}

Deno.test("ContainerSandbox.kill() reports a container when the engine cannot be asked for it", async () => {
  const { engine, logged } = rig(([verb]) => {
    if (verb === "ps") throw new Error("no such file");
    return {};
  });
  const sandbox = await engine.start();
  await sandbox.stdio.exited;
  await sandbox.kill();
  assert.equal(logged.length, 1);
  assert.match(logged[0] ?? "", /^error: Cannot remove container .*could not be started/);
});

Deno.test("ContainerSandbox.kill() ends a client that outlives its container, once", async () => {
  const { commands, engine, system } = rig(([verb]) => ({ hangs: verb === "run" }));
  const sandbox = await engine.start();
  const killed = [sandbox.kill(), sandbox.kill()];
  // the kill has been asked for and answered once the wait for the client is on
  await eventually(
    "the client is waited for",
    () => system.clock.pending > 0 && commands().length === 2,
  );
  await system.clock.advanceUntil(() => system.kills.length > 0, 1000);
  await Promise.all(killed);
  assert.deepEqual(system.kills, ["SIGKILL"]);
  assert.deepEqual(commands().map(([verb]) => verb), ["run", "kill", "rm", "ps"]);
});

Deno.test("ContainerSandbox.kill() asks again for a container that is only being created", async () => {
  let asked = 0;
  const { commands, engine, system } = rig(([verb]) => {
    if (verb === "run") return { hangs: true };
    return verb === "kill" && ++asked < 3 ? { code: 1, stderr: "No such container" } : {};
  });
  const sandbox = await engine.start();
  let done = false;
  const killed = sandbox.kill().then(() => done = true);
  await system.clock.advanceUntil(() => done, 100);
  await killed;
  assert.deepEqual(
    commands().map(([verb]) => verb),
    ["run", "kill", "kill", "kill", "rm", "ps"],
  );
});

Deno.test("ContainerSandbox.kill() ends within a bound and says so when the engine hangs", async () => {
  const { engine, logged, system } = rig(() => ({ hangs: true }));
  const sandbox = await engine.start();
  let done = false;
  const killed = sandbox.kill().then(() => done = true);
  const begun = system.clock.monotonic();
  await system.clock.advanceUntil(() => done, 100);
  await killed;
  assert.ok(system.clock.monotonic() - begun < 20_000);
  assert.match(
    logged[0] ?? "",
    /^error: Cannot remove container mcp-code-bridge-.*docker did not answer/,
  );
});

Deno.test("ContainerSandbox.describeExit() says what to do when the client cannot read the filter", async () => {
  const path = "/home/me/.local/state/mcp-code-bridge/seccomp-0123.json";
  for (
    const stderr of [
      `Error: opening seccomp profile failed: open ${path}: permission denied\n`,
      `docker: opening seccomp profile (${path}) failed: open ${path}: permission denied\n`,
    ]
  ) {
    const { engine } = rig(() => ({ code: 125, stderr }));
    const sandbox = await engine.start();
    sandbox.noteStderr(new TextEncoder().encode(stderr));
    assert.equal(
      sandbox.describeExit({ code: 125, signal: null }),
      `docker did not start a container of the image "python:3.12-slim", exit code 125: ` +
        `${stderr.trim()}; ` +
        "set MCP_BRIDGE_STATE_DIR to a folder whose files docker can read",
    );
  }
});
