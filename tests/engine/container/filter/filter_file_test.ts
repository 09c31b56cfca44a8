import assert from "node:assert/strict";

import { writeFilterFile } from "../../../../src/engine/container/filter/filter_file.ts";
import { FILTER_LIST } from "../../../../src/engine/container/filter/filter_list.ts";
import {
  createFilterSource,
  type FilterSourceOptions,
} from "../../../../src/engine/container/filter/filter_source.ts";
import { createDenoSystem } from "../../../../src/system/deno_system.ts";
import { link } from "../../../fakes/fake_files.ts";
import { FakeSystem } from "../../../fakes/fake_system.ts";

const STATE = "/state";

function fake(): FakeSystem {
  return new FakeSystem({ files: { [STATE]: { kind: "directory", mode: 0o700 } } });
}

function source(options: Partial<FilterSourceOptions>) {
  return createFilterSource({
    system: fake(),
    log: () => {},
    list: FILTER_LIST,
    stateDir: STATE,
    remote: false,
    ...options,
  });
}

Deno.test("writeFilterFile() writes a file for its owner alone, named by its content", async () => {
  const stateDir = await Deno.makeTempDir();
  try {
    const system = createDenoSystem();
    const path = await writeFilterFile(system, { stateDir, profile: "{}" });
    const other = await writeFilterFile(system, { stateDir, profile: "{ }" });
    assert.notEqual(path, other);
    assert.equal(await Deno.readTextFile(path), "{}");
    assert.equal(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o600);
    assert.equal((await Array.fromAsync(Deno.readDir(stateDir))).length, 2);
    assert.equal(path, await writeFilterFile(system, { stateDir, profile: "{}" }));
  } finally {
    await Deno.remove(stateDir, { recursive: true });
  }
});

Deno.test("writeFilterFile() replaces a link, a changed file and one that others may write", async () => {
  const system = fake();
  const path = await writeFilterFile(system, { stateDir: STATE, profile: "{}" });
  const bytes = new TextEncoder().encode("{}");
  system.files.put("/elsewhere", "{}");
  for (
    const entry of [
      link("/elsewhere"),
      { kind: "file", bytes: new TextEncoder().encode("[]"), mode: 0o600 },
      { kind: "file", bytes, mode: 0o666 },
      { kind: "file", bytes, mode: 0o600, uid: 4242 },
    ] as const
  ) {
    system.files.put(path, entry);
    assert.equal(await writeFilterFile(system, { stateDir: STATE, profile: "{}" }), path);
    assert.deepEqual(system.files.entries.get(path), { kind: "file", bytes, mode: 0o600 });
  }
});

Deno.test("the filter is a file of the state directory, and is written again when it was removed", async () => {
  const system = fake();
  const from = source({ system });
  const first = await from.next();
  assert.ok(first.kind === "profile");
  assert.match(first.path, /^\/state\/seccomp-[0-9a-f]{16}\.json$/);
  system.files.entries.delete(first.path);
  assert.deepEqual(await from.next(), first);
  assert.ok(system.files.entries.has(first.path));
});

Deno.test("the first process gets the filter where no file can be written or seen, told once", async () => {
  const logged: string[] = [];
  const log = (_level: string, message: string) => logged.push(message);
  const unwritable = source({ system: new FakeSystem({}), log });
  const program = await unwritable.next();
  assert.ok(program.kind === "program");
  assert.equal(Uint8Array.fromBase64(program.base64).length % 8, 0);
  await unwritable.next();
  assert.equal(logged.length, 1);
  assert.match(logged[0] ?? "", /^Sandboxes install their filter themselves: /);

  const remote = source({ log, remote: true });
  assert.deepEqual(await remote.next(), program);
  assert.equal(logged.length, 1);
});
