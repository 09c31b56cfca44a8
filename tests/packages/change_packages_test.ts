import assert from "node:assert/strict";
import { ConfigError, PackageError } from "../../src/errors.ts";
import {
  addPackages,
  type KindTarget,
  removePackages,
} from "../../src/packages/change_packages.ts";
import { openLocalWheels } from "../../src/packages/local_wheels.ts";
import { parseLock } from "../../src/packages/package_lock.ts";
import { PackageStore } from "../../src/packages/package_store.ts";
import { containerTarget, embeddedTarget } from "../../src/packages/python_target.ts";
import { parseRequirement } from "../../src/packages/requirement.ts";
import { createDenoSystem } from "../../src/system/deno_system.ts";
import { makeWheel, type WheelOptions } from "../support/wheels.ts";

const CONTAINER: KindTarget = {
  kind: "container",
  target: containerTarget({ version: "3.11.2", machine: "x86_64", libc: null, hasPip: true }),
  required: true,
};
const EMBEDDED: KindTarget = { kind: "embedded", target: embeddedTarget(), required: false };

interface Scene {
  readonly store: PackageStore;
  readonly directory: string;
  /** Names of the kept wheels' files. */
  kept(): Promise<readonly string[]>;
  add(names: readonly string[], targets?: readonly KindTarget[]): ReturnType<typeof addPackages>;
}

async function withWheels(
  wheels: readonly WheelOptions[],
  test: (scene: Scene) => Promise<void>,
): Promise<void> {
  const root = await Deno.makeTempDir({ prefix: "bridge-packages-" });
  try {
    const system = createDenoSystem();
    await Deno.mkdir(`${root}/wheels`);
    for (const { file, bytes } of await Promise.all(wheels.map(makeWheel))) {
      await Deno.writeFile(`${root}/wheels/${file}`, bytes);
    }
    const directory = `${root}/packages`;
    const store = new PackageStore(system, directory);
    await test({
      store,
      directory,
      kept: async () =>
        (await system.files.list(directory)).filter((name) => name.endsWith(".whl")),
      add: async (names, targets = [CONTAINER, EMBEDDED]) =>
        await addPackages(names.map(parseRequirement), {
          store,
          index: await openLocalWheels(system, `${root}/wheels`),
          targets,
        }),
    });
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("addPackages() keeps each wheel once, for every kind that can use it", async () => {
  await withWheels([
    { name: "app", requires: ["lib"] },
    { name: "lib" },
    { name: "fast", tag: "cp314-cp314-pyemscripten_2026_0_wasm32" },
    { name: "fast", tag: "cp311-cp311-manylinux_2_17_x86_64" },
    { name: "needs-fast", requires: ["fast"] },
  ], async ({ add, kept, store }) => {
    const { problems } = await add(["app==1.0"]);
    assert.deepEqual(problems, []);
    assert.equal((await kept()).length, 2);
    const { container, embedded } = await store.read();
    assert.deepEqual(container?.requested, ["app==1.0"]);
    assert.deepEqual(
      container?.packages.map(({ name, modules, requires }) => [name, modules, requires]),
      [["app", ["app"], ["lib"]], ["lib", ["lib"], []]],
    );
    assert.deepEqual(embedded?.packages, container?.packages);
    assert.deepEqual([container?.python, embedded?.python], ["3.11.2", "3.14.2"]);

    await assert.rejects(
      add(["needs-fast"]),
      (error) =>
        error instanceof PackageError && error.code === "NO_WHEEL" &&
        /image build --packages needs-fast$/.test(error.message),
    );
    assert.deepEqual(await store.read(), { container, embedded }, "nothing was changed");
    await add(["fast"], [{ ...EMBEDDED, required: true }]);
    const after = await store.read();
    assert.deepEqual(after.container, container);
    assert.deepEqual(after.embedded?.packages.map(({ name }) => name), ["app", "fast", "lib"]);
  });
});

Deno.test("addPackages() tells why a kind that is not the chosen one goes without", async () => {
  await withWheels([
    { name: "linux", requires: ["native; sys_platform == 'emscripten'"] },
  ], async ({ add }) => {
    const { lock, problems } = await add(["linux"]);
    assert.deepEqual(lock.container?.packages.map(({ name }) => name), ["linux"]);
    assert.equal(lock.embedded, null);
    assert.equal(problems[0]?.kind, "embedded");
    assert.match(problems[0]?.reason ?? "", /native, which linux needs/);
  });
});

Deno.test("removePackages() removes what was asked for, and what only that needs", async () => {
  await withWheels([
    { name: "one", requires: ["shared", "own"] },
    { name: "two", requires: ["shared"] },
    { name: "shared", requires: ["deep"] },
    { name: "own" },
    { name: "deep", requires: ["shared"] },
  ], async ({ add, kept, store }) => {
    await add(["one", "two"], [CONTAINER]);
    assert.equal((await kept()).length, 5);
    await assert.rejects(removePackages(["shared"], store), /others need it; added: one, two$/);
    await assert.rejects(removePackages(["nothing"], store), /it was not added/);
    await removePackages(["one"], store);
    const { container } = await store.read();
    assert.deepEqual(container?.packages.map(({ name }) => name), ["deep", "shared", "two"]);
    assert.equal((await kept()).length, 3);
    await removePackages(["two"], store);
    assert.deepEqual(await store.read(), { container: null, embedded: null });
    assert.deepEqual(await kept(), []);
  });
});

Deno.test("addPackages() refuses a package that does not fit into a sandbox", async () => {
  const huge = { "huge/data.txt": "0".repeat(49 * 1024 * 1024), "huge/__init__.py": "" };
  await withWheels([{ name: "huge", files: huge }], async ({ add, kept }) => {
    await assert.rejects(
      add(["huge"], [CONTAINER]),
      (error) => error instanceof PackageError && error.code === "LIMIT",
    );
    assert.deepEqual(await kept(), []);
  });
});

Deno.test("PackageStore.read() tells of a damaged list, and of what to do", async () => {
  await withWheels([{ name: "a" }], async ({ add, directory, store }) => {
    await add(["a"], [CONTAINER]);
    const text = await Deno.readTextFile(`${directory}/lock.json`);
    assert.equal(parseLock(text).container?.packages[0]?.name, "a");
    for (
      const damaged of [
        "",
        "{}",
        text.replace('"format": 1', '"format": 2'),
        text.replace(/"sha256": "/, '"sha256": "../'),
        text.replace('"name": "a"', '"name": "A/../b"'),
        text.replace(/"size": \d+/, '"size": -1'),
        text.replace(/"modules": \[\s*"a"\s*\]/, '"modules": [1]'),
      ]
    ) {
      await Deno.writeTextFile(`${directory}/lock.json`, damaged);
      await assert.rejects(
        store.read(),
        (error) => error instanceof ConfigError && /remove the file and add/.test(error.message),
        damaged.slice(0, 80),
      );
    }
  });
});
