import assert from "node:assert/strict";

import type { Engine } from "../../../src/engine/engine.ts";
import { probeContainerEngine } from "../../../src/engine/container/probe.ts";
import { EngineError } from "../../../src/errors.ts";
import { findMountFaults } from "../../../src/engine/container/mount_sight.ts";
import { ContainerClient } from "../../../src/engine/container/container_client.ts";
import { FakeSystem } from "../../fakes/fake_system.ts";
import { installFakeEngine } from "./fake_engine.ts";

interface Answer {
  /** What the sandbox says, or nothing: the engine refuses to start it. */
  readonly said?: string;
  /** Options of `podman machine set`. */
  readonly options?: string;
}

/** The engine of a podman machine, which shows `in` and `out` of its directory to programs. */
async function withEngine(
  { said, options }: Answer,
  body: (engine: Engine, directory: string) => Promise<void>,
): Promise<void> {
  await using fake = await installFakeEngine("podman_machine", "podman");
  const { directory } = fake;
  await Deno.writeTextFile(`${directory}/state`, "running");
  if (said !== undefined) await Deno.writeTextFile(`${directory}/answer`, `${said}\n`);
  if (options !== undefined) await Deno.writeTextFile(`${directory}/set_options`, options);
  await Deno.mkdir(`${directory}/in`);
  await Deno.mkdir(`${directory}/of ours`);
  const answer = await probeContainerEngine({
    name: "podman",
    system: { ...fake.system, platform: "darwin", home: () => "/Users/ada" },
    log: () => {},
    image: "localhost/of-the-bench:1",
    stateDir: `${directory}/state-directory`,
    mounts: [
      { source: `${directory}/in`, target: "/mnt/in", writable: false },
      { source: `${directory}/of ours`, target: "/mnt/ours", writable: true },
    ],
    loader: "pass",
    user: { kind: "fixed", user: "65534:65534" },
    limits: { memoryBytes: 536870912, pids: 128, cpus: null, lifetimeSeconds: 422 },
    timeoutMs: 60_000,
  });
  assert.ok(answer.usable);
  await body(answer.engine, directory);
}

Deno.test("Engine.findings() are empty where the machine shows what the user has", async () => {
  await withEngine({ said: "[null, null]" }, async (engine) => {
    assert.deepEqual(await engine.findings?.(), []);
    const sandbox = await engine.start();
    await sandbox.kill();
  });
});

Deno.test("Engine.findings() name the command that a podman without `machine set --volume` has", async () => {
  await withEngine({ said: '["other", null]' }, async (engine, directory) => {
    assert.deepEqual(await engine.findings?.(), [{
      problem: `podman shows programs another directory than "${directory}/in" at /mnt/in`,
      remedy:
        "move it below a directory that the machine sees (by default /Users, /private, /var/folders), " +
        "or make the machine anew, without its images, because podman 5.8.1 cannot add a directory: " +
        "podman machine rm podman-machine-default && podman machine init --volume /Users:/Users " +
        "--volume /private:/private --volume /var/folders:/var/folders " +
        `--volume ${directory}/in:${directory}/in --now podman-machine-default`,
    }]);
  });
});

Deno.test("Engine.findings() name `podman machine set --volume` where the installed version has it", async () => {
  const answer = { said: '[null, "absent"]', options: "  -v, --volume stringArray\n" };
  await withEngine(answer, async (engine, directory) => {
    const [finding, ...others] = await engine.findings?.() ?? [];
    assert.deepEqual(others, []);
    assert.equal(
      finding?.remedy,
      "run: podman machine stop podman-machine-default && podman machine set " +
        `--volume '${directory}/of ours:${directory}/of ours' podman-machine-default && ` +
        "podman machine start podman-machine-default",
    );
  });
});

Deno.test("Engine.start() refuses a machine that does not show a directory, and tells what it says", async () => {
  await withEngine({}, async (engine, directory) => {
    const error = await engine.start().then(() => null, (thrown) => thrown);
    assert.ok(error instanceof EngineError && error.code === "SANDBOX_START_FAILED");
    assert.ok(
      error.message.startsWith(
        `Cannot start sandbox on podman: podman does not show "${directory}/in" to programs ` +
          "(ended with exit code 125 (Error: statfs: no such file or directory)); move it below ",
      ),
      error.message,
    );
  });
});

Deno.test("Engine.findings() doubt what is not an answer", async () => {
  for (const said of ["", "[]", "{}", '["absent","unreadable","other"]']) {
    await withEngine({ said }, async (engine) => {
      assert.equal((await engine.findings?.())?.length, 2, said);
    });
  }
});

Deno.test("findMountFaults() asks an engine once that does not answer", async () => {
  const system = new FakeSystem({ spawn: () => ({ hangs: true }) });
  const mounts = ["a", "b"].map((name) => (
    { source: `/${name}`, target: `/mnt/${name}`, writable: false }
  ));
  const client = new ContainerClient({ name: "podman", system, program: "/bin/podman", env: {} });
  const runArgs = () => Promise.resolve(["run"]);
  const asked = findMountFaults({ system, client, mounts, remote: true, runArgs });
  await system.clock.advanceUntil(() => system.spawned.length > 0, 0);
  system.clock.advance(20_000);
  assert.deepEqual(await asked, [{
    problem: "podman does not tell whether programs see the directories of MCP_BRIDGE_MOUNTS " +
      "(it did not answer within 20 s)",
    remedy: "see whether `podman info` answers",
  }]);
  assert.equal(system.spawned.length, 1);
});
