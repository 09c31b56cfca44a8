import assert from "node:assert/strict";

import { judgeRoom } from "../../../src/engine/container/room_facts.ts";
import type { ExpectedFacts } from "../../../src/engine/container/sandbox_facts.ts";
import { sandboxUlimits } from "../../../src/engine/container/ulimits.ts";

const EXPECTED: ExpectedFacts = {
  // the room's ids are its own, whatever the container's are outside
  user: { user: "65534:65534", base: 1879048192 },
  limits: { memoryBytes: 536870912, pids: 128 },
  ulimits: sandboxUlimits("podman", 128),
  missingLimits: [],
  mounts: [],
  mountOptions: [],
  ownRuntime: false,
};
const ZERO = "0000000000000000";
const OPTIONS = "rw,nosuid,nodev,noexec,relatime";
const MAP = "     65534      65534          1\n";
const MIB = 1024 * 1024;

/** What the container tells of itself, as far as a room is compared with it. */
const CONTAINER = {
  places: {
    "/tmp": [40, 64 * MIB, 0],
    "/workspace": [41, 128 * MIB, 0],
    "/dev/shm": [42, 16 * MIB, 0],
    "/dev/mqueue": [43, 0, 0],
  },
  namespaces: {
    user: "user:[1]",
    pid: "pid:[2]",
    ipc: "ipc:[3]",
    mnt: "mnt:[4]",
    net: "net:[5]",
  },
};

const ROOM = {
  ids: [65534, 65534, 65534, 65534],
  groups: [65534],
  uids: MAP,
  gids: MAP,
  status: {
    CapInh: ZERO,
    CapPrm: ZERO,
    CapEff: ZERO,
    CapBnd: ZERO,
    CapAmb: ZERO,
    NoNewPrivs: "1",
    Seccomp: "2",
  },
  mounts: [
    ["/", "ro,relatime", "overlay"],
    ["/tmp", OPTIONS, "tmpfs"],
    ["/workspace", OPTIONS, "tmpfs"],
    ["/dev/shm", OPTIONS, "tmpfs"],
    ["/dev/mqueue", OPTIONS, "mqueue"],
    ["/tmp", OPTIONS, "tmpfs"],
    ["/workspace", OPTIONS, "tmpfs"],
    ["/dev/shm", OPTIONS, "tmpfs"],
    ["/dev/mqueue", OPTIONS, "mqueue"],
  ],
  interfaces: ["lo"],
  ulimits: { ...sandboxUlimits("podman", 128) },
  places: {
    "/tmp": [50, 64 * MIB, 0],
    "/workspace": [51, 128 * MIB, 0],
    "/dev/shm": [52, 16 * MIB, 0],
    "/dev/mqueue": [53, 0, 0],
  },
  namespaces: {
    user: "user:[11]",
    pid: "pid:[12]",
    ipc: "ipc:[13]",
    mnt: "mnt:[14]",
    net: "net:[15]",
  },
  pid: 1,
  unshare: "EPERM",
};

function judge(room: unknown) {
  return judgeRoom(JSON.stringify({ ...CONTAINER, room }), EXPECTED);
}

function withPlace(place: string, ...facts: readonly number[]): object {
  return { places: { ...ROOM.places, [place]: facts } };
}

Deno.test("judgeRoom() takes a room that is as it must be", () => {
  assert.deepEqual(judge({ facts: ROOM }), { made: true });
});

Deno.test("judgeRoom() names each thing by which a room is not what a run must have", () => {
  const status = ROOM.status;
  const cases: readonly (readonly [object, RegExp])[] = [
    [{ ids: [65534, 0, 65534, 65534] }, /runs as/],
    [{ groups: [65534, 999] }, /groups \[999\]/],
    [{ uids: "         0          0 4294967295\n" }, /has the ids \[\["0","0","4294967295"\]/],
    [{ gids: null }, /has the ids/],
    [{ status: { ...status, CapEff: "000001ffffffffff" } }, /CapEff is/],
    [{ status: { ...status, CapBnd: "000001ffffffffff" } }, /CapBnd is/],
    [{ status: { ...status, NoNewPrivs: "0" } }, /NoNewPrivs is not set/],
    [{ status: { ...status, Seccomp: "0" } }, /no filter of system calls/],
    [{ unshare: "done" }, /answer to unshare is "done"/],
    [{ unshare: undefined }, /answer to unshare is unknown/],
    [{ mounts: [...ROOM.mounts, ["/data", "rw", "ext4"]] }, /has the mount "\/data"/],
    [{ mounts: [...ROOM.mounts, ["/tmp", "rw,nosuid,nodev", "tmpfs"]] }, /\/tmp is not noexec/],
    [{ mounts: [...ROOM.mounts, ["/dev/shm", "rw,nosuid,noexec", "tmpfs"]] }, /shm is not nodev/],
    [{ mounts: [...ROOM.mounts, ["/dev/mqueue", OPTIONS, "tmpfs"]] }, /"tmpfs", not mqueue/],
    [withPlace("/tmp", 40, 64 * MIB, 0), /^[^;]*\/tmp is the container's$/],
    [withPlace("/dev/mqueue", 43, 0, 0), /\/dev\/mqueue is the container's/],
    [withPlace("/dev/shm", 52, 17 * MIB, 0), /\/dev\/shm has 17825792 bytes, not 16777216/],
    [withPlace("/dev/shm", 52, 8 * MIB, 0), /\/dev\/shm has 8388608 bytes, not 16777216/],
    [withPlace("/workspace", 51, 128 * MIB, 1), /\/workspace is not empty/],
    [{ places: {} }, /\/tmp is the container's; \/tmp has unknown bytes/],
    [{ interfaces: ["lo", "eth0"] }, /interfaces \["eth0"\]/],
    [{ ulimits: { ...ROOM.ulimits, nofile: 1024 } }, /ulimit nofile is 1024/],
    [{ namespaces: { ...ROOM.namespaces, net: "net:[5]" } }, /no net namespace of its own/],
    [{ namespaces: { ...ROOM.namespaces, user: undefined } }, /no user namespace of its own/],
    [{ pid: 7 }, /first process has the id 7/],
  ];
  for (const [change, expected] of cases) {
    const trial = judge({ facts: { ...ROOM, ...change } });
    assert.ok(!trial.made && !trial.passing, JSON.stringify(change));
    assert.match(trial.reason, /^a room is not as it must be: /);
    assert.match(trial.reason, expected);
  }
});

Deno.test("judgeRoom() gives the reason of a room that was not made, and whether it may pass", () => {
  assert.deepEqual(judge({ reason: "namespaces: Cannot allocate memory", passing: true }), {
    made: false,
    reason: "namespaces: Cannot allocate memory",
    passing: true,
  });
  const long = judge({ reason: "x".repeat(5000) });
  assert.ok(!long.made && !long.passing && long.reason.length === 300);
  for (const nothing of [undefined, null, [], {}, { reason: 7 }, { facts: [] }, { facts: null }]) {
    assert.equal(judge(nothing).made, false, JSON.stringify(nothing));
  }
});
