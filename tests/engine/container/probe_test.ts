import assert from "node:assert/strict";

import { probeContainerEngine } from "../../../src/engine/container/probe.ts";
import type { ProbeContainerEngineOptions } from "../../../src/engine/container/probe_options.ts";
import { NO_DEMANDS } from "../../../src/engine/container/inquiry.ts";
import type { ContainerEngineName } from "../../../src/engines.ts";
import type { System } from "../../../src/system/system.ts";
import { executable, type FakeEntry, link } from "../../fakes/fake_files.ts";
import { type FakeChildScript, FakeSystem } from "../../fakes/fake_system.ts";
import { installFakeEngine } from "./fake_engine.ts";

const IMAGE = "docker.io/library/python:3.12-slim";
const FACTS = `sha256:${"0".repeat(64)} null\n`;
const SOCKET: Readonly<Record<string, FakeEntry>> = {
  "/var/run/docker.sock": { kind: "other", uid: 0 },
};
const INFO = { ServerVersion: "28.0", OSType: "linux", MemoryLimit: true, PidsLimit: true };

function probe(
  name: ContainerEngineName,
  system: System,
  options: Partial<ProbeContainerEngineOptions> = {},
) {
  return probeContainerEngine({
    name,
    system,
    log: () => {},
    image: IMAGE,
    stateDir: "/state",
    user: { kind: "fixed", user: "65534:65534" },
    limits: {
      memoryBytes: 536870912,
      pids: 128,
      cpus: null,
      lifetimeSeconds: 422,
    },
    loader: "pass",
    timeoutMs: 60_000,
    ...options,
  });
}

/** A system whose client answers by its first argument, or its first two. */
function scripted(
  name: ContainerEngineName,
  answers: Readonly<Record<string, FakeChildScript>>,
  options: ConstructorParameters<typeof FakeSystem>[0] = {},
): FakeSystem {
  const windows = options.platform === "windows";
  const program = windows
    ? "C:\\Program Files\\RedHat\\Podman\\podman.exe"
    : `/usr/local/bin/${name}`;
  return new FakeSystem({
    ...options,
    files: {
      "/sys/fs/cgroup/cgroup.controllers": "memory pids",
      [program]: executable(),
      ...options.files,
    },
    spawn: ({ argv: [, first = "", second = ""] }) =>
      answers[`${first} ${second}`] ?? answers[first] ?? { code: 99 },
  });
}

function docker(info: object, image: FakeChildScript = { stdout: FACTS }): FakeSystem {
  return scripted("docker", {
    context: { stdout: '"unix:///var/run/docker.sock"\n' },
    info: { stdout: JSON.stringify(info) },
    image,
  }, { files: SOCKET });
}

Deno.test("probeContainerEngine() says that a client is not installed", async () => {
  for (const name of ["podman", "docker"] as const) {
    assert.deepEqual(await probe(name, new FakeSystem()), {
      usable: false,
      name,
      refusal: "not on PATH",
      remedy: null,
      missing: true,
    });
  }
});

Deno.test("probeContainerEngine() refuses an engine that does not answer in time", async () => {
  for (const name of ["podman", "docker"] as const) {
    await using fake = await installFakeEngine("hangs", name);
    assert.deepEqual(await probe(name, fake.system, { timeoutMs: 300 }), {
      usable: false,
      name,
      refusal: "did not answer within 0.3 s",
      remedy: `see whether \`${name} info\` answers; ${name} is asked again by itself`,
      timedOut: true,
    });
  }
});

Deno.test("probeContainerEngine() waits no longer for a machine that does not answer", async () => {
  await using fake = await installFakeEngine("hangs", "podman");
  const system = { ...fake.system, platform: "darwin" } as const;
  const answer = await probe("podman", system, { timeoutMs: 300 });
  assert.ok(!answer.usable);
  assert.equal(answer.refusal, "did not answer within 0.3 s");
  assert.equal(answer.timedOut, true);
});

Deno.test("probeContainerEngine() refuses directories that must not be shared, also through a link", async () => {
  const files = {
    "/data": link("/home/ada"),
    "/sockets": link("/run/user"),
    "/odd": link("/a:b"),
    "/a:b/x": "",
    "/run/user/x": "",
    "/home/ada/x": "",
    "/file": "",
  };
  const image = { stdout: `${"0".repeat(64)} null` };
  for (
    const [source, problem] of [
      ["/data", /holds your whole home directory/],
      ["/sockets", /is in \/run/],
      ["/odd", /which engines do not take/],
      ["/file", /is no directory/],
      ["/nothing", /is no directory/],
    ] as const
  ) {
    const answer = await probe("podman", scripted("podman", { image }, { files }), {
      mounts: [{ source, target: "/mnt/x", writable: false }],
    });
    assert.ok(!answer.usable);
    assert.match(answer.refusal, problem);
  }
});

Deno.test("probeContainerEngine() names the image that is not present and the command that gets it", async () => {
  await using fake = await installFakeEngine("image_missing", "podman");
  const refusal = `image "${IMAGE}" is not present`;
  assert.deepEqual(await probe("podman", fake.system), {
    usable: false,
    name: "podman",
    refusal,
    remedy: `run: podman pull ${IMAGE}`,
  });
  assert.deepEqual(await probe("docker", docker(INFO, { code: 1 })), {
    usable: false,
    name: "docker",
    refusal,
    remedy: `run: docker pull ${IMAGE}`,
  });
});

Deno.test("probeContainerEngine() passes on what a broken podman says", async () => {
  await using fake = await installFakeEngine("broken", "podman");
  assert.deepEqual(await probe("podman", fake.system), {
    usable: false,
    name: "podman",
    refusal: "ended with exit code 125 (Error: database configuration mismatch)",
    remedy: "run: podman info, and put right what it says",
  });
});

Deno.test("probeContainerEngine() says that docker's daemon does not answer at its socket", async () => {
  await using fake = await installFakeEngine("daemon_down", "docker");
  using _socket = Deno.listen({ transport: "unix", path: `${fake.directory}/docker.sock` });
  assert.deepEqual(await probe("docker", fake.system), {
    usable: false,
    name: "docker",
    refusal: `daemon not reachable at unix://${fake.directory}/docker.sock ` +
      "(Cannot connect to the Docker daemon. Is it running?)",
    remedy: "run: sudo systemctl start docker",
  });
});

Deno.test("probeContainerEngine() says that docker's daemon is not running, and how to start it", async () => {
  await using fake = await installFakeEngine("daemon_down", "docker");
  assert.deepEqual(await probe("docker", fake.system), {
    usable: false,
    name: "docker",
    refusal: `daemon not reachable at ${fake.directory}/docker.sock: not running`,
    remedy: "run: sudo systemctl start docker",
  });
});

Deno.test("probeContainerEngine() accepts an engine without limits only where that was allowed, and says so", async () => {
  const v1 = { "/usr/bin/podman": executable() };
  const podman = () =>
    new FakeSystem({ files: v1, spawn: () => ({ stdout: `${"0".repeat(64)} null` }) });
  const cases: readonly (readonly [ContainerEngineName, () => System, readonly string[]])[] = [
    ["podman", podman, ["memory", "pids"]],
    ["docker", () => docker({ ...INFO, MemoryLimit: false }), ["memory"]],
    ["docker", () => docker({ ...INFO, PidsLimit: undefined }), ["pids"]],
    ["docker", () => docker(INFO), []],
  ];
  for (const [name, system, missing] of cases) {
    const partial = await probe(name, system(), { demands: { ...NO_DEMANDS, limits: "partial" } });
    assert.ok(partial.usable);
    assert.deepEqual(partial.engine.missingLimits, missing);
    assert.equal((await probe(name, system())).usable, missing.length === 0);
  }
});

Deno.test("probeContainerEngine() refuses an engine with the rights of root where that was demanded", async () => {
  const image = { image: { stdout: FACTS } };
  const rootlessDocker = {
    ...INFO,
    SecurityOptions: ["name=seccomp,profile=default", "name=rootless"],
  };
  const cases: readonly (readonly [ContainerEngineName, () => System, boolean | null])[] = [
    ["podman", () => scripted("podman", image, { uid: 0 }), false],
    ["podman", () => scripted("podman", image, { uid: 1000 }), true],
    ["docker", () => docker({ ...INFO, SecurityOptions: ["name=seccomp"] }), false],
    ["docker", () => docker(rootlessDocker), true],
    ["docker", () => docker(INFO), null],
  ];
  for (const [name, system, rootless] of cases) {
    const free = await probe(name, system());
    assert.ok(free.usable);
    assert.equal(free.engine.rootless, rootless);
    const demanding = await probe(name, system(), {
      demands: { ...NO_DEMANDS, requireRootless: true },
    });
    assert.equal(demanding.usable, rootless === true);
    if (!demanding.usable) assert.match(demanding.refusal, /MCP_BRIDGE_REQUIRE_ROOTLESS is set/);
  }
});

Deno.test("probeContainerEngine() gives sandboxes user ids of their own only where that needs no copy of the image", async () => {
  const cases: readonly (readonly [string, string, number, boolean])[] = [
    ["4.3.1", "6.1.0-13-amd64", 0, false],
    ["5.2.0", "5.19.0", 0, false],
    ["4.2.1", "6.1.0", 0, true],
    ["4.3.1", "5.15.0", 0, true],
    ["4.3.1", "", 0, true],
    ["", "6.1.0", 0, true],
    ["5.2.0", "6.1.0", 1000, true],
  ];
  for (const [version, kernel, uid, shared] of cases) {
    const answers = { image: { stdout: FACTS }, version: { stdout: `${version}\n` } };
    const files = { "/proc/sys/kernel/osrelease": `${kernel}\n` };
    const answer = await probe("podman", scripted("podman", answers, { uid, files }));
    assert.ok(answer.usable);
    assert.equal(answer.engine.userIds === 1, shared, `podman ${version} on ${kernel} for ${uid}`);
  }
  const answer = await probe("docker", docker(INFO));
  assert.ok(answer.usable);
  assert.equal(answer.engine.userIds, 1);
});

Deno.test("probeContainerEngine() asks podman's machine whether it is rootless where that was demanded", async () => {
  for (const [said, usable] of [["true\n", true], ["false\n", false], ["", false]] as const) {
    const system = scripted("podman", { image: { stdout: FACTS }, info: { stdout: said } }, {
      platform: "darwin",
    });
    const answer = await probe("podman", system, {
      demands: { ...NO_DEMANDS, requireRootless: true },
    });
    assert.equal(answer.usable, usable);
  }
});

Deno.test("probeContainerEngine() gives podman the OCI runtime before every command, docker a name only", async () => {
  const runtime = { demands: { ...NO_DEMANDS, ociRuntime: "/opt/runsc" } };
  const system = new FakeSystem({
    files: { "/usr/bin/podman": executable(), "/sys/fs/cgroup/cgroup.controllers": "memory pids" },
    spawn: () => ({ stdout: FACTS }),
  });
  const podman = await probe("podman", system, runtime);
  assert.ok(podman.usable);
  await podman.engine.start();
  await podman.engine.clean();
  assert.ok(system.spawned.length >= 3);
  for (const { argv } of system.spawned) {
    assert.deepEqual(argv.slice(1, 3), ["--runtime", "/opt/runsc"]);
  }
  const refused = await probe("docker", docker(INFO), runtime);
  assert.ok(!refused.usable);
  assert.match(refused.refusal, /no path/);
  const named = docker(INFO);
  const answer = await probe("docker", named, { demands: { ...NO_DEMANDS, ociRuntime: "runsc" } });
  assert.ok(answer.usable);
  await answer.engine.start();
  const argv: readonly string[] = named.spawned.at(-1)?.argv ?? [];
  assert.equal(argv[argv.indexOf("--runtime") + 1], "runsc");
});

Deno.test("probeContainerEngine() gives each refusal the remedy of its reason", async () => {
  const denied = 'permission denied while trying to connect to the docker API at "unix:///x"';
  const cases: readonly (readonly [ContainerEngineName, System, RegExp])[] = [
    ["docker", docker({ ServerErrors: [denied] }), /usermod -aG docker/],
    ["docker", docker({ ...INFO, MemoryLimit: false }), /cgroup controllers/],
    ["docker", docker({ ...INFO, OSType: "windows" }), /Linux containers/],
    ["podman", scripted("podman", { image: { code: 125, stderr: "cgroup: no" } }), /cgroup v2/],
    [
      "podman",
      scripted("podman", {}, { env: { CONTAINER_HOST: "tcp://evil.example" } }),
      /unset CONTAINER_HOST/,
    ],
    ["podman", new FakeSystem({ files: { "/usr/bin/podman": executable() } }), /LIMITS=partial/],
  ];
  for (const [name, system, remedy] of cases) {
    const answer = await probe(name, system);
    assert.ok(!answer.usable);
    assert.match(answer.remedy ?? "", remedy);
    assert.doesNotMatch(answer.remedy ?? "", /install/);
  }
});

Deno.test("ContainerSandbox.describeExit() names the user's image and not its sum", async () => {
  const id = "7".padStart(64, "0");
  for (const said of [`no such image sha256:${id}`, `${id}: image not known`]) {
    const system = scripted("podman", { image: { stdout: `${id} null\n` } });
    const answer = await probe("podman", system);
    assert.ok(answer.usable);
    const sandbox = await answer.engine.start();
    sandbox.noteStderr(new TextEncoder().encode(`Error: ${said}`));
    const reason = sandbox.describeExit({ code: 125, signal: null }) ?? "";
    assert.match(
      reason,
      /of the image "docker\.io\/library\/python:3\.12-slim", exit code 125: Error/,
    );
    assert.doesNotMatch(reason, /000007/);
  }
});

Deno.test("probeContainerEngine() gives docker's later commands the address that it checked", async () => {
  const system = docker(INFO);
  const answer = await probe("docker", system);
  assert.ok(answer.usable);
  assert.equal(system.spawned[0]?.env["DOCKER_HOST"], undefined);
  await answer.engine.clean();
  for (const { env } of system.spawned.slice(1)) {
    assert.equal(env["DOCKER_HOST"], "unix:///var/run/docker.sock");
  }
});

Deno.test("probeContainerEngine() refuses a docker context that leads to another machine", async () => {
  const context = { stdout: '"ssh://root@evil.example"\n' };
  const answer = await probe("docker", scripted("docker", { context }));
  assert.ok(!answer.usable);
  assert.equal(
    answer.refusal,
    'the address in its current context is "ssh://root@evil.example", ' +
      "and only a local unix socket is used",
  );
});

Deno.test("probeContainerEngine() refuses a docker that cannot hold a limit", async () => {
  const cases: readonly (readonly [object, RegExp])[] = [
    [{ ...INFO, MemoryLimit: false }, /cannot limit memory and tasks/],
    [{ ...INFO, PidsLimit: undefined }, /cannot limit memory and tasks/],
    [{ ...INFO, OSType: "windows" }, /does not run Linux containers/],
  ];
  for (const [info, reason] of cases) {
    const answer = await probe("docker", docker(info));
    assert.ok(!answer.usable);
    assert.match(answer.refusal, reason);
  }
});

Deno.test("probeContainerEngine() refuses an image with volumes on docker, which has no flag against them", async () => {
  const image = { stdout: `sha256:${"0".repeat(64)} {"Volumes":{"/data":{}}}` };
  const answer = await probe("docker", docker(INFO, image));
  assert.ok(!answer.usable);
  assert.match(answer.refusal, /declares the volume "\/data", which docker would make writable/);
  assert.ok((await probe("podman", scripted("podman", { image }))).usable);
});

Deno.test("probeContainerEngine() refuses rootless podman where limits have no effect", async () => {
  const system = new FakeSystem({ files: { "/usr/bin/podman": executable() } });
  const answer = await probe("podman", system);
  assert.ok(!answer.usable);
  assert.match(answer.refusal, /cannot limit memory and tasks .* \(cgroup v1\)/);
  assert.equal(system.spawned.length, 0);
});

/** What `podman machine list --format json` prints. */
function machines(...listed: readonly object[]): string {
  return JSON.stringify(listed.map((machine) => ({ Default: false, Running: false, ...machine })));
}

Deno.test("probeContainerEngine() tells a stopped podman machine from none", async () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ["[]", "there is no podman machine", "run: podman machine init --now"],
    [
      machines({ Name: "work" }),
      'podman machine "work" is not running',
      "run: podman machine start work",
    ],
    [
      machines({ Name: "work" }, { Name: "podman-machine-default" }),
      'podman machine "podman-machine-default" is not running',
      "run: podman machine start podman-machine-default",
    ],
    [
      machines({ Name: "podman-machine-default" }, { Name: "work", Default: true }),
      'podman machine "work" is not running',
      "run: podman machine start work",
    ],
    [
      machines({ Name: "work", Starting: true, Running: true }),
      'podman machine "work" is being started',
      "run: podman machine start work",
    ],
    [
      machines({ Name: "--evil" }, { Name: "a" }, { Name: "b" }),
      "no podman machine is running, and none of them is the default",
      "run: podman machine start NAME",
    ],
    [
      machines({ Name: "work", Running: true }),
      "ended with exit code 125 (cannot connect)",
      "run: podman info, and put right what it says",
    ],
  ];
  for (const platform of ["darwin", "windows"] as const) {
    for (const [stdout, refusal, remedy] of cases) {
      const unreachable = { code: 125, stderr: "cannot connect" };
      const system = scripted("podman", { image: unreachable, machine: { stdout } }, { platform });
      const answer = await probe("podman", system);
      assert.deepEqual(answer, { usable: false, name: "podman", refusal, remedy });
    }
  }
});

Deno.test("probeContainerEngine() gives the client a clean environment and directory", async () => {
  await using fake = await installFakeEngine("recorder", "podman");
  const answer = await probe("podman", fake.system);
  assert.ok(answer.usable);
  assert.equal(answer.engine.name, "podman");

  const sandbox = await answer.engine.start();
  const stderr = new Response(sandbox.stdio.stderr).text();
  const stdout = new Response(sandbox.stdio.stdout).text();
  assert.equal((await sandbox.stdio.exited).code, 0);
  await sandbox.stdio.closeInput();
  assert.equal(await stdout + await stderr, "");

  const read = (file: string) => Deno.readTextFile(`${fake.directory}/${file}`);
  const variables = (await read("environment")).trim().split("\n").map((line) =>
    line.split("=")[0]
  );
  const shell = ["PWD", "OLDPWD", "SHLVL", "_"];
  assert.deepEqual(variables.filter((name) => !shell.includes(name ?? "")).sort(), [
    "HOME",
    "PATH",
  ]);
  assert.equal((await read("directory")).trim(), fake.directory);

  const args = (await read("arguments")).split("\n");
  assert.equal(args[0], "run");
  assert.ok(args.includes("EVIL="));
  // the image by its id: a tag that moves changes nothing
  assert.equal(args[args.indexOf("--") + 1], "7".padStart(64, "0"));
});

Deno.test("ContainerSandbox.describeExit() passes on why the engine refused to start", async () => {
  await using fake = await installFakeEngine("refuses", "podman");
  const answer = await probe("podman", fake.system);
  assert.ok(answer.usable);
  const sandbox = await answer.engine.start();
  const [words] = await Promise.all([
    new Response(sandbox.stdio.stderr).bytes(),
    new Response(sandbox.stdio.stdout).text(),
  ]);
  sandbox.noteStderr(words);
  const exit = await sandbox.stdio.exited;
  assert.equal(
    sandbox.describeExit(exit),
    `podman did not start a container of the image "${IMAGE}", exit code 125: ` +
      "Error: OCI runtime error: crun: the requested cgroup controller is not available",
  );
  assert.equal(sandbox.describeExit({ code: 1, signal: null }), null);
  assert.equal(sandbox.describeExit({ code: 137, signal: "SIGKILL" }), null);
  await sandbox.kill();
});
