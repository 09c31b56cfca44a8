import type { ContainerUser } from "../../../src/settings/quantities.ts";
import assert from "node:assert/strict";

import { probeContainerEngine } from "../../../src/engine/container/probe.ts";
import { type ContainerEngineName, ENGINE_NAMES, isContainerEngine } from "../../../src/engines.ts";
import { createDenoSystem } from "../../../src/system/deno_system.ts";
import { IMAGE } from "../../support/engines.ts";
import { testsOn } from "./real_engine.ts";

/** Says that it runs, and waits for the end of stdin. */
const LOADER = "import sys; print('loaded', flush=True); sys.stdin.read()";

type Change = (args: readonly string[]) => readonly string[];

/** A real engine whose command line is changed on its way. */
async function engineOf(
  name: ContainerEngineName,
  change: Change,
  stateDir: string,
  user: ContainerUser = { kind: "fixed", user: "65534:65534" },
) {
  const real = createDenoSystem();
  const loaders: string[] = [];
  const answer = await probeContainerEngine({
    name,
    system: {
      ...real,
      spawn(options) {
        const [program, ...args] = options.argv;
        if (args[0] !== "run") return real.spawn(options);
        loaders.push(args.find((arg) => arg.includes("loaded")) ?? "");
        return real.spawn({ ...options, argv: [program, ...change(args)] });
      },
    },
    log: () => {},
    image: IMAGE,
    stateDir,
    selfTestDir: stateDir,
    loader: LOADER,
    user,
    limits: {
      memoryBytes: 512 * 1024 * 1024,
      pids: 128,
      cpus: null,
      lifetimeSeconds: 120,
    },
    timeoutMs: 60_000,
  });
  assert.ok(answer.usable);
  return { engine: answer.engine, loaders };
}

const without = (...flag: string[]): Change => (args) => {
  const at = args.findIndex((_, index) => flag.every((part, next) => args[index + next] === part));
  assert.ok(at >= 0, `${flag.join(" ")} is a flag`);
  return args.toSpliced(at, flag.length);
};
const withFlags = (...flags: string[]): Change => (args) => args.toSpliced(1, 0, ...flags);
const unfiltered: Change = (args) =>
  args.map((arg) => arg.startsWith("seccomp=") ? "seccomp=unconfined" : arg);
const MEMORY = ["--memory-swap", "536870912b"];

/** Each line of defence that is taken away, and what is said then. */
const BREACHES: readonly (readonly [string, Change, RegExp])[] = [
  ["capabilities", without("--cap-drop", "ALL"), /CapBnd is/],
  ["no-new-privileges", without("--security-opt", "no-new-privileges"), /NoNewPrivs/],
  ["the filter of system calls", unfiltered, /filter of system calls/],
  ["the user", without("--user", "65534:65534"), /runs as \[0,0,0,0\]/],
  ["the read-only root", without("--read-only"), /mount \/ can be written to/],
  [
    "the network",
    (args) => without("--network", "none")(args).toSpliced(1, 0, "--network", "host"),
    /interfaces/,
  ],
  [
    "the limit on memory",
    (args) => without(...MEMORY)(without("--memory", "536870912b")(args)),
    /limit on memory/,
  ],
  [
    "the limit on tasks",
    (args) => without("--pids-limit", "128")(args).toSpliced(1, 0, "--pids-limit", "4000"),
    /limit on pids is "4000"/,
  ],
  [
    "the limit on descriptors",
    (args) => args.map((arg) => arg === "nofile=256:256" ? "nofile=300:300" : arg),
    /ulimit nofile is 300/,
  ],
  [
    "the limit on waiting signals",
    (args) => args.map((arg) => arg === "sigpending=1024:1024" ? "sigpending=1025:1025" : arg),
    /ulimit sigpending is 1025, not 1024/,
  ],
  [
    "the limit on locked memory",
    (args) => args.map((arg) => arg === "memlock=65536:65536" ? "memlock=131072:131072" : arg),
    /ulimit memlock is 131072, not 65536/,
  ],
  [
    "the limit on message queues",
    (args) => args.map((arg) => arg === "msgqueue=0:0" ? "msgqueue=1:1" : arg),
    /ulimit msgqueue is 1, not 0/,
  ],
  ["a mount", withFlags("--volume", "/usr/share:/data:ro"), /mount "\/data"/],
];

for (const name of ENGINE_NAMES.filter(isContainerEngine)) {
  const test = await testsOn(name);

  test("SelfTest lets a sandbox pass, remembers it, and hands over its streams", async () => {
    const stateDir = await Deno.makeTempDir();
    const { engine, loaders } = await engineOf(name, (args) => args, stateDir);
    for (let start = 0; start < 2; start++) {
      const sandbox = await engine.start();
      const [stdout, stderr] = [sandbox.stdio.stdout, sandbox.stdio.stderr].map((stream) =>
        new Response(stream).text()
      );
      await sandbox.stdio.closeInput();
      assert.equal((await sandbox.stdio.exited).code, 0);
      assert.deepEqual([await stdout, await stderr], ["loaded\n", ""]);
      await sandbox.kill();
    }
    assert.ok(loaders[0]?.includes("NoNewPrivs"), "the first proves itself");
    assert.equal(loaders[1], LOADER, "the second need not");
    const next = await engineOf(name, (args) => args, stateDir);
    const sandbox = await next.engine.start();
    await sandbox.stdio.closeInput();
    await Promise.all([sandbox.stdio.stdout.cancel(), sandbox.stdio.stderr.cancel()]);
    await sandbox.kill();
    assert.equal(next.loaders[0], LOADER, "nor one of the next bridge");
    await Deno.remove(stateDir, { recursive: true });
  });

  test("SelfTest lets a sandbox pass whose user the image does not know", async () => {
    const stateDir = await Deno.makeTempDir();
    const user = { kind: "range", from: 3000, to: 3999 } as const;
    const { engine } = await engineOf(name, (args) => args, stateDir, user);
    const sandbox = await engine.start();
    const output = [sandbox.stdio.stdout, sandbox.stdio.stderr].map((stream) =>
      new Response(stream).text()
    );
    await sandbox.stdio.write(new Uint8Array(1));
    await sandbox.stdio.closeInput();
    const { code } = await sandbox.stdio.exited;
    assert.deepEqual([code, ...await Promise.all(output)], [0, "loaded\n", ""]);
    await sandbox.kill();
    await Deno.remove(stateDir, { recursive: true });
  });

  for (const [defence, change, reason] of BREACHES) {
    test(`SelfTest refuses to run without ${defence}, and says so`, async () => {
      const stateDir = await Deno.makeTempDir();
      const { engine } = await engineOf(name, change, stateDir);
      const sandbox = await engine.start();
      const output = [sandbox.stdio.stdout, sandbox.stdio.stderr].map((stream) =>
        new Response(stream).text()
      );
      await assert.rejects(sandbox.stdio.write(new Uint8Array(1)), reason, "no program is let in");
      assert.match(sandbox.describeExit(await sandbox.stdio.exited) ?? "", reason);
      await Promise.all([sandbox.kill(), ...output]);
      const kept = (await Array.fromAsync(Deno.readDir(stateDir))).map((entry) => entry.name);
      assert(!kept.includes("self-tests.json"), "nothing is remembered");
      await Deno.remove(stateDir, { recursive: true });
    });
  }
}
