import assert from "node:assert/strict";

import { buildRunArgs } from "../../../src/engine/container/run_args.ts";
import { type ExpectedFacts, findBreaches } from "../../../src/engine/container/sandbox_facts.ts";
import { sandboxUlimits } from "../../../src/engine/container/ulimits.ts";
import { ENGINE_NAMES, isContainerEngine } from "../../../src/engines.ts";

const EXPECTED: ExpectedFacts = {
  user: { user: "65534:65534", base: null },
  limits: { memoryBytes: 536870912, pids: 128 },
  ulimits: sandboxUlimits("podman", 128),
  missingLimits: [],
  mounts: [],
  mountOptions: [],
  ownRuntime: false,
};
const ZERO = "0000000000000000";

/** A container of podman, as it is. */
const FACTS = {
  ids: [65534, 65534, 65534, 65534],
  groups: [65534],
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
    ["/tmp", "rw,nosuid,nodev,noexec,relatime", "tmpfs"],
    ["/workspace", "rw,nosuid,nodev,noexec,relatime", "tmpfs"],
    ["/proc", "rw,nosuid,nodev,noexec", "proc"],
    ["/dev", "rw,nosuid", "tmpfs"],
    ["/dev/null", "rw,relatime", "devtmpfs"],
    ["/sys", "ro,nosuid", "sysfs"],
    ["/sys/fs/cgroup/memory", "ro,nosuid", "cgroup"],
    ["/etc/hosts", "ro,nosuid", "ext4"],
    ["/proc/keys", "rw,nosuid", "tmpfs"],
  ],
  interfaces: ["lo"],
  memory: "536870912\n",
  pids: "128\n",
  ulimits: {
    core: 0,
    fsize: 134217728,
    nofile: 256,
    nproc: 4096,
    msgqueue: 0,
    sigpending: 1024,
    memlock: 65536,
    // not asked for
    stack: -1,
  },
  kernel: "#1 SMP Debian",
};

function breaches(change: object, expected: Partial<ExpectedFacts> = {}): readonly string[] {
  return findBreaches(JSON.stringify({ ...FACTS, ...change }), { ...EXPECTED, ...expected });
}

function withMount(...mount: string[]): object {
  return { mounts: [...FACTS.mounts, mount] };
}

Deno.test("findBreaches() finds nothing in a sandbox that is as it should be", () => {
  assert.deepEqual(breaches({}), []);
  assert.deepEqual(breaches({ memory: null, pids: null, groups: [] }), [], "what is not visible");
});

Deno.test("findBreaches() names each thing that is not as it was asked for", () => {
  const cases: readonly (readonly [object, RegExp])[] = [
    [{ ids: [0, 0, 0, 0] }, /runs as \[0,0,0,0\], not as 65534:65534/],
    [{ ids: [65534, 0, 65534, 65534] }, /runs as/],
    [{ groups: [65534, 999] }, /groups \[999\]/],
    [{ status: { ...FACTS.status, CapEff: "00000000a80425fb" } }, /CapEff is/],
    [{ status: { ...FACTS.status, CapBnd: "00000000a80425fb" } }, /CapBnd is/],
    [{ status: { ...FACTS.status, NoNewPrivs: "0" } }, /NoNewPrivs/],
    [{ status: { ...FACTS.status, Seccomp: "0" } }, /filter of system calls/],
    [{ status: {} }, /CapEff is unknown/],
    [withMount("/data", "ro", "ext4"), /has the mount "\/data"/],
    [withMount("/dev/sda", "ro", "ext4"), /has the mount "\/dev\/sda"/],
    [withMount("/var/run/docker.sock", "ro", "tmpfs"), /docker.sock/],
    [withMount("/etc/hosts", "rw", "ext4"), /\/etc\/hosts can be written to/],
    [withMount("/", "rw", "overlay"), /mount \/ can be written to/],
    [withMount("/tmp", "rw,nosuid,nodev", "tmpfs"), /mount \/tmp is not noexec/],
    [{ mounts: [] }, /does not show its mounts/],
    [{ interfaces: ["lo", "eth0"] }, /interfaces \["eth0"\]/],
    [{ memory: "max\n" }, /limit on memory is "max"/],
    [{ memory: "9223372036854771712\n" }, /limit on memory/],
    [{ pids: "max\n" }, /limit on pids is "max"/],
    [{ ulimits: { ...FACTS.ulimits, core: -1 } }, /ulimit core is -1/],
    [{ ulimits: { ...FACTS.ulimits, nofile: 1048576 } }, /ulimit nofile/],
    [{ ulimits: { ...FACTS.ulimits, memlock: 8388608 } }, /ulimit memlock is 8388608, not 65536/],
    [{ ulimits: { ...FACTS.ulimits, sigpending: undefined } }, /ulimit sigpending is unknown/],
  ];
  for (const [change, expected] of cases) {
    const found = breaches(change);
    assert.ok(found.length > 0, `nothing found in ${JSON.stringify(change)}`);
    assert.match(found.join("; "), expected);
  }
});

Deno.test("findBreaches() accepts the directories of the machine that were asked for, and no weaker ones", () => {
  const expected = {
    mounts: [
      { source: "/data", target: "/mnt/data", writable: false },
      { source: "/out", target: "/mnt/out", writable: true },
    ],
    mountOptions: ["nosuid", "nodev", "noexec"],
  };
  const flags = "nosuid,nodev,noexec";
  const cases: readonly (readonly [readonly string[], RegExp | null])[] = [
    [["/mnt/data", `ro,${flags}`, "ext4"], null],
    [["/mnt/out", `rw,${flags}`, "ext4"], null],
    [["/mnt/data", `rw,${flags}`, "ext4"], /\/mnt\/data can be written to/],
    [["/mnt/data", "ro,nosuid,nodev", "ext4"], /\/mnt\/data is not noexec/],
    [["/mnt/out", "rw,nodev,noexec", "ext4"], /\/mnt\/out is not nosuid/],
    [["/mnt/data/inner", `ro,${flags}`, "ext4"], /has the mount "\/mnt\/data\/inner"/],
  ];
  for (const [mount, problem] of cases) {
    const found = breaches(withMount(...mount), expected).join("; ");
    if (problem === null) assert.equal(found, "");
    else assert.match(found, problem);
  }
  const docker = { ...expected, mountOptions: [] };
  assert.deepEqual(breaches(withMount("/mnt/data", "ro", "ext4"), docker), []);
});

for (const engine of ENGINE_NAMES.filter(isContainerEngine)) {
  Deno.test(`findBreaches() compares each ulimit that ${engine} is asked for, and accepts lower ones`, () => {
    const args = buildRunArgs(engine, {
      containerName: "",
      lease: "",
      image: "",
      imageEnvNames: [],
      user: EXPECTED.user,
      limits: { ...EXPECTED.limits, pids: 5000, cpus: null, lifetimeSeconds: 1 },
      filter: { kind: "program", base64: "" },
      innerFilter: null,
      mounts: [],
      remote: false,
      loader: "",
    });
    const asked = args.flatMap((arg, at) => args[at - 1] === "--ulimit" ? [arg] : [])
      .map((flag) => /^([a-z]+)=(\d+):\2$/.exec(flag) ?? assert.fail(flag))
      .map(([, name = "", most]) => [name, Number(most)] as const);
    assert.ok(asked.length >= 6, `${asked.length} ulimits`);
    const ulimits = Object.fromEntries(asked);
    const expected = { ulimits: sandboxUlimits(engine, 5000) };
    assert.deepEqual(breaches({ ulimits }, expected), []);
    for (const [name, most] of asked) {
      for (const seen of [most + 1, -1, undefined]) {
        const found = breaches({ ulimits: { ...ulimits, [name]: seen } }, expected);
        assert.deepEqual(found, [`its ulimit ${name} is ${seen ?? "unknown"}, not ${most}`]);
      }
      assert.deepEqual(breaches({ ulimits: { ...ulimits, [name]: 0 } }, expected), []);
    }
  });
}

Deno.test("findBreaches() takes no text but its own for a good sandbox", () => {
  for (const text of ["", "[]", "null", "{}", "{", '{"ids":{}}']) {
    assert.ok(findBreaches(text, EXPECTED).length > 0, text);
  }
});

Deno.test("findBreaches() does not judge a limit that the user went without", () => {
  const none = { memory: "max", pids: "max" };
  assert.deepEqual(breaches(none, { missingLimits: ["memory", "pids"] }), []);
  assert.equal(breaches(none, { missingLimits: ["memory"] }).length, 1);
});

Deno.test("findBreaches() believes gVisor's own list only where the user chose the runtime", () => {
  const gvisor = {
    kernel: "#1 SMP Sun Jan 10 15:06:54 PST 2016",
    status: { CapInh: ZERO, CapPrm: ZERO, CapEff: ZERO, CapBnd: ZERO, Seccomp: "0" },
  };
  assert.deepEqual(breaches(gvisor, { ownRuntime: true }), []);
  assert.ok(breaches(gvisor).length >= 2);
  const raised = { ...gvisor, status: { ...gvisor.status, CapEff: "00000000800405fb" } };
  assert.equal(breaches(raised, { ownRuntime: true }).length, 1);
});

Deno.test("findBreaches() compares the ids outside with those asked for", () => {
  const user = { user: "65534:65534", base: 1879048192 };
  const map = "         0 1879048192      65536\n";
  const own = { ...FACTS, uids: map, gids: map };
  assert.deepEqual(findBreaches(JSON.stringify(own), { ...EXPECTED, user }), []);
  for (
    const wrong of [
      { ...own, uids: "         0          0 4294967295\n" },
      { ...own, gids: map.replace("1879048192", "1879113728") },
      FACTS,
    ]
  ) {
    const [breach] = findBreaches(JSON.stringify(wrong), { ...EXPECTED, user });
    assert.match(breach ?? "", /^its ids are .* outside, not from 1879048192 on$/);
  }
});
