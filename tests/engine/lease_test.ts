import assert from "node:assert/strict";

import {
  formatLease,
  isAbandoned,
  type Lease,
  parseLease,
  readProcessMarks,
} from "../../src/engine/lease.ts";
import { FakeSystem, type FakeSystemOptions } from "../fakes/fake_system.ts";

const BOOT = "0f0e0d0c-0b0a-4908-8706-050403020100";
const PID = 4242;

function stat(start: string): string {
  // the name holds what could mislead: spaces and a parenthesis
  return `${PID} (a) b S) S 1 1 1 0 -1 4194560 39065 0 0 0 99 393 0 0 20 0 13 0 ${start} 49 44 18\n`;
}

function linux(options: FakeSystemOptions = {}): FakeSystem {
  return new FakeSystem({
    ...options,
    files: {
      "/proc/1/stat": stat("25"),
      [`/proc/${PID}/stat`]: stat("151664"),
      "/proc/sys/kernel/random/boot_id": `${BOOT}\n`,
      ...options.files,
    },
  });
}

function leaseOf(system: FakeSystem, change: Partial<Lease> = {}): Lease {
  return {
    uid: system.uid(),
    pid: PID,
    process: { start: "151664", initStart: "25", bootId: BOOT },
    expiresAt: system.clock.now() / 1000 + 422,
    ...change,
  };
}

const abandoned = (system: FakeSystem, lease: Lease, running = true) =>
  isAbandoned(system, { lease, running });

Deno.test("readProcessMarks() reads what tells a Linux process from a later one", async () => {
  assert.deepEqual(await readProcessMarks(linux(), PID), {
    start: "151664",
    initStart: "25",
    bootId: BOOT,
  });
});

Deno.test("readProcessMarks() knows nothing of processes elsewhere", async () => {
  assert.deepEqual(await readProcessMarks(new FakeSystem({ platform: "darwin" }), PID), {
    start: null,
    initStart: null,
    bootId: null,
  });
});

Deno.test("parseLease() reads what formatLease() wrote", () => {
  const system = linux();
  const unknown = { start: null, initStart: null, bootId: null };
  for (const lease of [leaseOf(system), leaseOf(system, { uid: null, process: unknown })]) {
    assert.deepEqual(parseLease(formatLease(lease)), lease);
  }
  assert.equal(formatLease(leaseOf(system)), `1000:4242:151664:25:${BOOT}:1767226022`);
});

Deno.test("parseLease() takes no label of another shape", () => {
  for (const label of ["", "1", "1:2:3", "1000:x:1:1:-:1", "1000:1:1:1:-:1:1", "1000:-:1:1:-:1"]) {
    assert.equal(parseLease(label), null, label);
  }
});

Deno.test("isAbandoned() spares the container of a live process", async () => {
  const system = linux();
  assert.equal(await abandoned(system, leaseOf(system)), false);
  // also long after its time: a machine that slept has not ended its bridge
  assert.equal(await abandoned(system, leaseOf(system, { expiresAt: 0 })), false);
});

Deno.test("isAbandoned() gives up a container whose process is gone", async () => {
  const system = linux();
  assert.equal(await abandoned(system, leaseOf(system, { pid: 77 })), true);
});

Deno.test("isAbandoned() gives up a container whose process id now belongs to another process", async () => {
  const system = linux();
  const process = { start: "1", initStart: "25", bootId: BOOT };
  assert.equal(await abandoned(system, leaseOf(system, { process })), true);
});

Deno.test("isAbandoned() never judges the container of another user", async () => {
  const system = linux();
  assert.equal(
    await abandoned(system, leaseOf(system, { uid: 1001, pid: 77, expiresAt: 0 })),
    false,
  );
});

Deno.test("isAbandoned() gives up a stopped container of an earlier boot, a running one when it expired", async () => {
  const system = linux();
  const process = { start: "151664", initStart: "25", bootId: BOOT.replace("0f", "aa") };
  assert.equal(await abandoned(system, leaseOf(system, { process }), false), true);
  assert.equal(await abandoned(system, leaseOf(system, { process }), true), false);
  assert.equal(await abandoned(system, leaseOf(system, { process, expiresAt: 0 }), true), true);
});

Deno.test("isAbandoned() leaves processes of another namespace to their time", async () => {
  const system = linux();
  const process = { start: "1", initStart: "999", bootId: BOOT };
  assert.equal(await abandoned(system, leaseOf(system, { process, pid: 77 })), false);
  assert.equal(
    await abandoned(system, leaseOf(system, { process, pid: 77, expiresAt: 0 })),
    true,
  );
});

Deno.test("isAbandoned() leaves hidden processes to their time", async () => {
  const system = new FakeSystem({ files: { "/proc/sys/kernel/random/boot_id": BOOT } });
  const process = { start: null, initStart: null, bootId: BOOT };
  assert.equal(await abandoned(system, leaseOf(system, { process, pid: 77 })), false);
  assert.equal(
    await abandoned(system, leaseOf(system, { process, pid: 77, expiresAt: 0 })),
    true,
  );
});

Deno.test("isAbandoned() goes by id and time where a process has no other marks", async () => {
  const system = new FakeSystem({ platform: "darwin" });
  const process = { start: null, initStart: null, bootId: null };
  assert.equal(await abandoned(system, leaseOf(system, { process })), false);
  assert.equal(await abandoned(system, leaseOf(system, { process, expiresAt: 0 })), true);
  assert.equal(await abandoned(system, leaseOf(system, { process, pid: 77 })), true);
});
