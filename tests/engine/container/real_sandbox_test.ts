/** What a program finds in a sandbox of a real engine, and what is left of it afterwards. */

import assert from "node:assert/strict";

import { childOf } from "../child_of.ts";
import { eventually } from "../../support/eventually.ts";
import { IMAGE } from "../../support/engines.ts";
import {
  client,
  containersNamed,
  lastContainerName,
  openEngine,
  probeRealEngine,
  program,
  SandboxOutput,
  testsOn,
} from "./real_engine.ts";

/** What `fixtures/facts.py` prints. */
interface Facts {
  readonly ids: readonly [number, number, number, number, readonly number[]];
  readonly uid_map: string;
  readonly pid: number;
  readonly hostname: string;
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly mounts: readonly string[];
  readonly status: Readonly<Record<string, string>>;
  readonly interfaces: readonly string[];
  readonly connect: readonly string[];
  readonly write: Readonly<Record<string, string>>;
  readonly memory: string;
  readonly swap_v2: string | null;
  readonly memory_and_swap_v1: string | null;
  readonly pids: string;
  readonly shm_bytes: number;
  readonly limits: Readonly<Record<string, readonly [number, number]>>;
  readonly oom_score_adj: string;
}

const MEMORY = String(512 * 1024 * 1024);
const READ_ONLY = "Read-only file system";

/** Environment of a sandbox, without what the image sets and we make empty. */
const ENVIRONMENT = {
  HOME: "/workspace",
  HOSTNAME: "sandbox",
  LANG: "C.UTF-8",
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  PYTHONDONTWRITEBYTECODE: "1",
  PYTHONUTF8: "1",
  TERM: "dumb",
};

for (const name of ["podman", "docker"] as const) {
  const test = await testsOn(name);

  const facts = async (image = IMAGE): Promise<Facts> => {
    const { engine } = await openEngine(name, { loader: await program("facts"), image });
    const sandbox = await engine.start();
    const output = new SandboxOutput(sandbox);
    const line = await output.line();
    await sandbox.stdio.closeInput();
    assert.equal((await sandbox.stdio.exited).code, 0);
    assert.equal((await output.bytes()).length, 0);
    assert.equal(await output.stderr, "");
    return JSON.parse(line);
  };

  test("sandboxes have user ids of their own outside, or the engine says that they share one", async () => {
    const { engine } = await openEngine(name, { loader: "pass" });
    const [one, other] = await Promise.all([facts(), facts()]);
    assert.equal(one.uid_map === other.uid_map, engine.userIds === 1, one.uid_map);
    assert.deepEqual(one.ids.slice(0, 4), [65534, 65534, 65534, 65534]);
  });

  test("a sandbox sees nothing of the host and can do nothing to it", async () => {
    Deno.env.set("MCP_CODE_BRIDGE_TEST_CANARY", "canary");
    const seen = await facts().finally(() => Deno.env.delete("MCP_CODE_BRIDGE_TEST_CANARY"));

    assert.deepEqual(seen.ids, [65534, 65534, 65534, 65534, [65534]]);
    assert.equal(seen.hostname, "sandbox");
    assert.equal(seen.directory, "/workspace");
    assert.equal(seen.pid, 1);
    assert.deepEqual(seen.status, {
      CapEff: "0000000000000000",
      CapPrm: "0000000000000000",
      CapBnd: "0000000000000000",
      NoNewPrivs: "1",
      Seccomp: "2",
    });

    const filled = Object.entries(seen.environment).filter(([, value]) => value !== "");
    const expected = name === "podman" ? { ...ENVIRONMENT, container: "podman" } : ENVIRONMENT;
    assert.deepEqual(Object.fromEntries(filled), expected);
    assert.ok(!JSON.stringify(seen).includes("canary"));
  });

  test("a sandbox has no network", async () => {
    const seen = await facts();
    assert.deepEqual(seen.interfaces, ["lo"]);
    assert.ok(seen.connect.every((outcome) => outcome !== "done"));
  });

  test("a sandbox can write to its temporary directories and nowhere else", async () => {
    const { mounts, write } = await facts();
    assert.equal(write["/tmp"], "done");
    assert.equal(write["/workspace"], "done");
    assert.equal(write["/dev/shm"], "done");
    // open to every user in the image: only the mount stands in the way
    assert.equal(write["/var/tmp"], READ_ONLY);
    // the limit on message queues, which are made by opening a file there too
    assert.equal(write["/dev/mqueue"], "Too many open files");
    for (const directory of ["/run", "/etc", "/"]) assert.notEqual(write[directory], "done");

    const writable = mounts.map((line) => line.split(" "))
      .filter(([, , , , , options]) => options?.split(",").includes("rw"))
      .map(([, , , , path]) => path ?? "")
      .filter((path) => !/^\/(proc|sys|dev)(\/|$)/.test(path));
    assert.deepEqual(writable.sort(), ["/tmp", "/workspace"]);
    for (const path of ["/tmp", "/workspace", "/dev/shm"]) {
      const mount = mounts.find((line) => line.split(" ")[4] === path) ?? "";
      for (const option of ["noexec", "nosuid", "nodev"]) assert.ok(mount.includes(option), mount);
    }
  });

  test("a sandbox is limited from outside", async () => {
    const seen = await facts();
    assert.equal(seen.memory, MEMORY);
    assert.ok(seen.swap_v2 === "0" || seen.memory_and_swap_v1 === MEMORY);
    assert.equal(seen.pids, "128");
    assert.equal(seen.shm_bytes, 16 * 1024 * 1024);
    assert.deepEqual(seen.limits, {
      CORE: [0, 0],
      FSIZE: [128 * 1024 * 1024, 128 * 1024 * 1024],
      MEMLOCK: [64 * 1024, 64 * 1024],
      MSGQUEUE: [0, 0],
      NOFILE: [256, 256],
      SIGPENDING: [1024, 1024],
    });
    assert.equal(seen.oom_score_adj, "900");
  });

  test("bytes cross stdin and stdout unchanged, and the end of stdin ends the sandbox", async () => {
    const opened = await openEngine(name, { loader: await program("facts") });
    const sandbox = await opened.engine.start();
    const output = new SandboxOutput(sandbox);
    await output.line();
    const sent = crypto.getRandomValues(new Uint8Array(60_000));
    // what is not read on one side stops the other
    const reading = output.bytes();
    for (let copies = 0; copies < 20; copies++) await sandbox.stdio.write(sent);
    await sandbox.stdio.closeInput();
    const received = await reading;
    assert.equal(received.length, 20 * sent.length);
    for (let at = 0; at < received.length; at += sent.length) {
      assert.deepEqual(received.subarray(at, at + sent.length), sent);
    }
    assert.deepEqual(await sandbox.stdio.exited, { code: 0, signal: null });
    assert.equal(await containersNamed(name, lastContainerName(opened)), "");
  });

  test("the exit code is the program's own", async () => {
    const { engine } = await openEngine(name, { loader: "raise SystemExit(7)" });
    const sandbox = await engine.start();
    const output = new SandboxOutput(sandbox);
    await Promise.all([output.bytes(), output.stderr]);
    const exit = await sandbox.stdio.exited;
    assert.deepEqual(exit, { code: 7, signal: null });
    assert.equal(sandbox.describeExit(exit), null);
  });

  test("kill() ends a busy program that ignores signals and leaves nothing", async () => {
    const opened = await openEngine(name, { loader: await program("busy") });
    const sandbox = await opened.engine.start();
    const output = new SandboxOutput(sandbox);
    assert.equal(await output.line(), "busy");
    const container = lastContainerName(opened);
    assert.equal(await containersNamed(name, container), container);
    await sandbox.kill();
    assert.equal(await containersNamed(name, container), "");
    await Promise.all([output.bytes(), output.stderr, sandbox.stdio.exited]);
  });

  test("kill() leaves nothing of a program whose output is read only from then on", async () => {
    const loader = "import os\nwhile True: os.write(1, b'x' * 65536)";
    const opened = await openEngine(name, { loader });
    const sandbox = await opened.engine.start();
    const container = lastContainerName(opened);
    await eventually(
      "the container is there",
      async () => await containersNamed(name, container) !== "",
    );
    const { stdout, stderr, exited } = sandbox.stdio;
    const dropped = [stdout, stderr].map((stream) => stream.pipeTo(new WritableStream()));
    await Promise.all([sandbox.kill(), ...dropped]);
    assert.equal(await containersNamed(name, container), "");
    await exited;
  });

  test("kill() leaves nothing of a sandbox that is only being created", async () => {
    const opened = await openEngine(name, { loader: await program("busy") });
    const sandbox = await opened.engine.start();
    const output = new SandboxOutput(sandbox);
    await sandbox.kill();
    await Promise.all([output.bytes(), output.stderr, sandbox.stdio.exited]);
    assert.equal(await containersNamed(name, lastContainerName(opened)), "");
  });

  test("kill() removes the container of a client that was killed from outside", async () => {
    const opened = await openEngine(name, { loader: await program("busy") });
    const sandbox = await opened.engine.start();
    const output = new SandboxOutput(sandbox);
    await output.line();
    childOf(sandbox).kill("SIGKILL");
    await Promise.all([output.bytes(), output.stderr, sandbox.stdio.exited]);
    const container = lastContainerName(opened);
    assert.equal(await containersNamed(name, container), container);
    await sandbox.kill();
    assert.equal(await containersNamed(name, container), "");
  });

  test("an image's entrypoint, directory, user and environment have no effect", async () => {
    const image = await commitImage(name, [
      'ENTRYPOINT ["/bin/sh", "-c", "echo taken over"]',
      "WORKDIR /etc",
      "USER 0",
      "ENV PATH=/evil",
      "ENV LD_PRELOAD=/evil.so",
      "ENV PYTHONSTARTUP=/evil.py",
      "ENV EVIL=1",
    ]);
    try {
      const seen = await facts(image);
      assert.equal(seen.ids[0], 65534);
      assert.equal(seen.directory, "/workspace");
      for (const variable of ["EVIL", "LD_PRELOAD", "PYTHONSTARTUP"]) {
        assert.equal(seen.environment[variable], "");
      }
      assert.equal(seen.environment["PATH"], ENVIRONMENT.PATH);
    } finally {
      await client(name, "rmi", "--force", image);
    }
  });

  test("an image's volumes give a program nowhere to write", async () => {
    const image = await commitImage(name, ["VOLUME /data"]);
    try {
      if (name === "podman") {
        assert.notEqual((await facts(image)).write["/data"], "done");
      } else {
        const { answer } = await probeRealEngine(name, { loader: "", image });
        assert.ok(!answer.usable);
        assert.match(answer.refusal, /declares the volume "\/data"/);
      }
    } finally {
      await client(name, "rmi", "--force", image);
    }
  });

  test("describeExit() passes on why the engine would not start a container", async () => {
    const image = await commitImage(name, ["LABEL soon=gone"]);
    const { engine } = await openEngine(name, { loader: "", image });
    await client(name, "rmi", "--force", image);
    const sandbox = await engine.start();
    const output = new SandboxOutput(sandbox);
    await Promise.all([output.bytes(), output.stderr]);
    const said = sandbox.describeExit(await sandbox.stdio.exited);
    assert.match(
      said ?? "",
      new RegExp(`^${name} did not start a container of the image "[^"]+", exit code 125: .+`),
    );
    await sandbox.kill();
  });

  test("a missing image is refused with the command that gets it", async () => {
    const image = "localhost/mcp-code-bridge-test/absent:1";
    const { answer } = await probeRealEngine(name, { loader: "", image });
    assert.deepEqual(answer, {
      usable: false,
      name,
      refusal: `image "${image}" is not present`,
      remedy: `run: ${name} pull ${image}`,
    });
  });
}

/** A new image on top of the tests' own, with these Dockerfile instructions. */
async function commitImage(
  name: "podman" | "docker",
  changes: readonly string[],
): Promise<string> {
  const image = `localhost/mcp-code-bridge-test/${crypto.randomUUID()}:1`;
  const container = await client(name, "create", "--network", "none", IMAGE, "true");
  try {
    const flags = changes.flatMap((change) => ["--change", change]);
    await client(name, "commit", ...flags, container, image);
  } finally {
    await client(name, "rm", "--force", container);
  }
  return image;
}
