import assert from "node:assert/strict";
import { PackageError } from "../../src/errors.ts";
import type { PackageIndex } from "../../src/packages/package_index.ts";
import { containerTarget, embeddedTarget } from "../../src/packages/python_target.ts";
import { parseRequirement } from "../../src/packages/requirement.ts";
import { resolve, type ResolveOptions } from "../../src/packages/resolve.ts";
import { makeWheel, type TestWheel, type WheelOptions } from "../support/wheels.ts";

const TARGET = containerTarget({ version: "3.11.2", machine: "x86_64", libc: null, hasPip: true });

async function indexOf(...wheels: readonly WheelOptions[]): Promise<PackageIndex> {
  const made = await Promise.all(wheels.map(makeWheel));
  const named = (name: string): TestWheel => {
    const wheel = made.find(({ file }) => file === name);
    assert.ok(wheel !== undefined, name);
    return wheel;
  };
  return {
    label: "the test's index",
    files(project) {
      const own = made.filter((wheel) => wheel.project === project);
      return Promise.resolve(
        own.length === 0 ? null : own.map(({ file, sha256, requiresPython }) => ({
          name: file,
          sha256,
          requiresPython,
          yanked: false,
          origin: "here",
        })),
      );
    },
    metadata: ({ name }) => Promise.resolve(named(name).metadata),
    wheel: ({ name }) => Promise.resolve(named(name).bytes),
  };
}

async function choose(
  wanted: readonly string[],
  index: PackageIndex,
  options: Partial<ResolveOptions> = {},
): Promise<readonly string[]> {
  const packages = await resolve(wanted.map(parseRequirement), {
    index,
    target: TARGET,
    withoutWheel: (name) => `build ${name}`,
    ...options,
  });
  return packages.map(({ name, version }) => `${name} ${version}`);
}

function refuses(code: string, message: RegExp) {
  return (error: unknown) =>
    error instanceof PackageError && error.code === code && message.test(error.message);
}

Deno.test("resolve() chooses the newest versions and all that they need, whatever needs each other", async () => {
  const index = await indexOf(
    { name: "app", version: "1.9", requires: ["lib>=1"] },
    { name: "app", version: "1.10", requires: ["lib>=1", "tomli; python_version < '3.11'"] },
    { name: "lib", version: "2.0", requires: ["app"] },
    { name: "lib", version: "2.1rc1" },
  );
  assert.deepEqual(await choose(["app"], index), ["app 1.10", "lib 2.0"]);
  assert.deepEqual(await choose(["lib>=2.1rc1"], index), ["lib 2.1rc1"]);
});

Deno.test("resolve() takes an older version where the newest contradicts another package", async () => {
  const index = await indexOf(
    { name: "a", version: "2", requires: ["shared>=2"] },
    { name: "a", version: "1", requires: ["shared<2"] },
    { name: "b", version: "1", requires: ["shared<2"] },
    { name: "shared", version: "1" },
    { name: "shared", version: "2" },
  );
  assert.deepEqual(await choose(["a", "b"], index), ["a 1", "b 1", "shared 1"]);
  await assert.rejects(
    choose(["a==2", "b"], index),
    refuses("CONFLICT", /shared .*which a needs|needs? shared/),
  );
});

Deno.test("resolve() takes the dependencies of extras, also of one that is wanted later", async () => {
  const index = await indexOf(
    { name: "web", requires: ["fast; extra == 'speed'", "base"] },
    { name: "user", requires: ["web[Speed]"] },
    { name: "fast" },
    { name: "base" },
  );
  assert.deepEqual(await choose(["web"], index), ["base 1.0", "web 1.0"]);
  assert.deepEqual(await choose(["web", "user"], index), [
    "base 1.0",
    "fast 1.0",
    "user 1.0",
    "web 1.0",
  ]);
});

Deno.test("resolve() uses no wheel of another Python, and prefers the nearest", async () => {
  const index = await indexOf(
    { name: "old", version: "2", requiresPython: ">=3.12" },
    { name: "old", version: "1", requiresPython: ">=3.9" },
    { name: "native", tag: "cp311-cp311-manylinux_2_17_x86_64" },
    { name: "native", tag: "cp314-cp314-pyemscripten_2026_0_wasm32" },
    { name: "needs-native", requires: ["native"] },
  );
  assert.deepEqual(await choose(["old"], index), ["old 1"]);
  await assert.rejects(
    choose(["needs-native"], index),
    refuses("NO_WHEEL", /Cannot add native, which needs-native needs: .*; build native$/),
  );
  assert.deepEqual(await choose(["native"], index, { target: embeddedTarget() }), ["native 1.0"]);
});

Deno.test("resolve() tells at once of a dependency whose fitting versions are for others", async () => {
  const index = await indexOf(
    { name: "model", version: "2", requires: ["core==2"] },
    { name: "model", version: "1" },
    { name: "core", version: "2", tag: "cp311-cp311-manylinux_2_17_x86_64" },
    { name: "core", version: "0.1" },
  );
  await assert.rejects(
    choose(["model"], index),
    refuses("NO_WHEEL", /Cannot add core, which model/),
  );
  assert.deepEqual(await choose(["model<2"], index), ["model 1"]);
});

Deno.test("resolve() keeps what was chosen before, where it fits", async () => {
  const index = await indexOf(
    { name: "a", version: "1" },
    { name: "a", version: "2" },
    { name: "b", version: "1", requires: ["a>=2"] },
  );
  const preferred = new Map([["a", { version: "1", sha256: "" }]]);
  assert.deepEqual(await choose(["a"], index, { preferred }), ["a 1"]);
  assert.deepEqual(await choose(["a", "b"], index, { preferred }), ["a 2", "b 1"]);
});

Deno.test("resolve() names what is not there, and ends in bounded work", async () => {
  const index = await indexOf({ name: "a", version: "1" });
  await assert.rejects(choose(["nothing"], index), refuses("NOT_FOUND", /has no package/));
  await assert.rejects(choose(["a>=2"], index), refuses("CONFLICT", /the newest .* is 1$/));
  const chain = Array.from({ length: 120 }, (_, at) => ({
    name: `p${at}`,
    requires: [`p${at + 1}`],
  }));
  await assert.rejects(choose(["p0"], await indexOf(...chain)), refuses("LIMIT", /more than 100/));
  const many = Array.from({ length: 12 }, (_, at) => at).flatMap((at) =>
    Array.from({ length: 12 }, (_, version) => ({
      name: `q${at}`,
      version: `${version}`,
      requires: at === 11 ? ["q0==99"] : [`q${at + 1}`],
    }))
  );
  await assert.rejects(choose(["q0"], await indexOf(...many)), refuses("LIMIT", /in 300 steps/));
});
