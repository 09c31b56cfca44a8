/** Our filters: their lists, and that the two outputs of each say the same. */

import assert from "node:assert/strict";

import { makeFilterList } from "../../../../scripts/filter/make_filter_list.ts";
import numbers from "../../../../scripts/filter/numbers.json" with { type: "json" };
import { buildEngineProfile } from "../../../../src/engine/container/filter/engine_profile.ts";
import {
  type ArchitectureList,
  FILTER_LIST,
  type FilterList,
  OUTER_FILTER_LIST,
} from "../../../../src/engine/container/filter/filter_list.ts";
import {
  buildFilterProgram,
  encodeProgram,
  MAX_INSTRUCTIONS,
} from "../../../../src/engine/container/filter/filter_program.ts";
import { type Answer, type Call, type Profile, readProfile, runProgram } from "./run_filter.ts";

/** The lists, by the names of their golden files. */
const LISTS: Readonly<Record<"inner" | "outer", FilterList>> = {
  inner: FILTER_LIST,
  outer: OUTER_FILTER_LIST,
};
/** Numbers above this are newer than the list. */
const LAST = 500;

interface Architecture extends ArchitectureList {
  /** `inner x86_64`. */
  readonly title: string;
  readonly golden: URL;
  /** Name by number of every call that we know. */
  readonly names: ReadonlyMap<number, string>;
  /** What the profile answers. */
  readonly askProfile: (call: Call) => Answer;
  /** What the program answers. */
  readonly askProgram: (call: Call) => Answer;
}

const ARCHITECTURES: readonly Architecture[] = Object.entries(LISTS).flatMap(([which, filter]) => {
  const program = buildFilterProgram(filter);
  const profile: Profile = JSON.parse(buildEngineProfile(filter));
  return filter.architectures.map((list) => {
    const { name, engineName } = list;
    const all: Readonly<Record<string, number>> = name === "aarch64"
      ? numbers.aarch64
      : numbers.x86_64;
    const names = new Map(Object.entries(all).map(([called, number]) => [number, called]));
    return {
      ...list,
      title: `${which} filter of ${name}`,
      golden: new URL(`./golden/${which}_${name}.txt`, import.meta.url),
      names,
      askProfile: readProfile(profile, { engineName, names }),
      askProgram: (call) => runProgram(program, call),
    };
  });
});

function call(architecture: Architecture, name: string, ...args: readonly bigint[]): Call {
  const number = [...architecture.names].find(([, other]) => other === name)?.[0];
  if (number === undefined) throw new Error(`${architecture.name} has no ${name}`);
  return { audit: architecture.audit, number, args };
}

/** Both answers, which must be one. */
function ask(architecture: Architecture, asked: Call): Answer {
  const answer = architecture.askProgram(asked);
  assert.equal(
    architecture.askProfile(asked),
    answer,
    `${architecture.title} ${asked.number}(${asked.args.join(", ")})`,
  );
  return answer;
}

type Cases = Readonly<Record<string, Readonly<Record<"allow" | "EPERM", readonly bigint[][]>>>>;

/** Arguments of the calls that the outer filter allows to make a room. */
const ROOM_CASES: Cases = {
  unshare: {
    // the kernel looks at the low half, as the filter does
    allow: [[0x10000000n], [0x10000000n | (1n << 32n)]],
    // nothing; mount, cgroup, uts, ipc, pid, net, time; files, semaphores; beside what is allowed
    EPERM: [0n, 0x20000n, 0x02000000n, 0x04000000n, 0x08000000n, 0x20000000n, 0x40000000n, 0x80n]
      .concat([0x400n, 0x40000n, 0x78020000n, 0x12000000n, 0x10000080n]).map((flags) => [flags]),
  },
  mount: {
    allow: [[1n, 2n, 3n, 0xen], [0n, 0n, 0n, 0xen, 1n]],
    // without one flag; read-only, remount, bind, recursive, private, shared, move
    EPERM: [0n, 6n, 10n, 12n, 0xfn, 0x2en, 0x100en, 0x400en, 0x4000en, 0x10000en, 0x200en]
      .map((flags) => [0n, 0n, 0n, flags]),
  },
};

Deno.test("the list in the source is the one that write_filter.ts makes", () => {
  assert.deepEqual(FILTER_LIST, makeFilterList());
});

Deno.test("the outer filter answers as the inner one, except to calls that make a room", () => {
  const of = (which: string) => ARCHITECTURES.filter(({ title }) => title.startsWith(which));
  for (const [at, outer] of of("outer").entries()) {
    const inner = of("inner")[at];
    assert.ok(inner);
    const others = [...outer.names].filter(([number]) =>
      [0n, 0xen, 0x1000_0000n, 0x6802_0011n, 0x5_0000_000en, (1n << 64n) - 1n].some((value) => {
        const asked = { audit: outer.audit, number, args: Array<bigint>(6).fill(value) };
        return ask(outer, asked) !== ask(inner, asked);
      })
    ).map(([, name]) => name);
    assert.deepEqual(others.sort(), ["clone", "mount", "unshare"], outer.name);
    const added = Object.keys(outer.checked).filter((name) => !(name in inner.checked));
    assert.deepEqual(added.sort(), ["mount", "unshare"]);
    for (const part of ["allowed", "absent"] as const) assert.deepEqual(outer[part], inner[part]);
  }
});

for (const architecture of ARCHITECTURES) {
  const { title } = architecture;

  Deno.test(`the ${title} is exactly the reviewed one`, async () => {
    const lines = Array.from({ length: LAST + 1 }, (_, number) => {
      const called = architecture.names.get(number) ?? "-";
      const answer = Object.hasOwn(architecture.checked, called)
        ? "arguments"
        : ask(architecture, { audit: architecture.audit, number, args: [] });
      return `${number} ${called} ${answer}\n`;
    });
    assert.equal(lines.join(""), await Deno.readTextFile(architecture.golden));
  });

  Deno.test(`profile and program of the ${title} agree for every number, whatever the arguments`, () => {
    const tested = [0, 1, 2, 9, 10, 14, 16, 17, 1024, 1030, 1031, 0x7e020000, 0xffffffff];
    const values = tested.map(BigInt);
    // the kernel looks at the low half of an int, and so must both
    const wide = values.map((value) => value + (1n << 32n));
    const isChecked = new Set(Object.values(architecture.checked));
    for (let number = 0; number <= LAST; number += 1) {
      const tried = isChecked.has(number) ? [...values, ...wide] : [0n, 0xffffffffffffffffn];
      for (const first of tried) {
        for (const second of tried) {
          for (const third of [0n, 6n, 17n, 132n]) {
            const args = [first, second, third, first, second, third];
            ask(architecture, { audit: architecture.audit, number, args });
          }
        }
      }
    }
  });

  Deno.test(`the ${title} allows these arguments and no others`, () => {
    const makesRooms = Object.hasOwn(architecture.checked, "mount");
    const CASES: Cases = {
      clone: {
        allow: [[17n], [0x3d0f00n], [0x80n], ...makesRooms ? [[0x68020011n]] : []],
        EPERM: [0x20000n, 0x02000000n, 0x04000000n, 0x08000000n, 0x10000000n, 0x20000000n]
          .concat(0x40000000n).flatMap((flag) => [[flag | 17n], [flag | 17n | (1n << 32n)]])
          // a room with another namespace, one less, another signal, shared memory
          .concat([0x78020011n, 0x6c020011n, 0x28020011n, 0x68020000n, 0x68020111n].map((n) => [n]))
          .concat(makesRooms ? [] : [[0x68020011n]]),
      },
      socket: {
        allow: [
          [1n, 1n, 0n],
          [1n, 5n, 0n],
          [2n, 1n, 0n],
          [2n, 0x80801n, 6n],
          [10n, 2n, 17n],
          [10n, 1n, 0n],
        ],
        // raw, ICMP, MPTCP, SCTP, UDP-Lite; then netlink, packet, alg, vsock, and a wide AF_NETLINK
        EPERM: [
          [2n, 3n, 1n],
          [2n, 2n, 1n],
          [2n, 1n, 262n],
          [10n, 1n, 132n],
          [2n, 2n, 136n],
          [16n, 3n, 0n],
          [17n, 3n, 0n],
          [38n, 5n, 0n],
          [40n, 1n, 0n],
          [16n | (1n << 32n), 3n, 0n],
        ],
      },
      socketpair: { allow: [[1n, 1n, 0n]], EPERM: [[30n, 1n, 0n], [2n, 1n, 0n]] },
      prlimit64: { allow: [[0n, 7n]], EPERM: [[1n, 7n], [42n, 7n]] },
      sched_setaffinity: { allow: [[0n]], EPERM: [[1n]] },
      sched_setattr: { allow: [[0n]], EPERM: [[1n]] },
      sched_setparam: { allow: [[0n]], EPERM: [[1n]] },
      sched_setscheduler: { allow: [[0n]], EPERM: [[1n]] },
      setpriority: { allow: [[0n, 0n, 19n]], EPERM: [[0n, 1n], [1n, 0n], [1n, 1n], [2n, 0n]] },
      ioprio_set: { allow: [[1n, 0n]], EPERM: [[1n, 1n], [2n, 0n], [2n, 1n], [3n, 0n]] },
      fcntl: {
        allow: [[0n, 0n], [0n, 4n], [0n, 7n], [0n, 1030n], [0n, 1033n]],
        // F_SETPIPE_SZ, also with a high half that the kernel ignores; F_SETOWN, F_SETSIG, F_NOTIFY
        EPERM: [
          [0n, 1031n],
          [0n, 1031n | (1n << 32n)],
          [0n, 8n],
          [0n, 10n],
          [0n, 1026n],
        ],
      },
      personality: { allow: [[0n], [0xffffffffn]], EPERM: [[0x40000n], [8n]] },
      ...makesRooms ? ROOM_CASES : {},
    };
    assert.deepEqual(Object.keys(CASES).sort(), Object.keys(architecture.checked).sort());
    for (const [called, cases] of Object.entries(CASES)) {
      for (const answer of ["allow", "EPERM"] as const) {
        for (const args of cases[answer]) {
          const shown = `${called}(${args.join(", ")})`;
          assert.equal(ask(architecture, call(architecture, called, ...args)), answer, shown);
        }
      }
    }
  });
}

for (const [which, list] of Object.entries(LISTS)) {
  Deno.test(`the ${which} filter ends a process that calls as another architecture, or as x32`, () => {
    const program = buildFilterProgram(list);
    const AUDIT_ARCH_I386 = 0x40000003;
    for (
      const [audit, number] of [[AUDIT_ARCH_I386, 1], [0xc000003e, 0x40000000], [0, 0]] as const
    ) {
      assert.equal(runProgram(program, { audit, number, args: [] }), "foreign");
    }
    assert.deepEqual(JSON.parse(buildEngineProfile(list)).archMap, [
      { architecture: "SCMP_ARCH_X86_64", subArchitectures: [] },
      { architecture: "SCMP_ARCH_AARCH64", subArchitectures: [] },
    ]);
    assert.ok(program.length < MAX_INSTRUCTIONS);
  });
}

Deno.test("encodeProgram() writes what the kernel reads: code, jumps, operand", () => {
  assert.deepEqual(
    [...encodeProgram([{ code: 0x15, jt: 1, jf: 2, k: 0xc000003e }])],
    [0x15, 0, 1, 2, 0x3e, 0, 0, 0xc0],
  );
});
