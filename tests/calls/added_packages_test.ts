import assert from "node:assert/strict";
import { UpstreamError } from "../../src/errors.ts";
import { createAddedPackages, PART_BYTES } from "../../src/calls/added_packages.ts";
import { formatLock, type LockedPackage } from "../../src/packages/package_lock.ts";
import { TIME_ZONES, timeZonesWheel } from "../../src/packages/time_zones.ts";
import { readWheel } from "../../src/packages/wheel_archive.ts";
import { sha256 as hash } from "../../src/system/sha256.ts";
import { createDenoFiles } from "../../src/system/deno_files.ts";
import { callerOf, type OneStepCaller } from "../support/call_handlers.ts";

const { version, sha256 } = TIME_ZONES;
const NEVER = new AbortController().signal;
const SHA256 = "a".repeat(64);
const DEMO: LockedPackage = {
  name: "demo",
  version: "1.0",
  file: "demo-1.0-py3-none-any.whl",
  sha256: SHA256,
  size: PART_BYTES + 5,
  requiresPython: "",
  origin: "here",
  requires: [],
  modules: ["demo"],
};

async function withFolder(
  test: (call: OneStepCaller, directory: string) => Promise<void>,
): Promise<void> {
  const directory = await Deno.makeTempDir({ prefix: "bridge-added-" });
  try {
    await test(callerOf(createAddedPackages({ files: createDenoFiles(), directory })), directory);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

const refused = (code: string) => (error: unknown) =>
  error instanceof UpstreamError && error.code === code && !error.message.includes("/");

Deno.test("list_packages gives those for the kind of sandbox, and the time zones", async () => {
  await withFolder(async (call, directory) => {
    const list = (embedded: boolean) => call("list_packages", { embedded }, NEVER);
    const zones = { name: "tzdata", version, modules: ["tzdata"], sha256, parts: 1 };
    assert.deepEqual(await list(false), [zones]);
    const set = { python: "3.11.2", requested: ["demo"], packages: [DEMO] };
    const lock = formatLock({ container: set, embedded: null });
    await Deno.writeTextFile(`${directory}/lock.json`, lock);
    assert.deepEqual(await list(false), [
      { name: "demo", version: "1.0", modules: ["demo"], sha256: SHA256, parts: 2 },
      zones,
    ]);
    assert.deepEqual(await list(true), [zones]);
    const own = { ...DEMO, name: "tzdata", modules: ["tzdata"] };
    await Deno.writeTextFile(
      `${directory}/lock.json`,
      formatLock({ container: { ...set, packages: [own] }, embedded: null }),
    );
    assert.deepEqual(Object(await list(false)).map((one: LockedPackage) => one.sha256), [SHA256]);
    await Deno.writeTextFile(`${directory}/lock.json`, "{");
    await assert.rejects(list(false), refused("NOT_AVAILABLE"));
  });
});

Deno.test("read_package gives the time zones that every bridge has", async () => {
  await withFolder(async (call) => {
    const part = await call("read_package", { sha256, part: 0 }, NEVER);
    const wheel = Uint8Array.fromBase64(String(part));
    assert.equal(await hash(wheel), sha256);
    assert.equal(wheel.length, TIME_ZONES.size);
    assert.deepEqual(readWheel("tzdata.whl", wheel).modules, TIME_ZONES.modules);
    assert.deepEqual(wheel, await timeZonesWheel());
    const beyond = { sha256, part: 1 };
    await assert.rejects(call("read_package", beyond, NEVER), refused("NOT_FOUND"));
  });
});

Deno.test("read_package gives a wheel in parts, and no other file", async () => {
  await withFolder(async (call, directory) => {
    const bytes = new Uint8Array(DEMO.size).map((_, at) => at % 251);
    await Deno.writeFile(`${directory}/${SHA256}.whl`, bytes);
    await Deno.writeTextFile(`${directory}/secret`, "secret");
    await Deno.symlink(`${directory}/secret`, `${directory}/${"b".repeat(64)}.whl`);
    const read = async (part: number) =>
      Uint8Array.fromBase64(String(await call("read_package", { sha256: SHA256, part }, NEVER)));
    assert.deepEqual(await read(0), bytes.slice(0, PART_BYTES));
    assert.deepEqual(await read(1), bytes.slice(PART_BYTES));
    await assert.rejects(read(2), refused("NOT_FOUND"));
    for (const sha256 of ["b".repeat(64), "c".repeat(64)]) {
      await assert.rejects(call("read_package", { sha256, part: 0 }, NEVER), refused("NOT_FOUND"));
    }
    for (
      const params of [
        { sha256: "../secret", part: 0 },
        { sha256: SHA256.toUpperCase(), part: 0 },
        { sha256: SHA256, part: -1 },
        { sha256: SHA256, part: 0.5 },
        { sha256: SHA256, part: "0" },
        { sha256: SHA256 },
      ]
    ) {
      await assert.rejects(
        async () => await call("read_package", params, NEVER),
        (error) => error instanceof UpstreamError && error.code === "BAD_ARGUMENTS",
      );
    }
  });
});
