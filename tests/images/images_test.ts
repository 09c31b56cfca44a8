import assert from "node:assert/strict";
import { ContainerClient } from "../../src/engine/container/container_client.ts";
import { EngineError } from "../../src/errors.ts";
import type { ImageEngine } from "../../src/images/image_engine.ts";
import { askImagePython } from "../../src/images/image_python.ts";
import { listImages } from "../../src/images/list_images.ts";
import { loadImage } from "../../src/images/load_image.ts";
import { runLongCommand } from "../../src/images/long_command.ts";
import { openImageEngine } from "../../src/images/image_engine.ts";
import { formatImages } from "../../src/cli/format_images.ts";
import { executable } from "../fakes/fake_files.ts";
import { type FakeChildScript, FakeSystem } from "../fakes/fake_system.ts";

type Answer = (args: readonly string[]) => FakeChildScript;

function engineThat(answer: Answer): ImageEngine & { readonly system: FakeSystem } {
  const system = new FakeSystem({ spawn: ({ argv }) => answer(argv.slice(1)) });
  const client = new ContainerClient({
    name: "podman",
    system,
    program: "/usr/bin/podman",
    env: {},
  });
  return { name: "podman", client, system };
}

const fails = (message: RegExp) => (error: unknown) =>
  error instanceof EngineError && error.code === "IMAGE_FAILED" && message.test(error.message);

const IDS = ["a", "b", "c"].map((digit) => digit.repeat(64));

Deno.test("listImages() tells of each name what its image says of itself", async () => {
  const described = [
    {
      Id: `sha256:${IDS[0]}`,
      RepoTags: ["python:3.12-slim", "docker.io/library/python:3.12"],
      Size: 120_000_000,
      Created: "2026-01-02T03:04:05.678Z",
      Config: { Env: ["PATH=/bin", "PYTHON_VERSION=3.12.1"] },
    },
    {
      Id: IDS[1],
      RepoTags: ["localhost/mcp-code-bridge:0123456789ab"],
      Config: {
        Labels: { "mcp-code-bridge.python": "3.11.2", "mcp-code-bridge.packages": "six==1.17.0" },
      },
    },
    { Id: IDS[2], RepoTags: ["localhost/db:1", "bad name\x1b[31m", 7], Config: null },
    { Id: "nonsense", RepoTags: ["localhost/evil:1"] },
    null,
  ];
  const engine = engineThat(([, verb]) => ({
    stdout: verb === "ls" ? `${IDS.join("\n")}\n${IDS[0]}\n` : JSON.stringify(described),
  }));
  const images = await listImages(engine, "docker.io/library/python:3.12-slim");
  assert.deepEqual(
    images.map(({ reference, configured, python, packages }) => [
      reference,
      configured,
      python,
      packages,
    ]),
    [
      ["docker.io/library/python:3.12", false, "3.12.1", null],
      ["docker.io/library/python:3.12-slim", true, "3.12.1", null],
      ["localhost/db:1", false, null, null],
      ["localhost/mcp-code-bridge:0123456789ab", false, "3.11.2", "six==1.17.0"],
    ],
  );
  assert.deepEqual([images[0]?.sizeBytes, images[0]?.created], [
    120_000_000,
    "2026-01-02T03:04:05Z",
  ]);
  const shown = formatImages(images.slice(0, 2), {
    engine: "podman",
    configured: "docker.io/library/python:3.12-slim",
    left: 1,
  });
  assert.match(shown, /^\* docker\.io\/library\/python:3\.12-slim\n {4}podman {2}a{12} {2}Python/m);
  assert.match(shown, /1 other image does not say/);
});

Deno.test("listImages() lists nothing where there is nothing, and tells of an engine that fails", async () => {
  assert.deepEqual(await listImages(engineThat(() => ({ stdout: "" })), "x"), []);
  const broken = engineThat(() => ({ code: 125, stderr: "no daemon" }));
  await assert.rejects(
    listImages(broken, "x"),
    fails(/podman: ended with exit code 125 \(no daemon/),
  );
  const odd = engineThat(([, verb]) => ({ stdout: verb === "ls" ? `${IDS[0]}\n` : "{}" }));
  await assert.rejects(listImages(odd, "x"), fails(/is not a list/));
});

Deno.test("loadImage() gives the names that each client prints", async () => {
  const load = async (stdout: string) => {
    const { client, system } = engineThat(() => ({ stdout }));
    const { signal } = new AbortController();
    return await loadImage("/home/ada/image.tar", {
      client,
      clock: system.clock,
      what: "load",
      signal,
    });
  };
  assert.deepEqual(await load("Loaded image: localhost/python:3.11-slim\n"), [
    "localhost/python:3.11-slim",
  ]);
  assert.deepEqual(await load("Loaded image(s): localhost/a:1,localhost/b:2\n"), [
    "localhost/a:1",
    "localhost/b:2",
  ]);
  assert.deepEqual(await load("Loaded image: python:3.12\nLoaded image: x:1\n"), [
    "docker.io/library/python:3.12",
    "docker.io/library/x:1",
  ]);
  assert.deepEqual(await load(`Loaded image ID: sha256:${IDS[0]}\n`), []);
  assert.deepEqual(await load(`Loaded image: sha256:${IDS[0]}\nLoaded image: ev il\n`), []);
});

Deno.test("runLongCommand() shows each line, and fails with the last ones", async () => {
  const said: string[] = [];
  const run = async (script: FakeChildScript, signal = new AbortController().signal) => {
    const { client, system } = engineThat(() => script);
    const { clock } = system;
    const onProgress = (text: string) => void said.push(text);
    return await runLongCommand(["pull", "x"], { client, clock, what: "pull", onProgress, signal });
  };
  assert.equal(await run({ stdout: "id\n", stderr: "Copying blob 1\nCopying blob 2\n" }), "id\n");
  assert.deepEqual(said.sort(), ["Copying blob 1", "Copying blob 2", "id"]);
  await assert.rejects(
    run({ code: 125, stderr: "Trying…\nError: no such host\n" }),
    fails(/^Cannot pull with podman: it ended with exit code 125 \(.*no such host\)$/),
  );
  const stop = new AbortController();
  const hanging = run({ hangs: true }, stop.signal);
  stop.abort(new Error("Stopped by SIGINT"));
  await assert.rejects(hanging, /Stopped by SIGINT/);
});

Deno.test("askImagePython() believes only what has the shape of an answer", async () => {
  const ask = (stdout: string) => askImagePython(engineThat(() => ({ stdout })), "x");
  const said = {
    version: "3.11.2",
    machine: "x86_64",
    libc: "glibc",
    libcVersion: "2.36",
    pip: true,
  };
  const wanted = {
    version: "3.11.2",
    machine: "x86_64",
    libc: { name: "glibc", version: "2.36" },
    hasPip: true,
  };
  assert.deepEqual(await ask(JSON.stringify(said)), wanted);
  for (
    const change of [{ version: "3.11.2; rm" }, { machine: "x y" }, { version: 3 }, {
      version: "2.7.18",
    }]
  ) await assert.rejects(ask(JSON.stringify({ ...said, ...change })), fails(/can be understood/));
  assert.equal((await ask(JSON.stringify({ ...said, libcVersion: "2.999999999" }))).libc, null);
  await assert.rejects(ask("hello"), fails(/can be understood/));
});

Deno.test("openImageEngine() takes the first engine that answers, and says why none does", async () => {
  const docker = new FakeSystem({
    uid: 0,
    env: { PATH: "/usr/bin" },
    files: { "/usr/bin/podman": executable(), "/usr/bin/docker": executable() },
    spawn: ({ argv }) => {
      if (argv[0] === "/usr/bin/podman") return { code: 125, stderr: "machine is not running" };
      return { stdout: argv.includes("context") ? '"unix:///run/docker.sock"\n' : "" };
    },
  });
  docker.files.put("/run/docker.sock", { kind: "other", uid: 0, mode: 0o600 });
  await assert.rejects(
    openImageEngine(docker, "podman"),
    fails(/podman: .*machine is not running/),
  );
  assert.equal((await openImageEngine(docker, "container")).name, "docker");
  await assert.rejects(openImageEngine(docker, "embedded"), fails(/--engine podman/));
  await assert.rejects(
    openImageEngine(new FakeSystem(), "auto"),
    fails(/podman: not on PATH; docker: not on PATH/),
  );
});
