import assert from "node:assert/strict";

import { MachineFiles } from "../../../../src/engine/container/machine/machine_files.ts";
import { formatLease } from "../../../../src/engine/lease.ts";
import { link } from "../../../fakes/fake_files.ts";
import { FakeSystem, type FakeSystemOptions } from "../../../fakes/fake_system.ts";

function filesOf(files: FakeSystemOptions["files"] = {}) {
  // where a process is known by its id alone
  const system = new FakeSystem({ files, platform: "darwin" });
  return { system, files: new MachineFiles({ system, stateDir: "/state", engine: "podman" }) };
}

/** A lease of a process of this system. */
function leaseOf(pid: number): string {
  return formatLease({
    uid: 1000,
    pid,
    process: { start: null, initStart: null, bootId: null },
    expiresAt: Date.UTC(2027, 0, 1) / 1000,
  });
}

Deno.test("MachineFiles.started() tells what setStarted() was told, until that is taken back", async () => {
  const { files } = filesOf();
  assert.equal(await files.started(), null);
  await files.prepare();
  for (const session of ["2026-01-01T00:00:00Z", null]) {
    await files.setStarted({ name: "work", session });
    assert.deepEqual(await files.started(), { name: "work", session });
  }
  await files.setStarted(null);
  assert.equal(await files.started(), null);
});

Deno.test("MachineFiles.started() does not believe what is no record of ours", async () => {
  const record = '{"name":"work","session":null}';
  for (const entry of ["", "[]", "{}", '{"name":1}', `${record}${" ".repeat(2000)}`]) {
    const { files } = filesOf({ "/state/machines/podman.json": entry });
    assert.equal(await files.started(), null, entry);
  }
  const linked = filesOf({ "/other": record, "/state/machines/podman.json": link("/other") });
  assert.equal(await linked.files.started(), null);
});

Deno.test("MachineFiles.isUsedByOthers() counts bridges that live, and clears away the others", async () => {
  const alive = "/state/machines/podman/4242-a";
  const { system, files } = filesOf({
    "/state/machines/podman/1-dead": leaseOf(1),
    "/state/machines/podman/junk": "junk",
    // the only process of this system
    [alive]: leaseOf(4242),
  });
  await files.use();
  assert.equal(await files.isUsedByOthers(), true);
  await system.files.remove(alive);
  assert.equal(await files.isUsedByOthers(), false, "its own use does not count");
  assert.equal((await system.files.list("/state/machines/podman")).length, 1);
  await files.leave();
  assert.deepEqual(await system.files.list("/state/machines/podman"), []);
});
