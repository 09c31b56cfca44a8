import assert from "node:assert/strict";
import { ContainerClient } from "../../src/engine/container/container_client.ts";
import { EngineError } from "../../src/errors.ts";
import { buildImage, type BuiltImage } from "../../src/images/build_image.ts";
import { BuildPins } from "../../src/images/build_pins.ts";
import { openLocalWheels } from "../../src/packages/local_wheels.ts";
import { parseRequirement } from "../../src/packages/requirement.ts";
import { createDenoSystem } from "../../src/system/deno_system.ts";
import { type FakeChildScript, FakeSystem } from "../fakes/fake_system.ts";
import { makeWheel, type WheelOptions } from "../support/wheels.ts";

const BASE = "localhost/base:1";
const ID = "a".repeat(64);

interface Scene {
  /** Arguments of each build, and the files that it saw. */
  readonly builds: { readonly args: readonly string[]; readonly files: readonly string[] }[];
  addWheel(options: WheelOptions): Promise<void>;
  build(
    names: readonly string[],
    options?: { readonly upgrade?: boolean; readonly pip?: boolean; readonly fails?: boolean },
  ): Promise<BuiltImage>;
}

async function withEngine(test: (scene: Scene) => Promise<void>): Promise<void> {
  const root = await Deno.makeTempDir({ prefix: "bridge-build-" });
  const builds: Scene["builds"] = [];
  const built = new Set<string>();
  const system = createDenoSystem();
  const answer = (
    args: readonly string[],
    { pip, fails }: { readonly pip: boolean; readonly fails: boolean },
  ): FakeChildScript => {
    if (args[0] === "image") {
      const named = args.at(-1) ?? "";
      return named === BASE || built.has(named)
        ? { stdout: `${ID} {"Env":[]}` }
        : { code: 1, stderr: "no such image" };
    }
    if (args[0] === "run") {
      const said = {
        version: "3.11.2",
        machine: "x86_64",
        libc: "glibc",
        libcVersion: "2.36",
        pip,
      };
      return { stdout: JSON.stringify(said) };
    }
    const context = args.at(-1) ?? "";
    builds.push({ args, files: Array.from(Deno.readDirSync(context), ({ name }) => name).sort() });
    if (fails) return { code: 1, stderr: "no space left" };
    built.add(args.find((arg) => arg.startsWith("--tag="))?.slice("--tag=".length) ?? "");
    return {};
  };
  try {
    await Deno.mkdir(`${root}/wheels`);
    await test({
      builds,
      async addWheel(options) {
        const { file, bytes } = await makeWheel(options);
        await Deno.writeFile(`${root}/wheels/${file}`, bytes);
      },
      async build(names, { upgrade = false, pip = true, fails = false } = {}) {
        const fake = new FakeSystem({ spawn: ({ argv }) => answer(argv.slice(1), { pip, fails }) });
        const program = "/usr/bin/podman";
        const client = new ContainerClient({ name: "podman", system: fake, program, env: {} });
        return await buildImage(names.map(parseRequirement), {
          system,
          engine: { name: "podman", client },
          base: BASE,
          index: await openLocalWheels(system, `${root}/wheels`),
          pins: new BuildPins(system, root),
          upgrade,
          signal: new AbortController().signal,
        });
      },
    });
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

function versions({ packages }: BuiltImage): readonly string[] {
  return packages.map(({ name, version }) => `${name} ${version}`);
}

Deno.test("buildImage() builds without a network, and the build sees the wheels alone", async () => {
  await withEngine(async ({ addWheel, build, builds }) => {
    await addWheel({ name: "fast", tag: "cp311-cp311-manylinux_2_17_x86_64", requires: ["base"] });
    await addWheel({ name: "fast", tag: "cp311-cp311-manylinux_2_17_aarch64" });
    await addWheel({ name: "base" });
    await addWheel({ name: "unused" });
    assert.deepEqual(versions(await build(["fast"])), ["base 1.0", "fast 1.0"]);
    const [{ args, files } = { args: [], files: [] }] = builds;
    assert.deepEqual(args.slice(0, 3), ["build", "--network=none", "--pull=never"]);
    assert.deepEqual(files, [
      "base-1.0-py3-none-any.whl",
      "fast-1.0-cp311-cp311-manylinux_2_17_x86_64.whl",
      "requirements.txt",
    ]);
    await assert.rejects(Deno.stat(args.at(-1) ?? ""), "the folder is removed");
  });
});

Deno.test("buildImage() chooses the same again, until newer versions are asked for", async () => {
  await withEngine(async ({ addWheel, build, builds }) => {
    await addWheel({ name: "demo", version: "1" });
    const first = await build(["demo"]);
    await addWheel({ name: "demo", version: "2" });
    assert.deepEqual(await build(["demo"]), first);
    assert.equal(builds.length, 1, "what is there is not built again");
    assert.deepEqual(versions(await build(["demo>=1"])), ["demo 2"], "another request");
    const newer = await build(["demo"], { upgrade: true });
    assert.deepEqual(versions(newer), ["demo 2"]);
    assert.notEqual(newer.reference, first.reference);
    assert.deepEqual(await build(["demo"]), newer);
  });
});

Deno.test("buildImage() brings pip along where the image has none, and says if it cannot", async () => {
  await withEngine(async ({ addWheel, build, builds }) => {
    await addWheel({ name: "demo" });
    await assert.rejects(
      build(["demo"], { pip: false }),
      (error) => error instanceof EngineError && /the image has no pip/.test(error.message),
    );
    assert.equal(builds.length, 0);
    await addWheel({ name: "pip", version: "25.0" });
    assert.deepEqual(versions(await build(["demo"], { pip: false })), ["demo 1.0"]);
    assert.ok(builds[0]?.files.includes("pip-25.0-py3-none-any.whl"));
  });
});

Deno.test("buildImage() pins nothing of a build that failed, and leaves no folder", async () => {
  await withEngine(async ({ addWheel, build, builds }) => {
    await addWheel({ name: "demo", version: "1" });
    await assert.rejects(build(["demo"], { fails: true }), /no space left/);
    await assert.rejects(Deno.stat(builds[0]?.args.at(-1) ?? ""));
    await addWheel({ name: "demo", version: "2" });
    assert.deepEqual(versions(await build(["demo"])), ["demo 2"]);
  });
});
