import assert from "node:assert/strict";

import { knownVersion } from "../../../src/engine/container/known_version.ts";
import { FakeSystem } from "../../fakes/fake_system.ts";

const FILE = "/state/podman-version.json";
const BOOT = "/proc/sys/kernel/random/boot_id";

interface Machine {
  readonly boot?: string;
  readonly program?: string;
  readonly kept?: string;
}

function machine({ boot, program = "podman", kept }: Machine): FakeSystem {
  return new FakeSystem({
    files: {
      "/state": { kind: "directory", mode: 0o700 },
      "/usr/bin/podman": program,
      ...(boot !== undefined && { [BOOT]: `${boot}\n` }),
      ...(kept !== undefined && { [FILE]: kept }),
    },
  });
}

/** The version on that machine, how often podman was asked, and what is kept then. */
async function look(system: FakeSystem, said: string | null) {
  let asked = 0;
  const options = { system, log: () => {}, stateDir: "/state", program: "/usr/bin/podman" };
  const version = await knownVersion(options, () => {
    asked++;
    return Promise.resolve(said);
  });
  const kept = await system.files.readText(FILE, 10_000).catch(() => undefined);
  return { version, asked, kept };
}

Deno.test("knownVersion() asks podman once for a boot and a program", async () => {
  const first = await look(machine({ boot: "b1" }), "4.3.1");
  assert.deepEqual([first.version, first.asked], ["4.3.1", 1]);
  const kept = first.kept ?? "";
  const again = await look(machine({ boot: "b1", kept }), "5.0.0");
  assert.deepEqual([again.version, again.asked], ["4.3.1", 0]);
  for (const other of [{ boot: "b2", kept }, { boot: "b1", kept, program: "another podman" }]) {
    const { version, asked } = await look(machine(other), "5.0.0");
    assert.deepEqual([version, asked], ["5.0.0", 1], JSON.stringify(other));
  }
});

Deno.test("knownVersion() keeps nothing that podman did not say, or that no boot can be told of", async () => {
  assert.deepEqual(await look(machine({ boot: "b1" }), null), {
    version: null,
    asked: 1,
    kept: undefined,
  });
  assert.deepEqual(await look(machine({}), "4.3.1"), {
    version: "4.3.1",
    asked: 1,
    kept: undefined,
  });
});

Deno.test("knownVersion() takes nothing from a file of another form", async () => {
  for (
    const kept of ["", "{", "[]", "null", '{"key":1,"version":"9.9.9"}', '{"version":"9.9.9"}']
  ) {
    const { version, asked } = await look(machine({ boot: "b1", kept }), "4.3.1");
    assert.deepEqual([version, asked], ["4.3.1", 1], kept);
  }
});

Deno.test("knownVersion() gives what podman said also where it cannot be kept", async () => {
  const system = machine({ boot: "b1" });
  system.files.writeAtomic = () => Promise.reject(new Error("no space left"));
  assert.equal((await look(system, "4.3.1")).version, "4.3.1");
});
