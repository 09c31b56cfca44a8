/** Our filter: its list, and that its two outputs say the same. */

import assert from "node:assert/strict";

import { makeFilterList } from "../../../../scripts/filter/make_filter_list.ts";
import numbers from "../../../../scripts/filter/numbers.json" with { type: "json" };
import { buildEngineProfile } from "../../../../src/engine/container/filter/engine_profile.ts";
import {
  type ArchitectureList,
  FILTER_LIST,
} from "../../../../src/engine/container/filter/filter_list.ts";
import {
  buildFilterProgram,
  encodeProgram,
  MAX_INSTRUCTIONS,
} from "../../../../src/engine/container/filter/filter_program.ts";
import { type Answer, type Call, type Profile, readProfile, runProgram } from "./run_filter.ts";

const PROGRAM = buildFilterProgram(FILTER_LIST);
const PROFILE: Profile = JSON.parse(buildEngineProfile(FILTER_LIST));
/** Numbers above this are newer than the list. */
const LAST = 500;

interface Architecture extends ArchitectureList {
  /** Name by number of every call that we know. */
  readonly names: ReadonlyMap<number, string>;
  /** What the profile answers. */
  readonly askProfile: (call: Call) => Answer;
}

const ARCHITECTURES: readonly Architecture[] = FILTER_LIST.architectures.map((list) => {
  const all: Readonly<Record<string, number>> = list.name === "aarch64"
    ? numbers.aarch64
    : numbers.x86_64;
  const names = new Map(Object.entries(all).map(([name, number]) => [number, name]));
  const { engineName } = list;
  return { ...list, names, askProfile: readProfile(PROFILE, { engineName, names }) };
});

function call(architecture: Architecture, name: string, ...args: readonly bigint[]): Call {
  const number = [...architecture.names].find(([, other]) => other === name)?.[0];
  if (number === undefined) throw new Error(`${architecture.name} has no ${name}`);
  return { audit: architecture.audit, number, args };
}

/** Both answers, which must be one. */
function ask(architecture: Architecture, asked: Call): Answer {
  const answer = runProgram(PROGRAM, asked);
  assert.equal(
    architecture.askProfile(asked),
    answer,
    `${architecture.name} ${asked.number}(${asked.args.join(", ")})`,
  );
  return answer;
}

Deno.test("the list in the source is the one that write_filter.ts makes", () => {
  assert.deepEqual(FILTER_LIST, makeFilterList());
});

for (const architecture of ARCHITECTURES) {
  const { name } = architecture;

  Deno.test(`the filter of ${name} is exactly the reviewed one`, async () => {
    const lines = Array.from({ length: LAST + 1 }, (_, number) => {
      const called = architecture.names.get(number) ?? "-";
      const answer = Object.hasOwn(architecture.checked, called)
        ? "arguments"
        : ask(architecture, { audit: architecture.audit, number, args: [] });
      return `${number} ${called} ${answer}\n`;
    });
    const golden = new URL(`./golden/${name}.txt`, import.meta.url);
    assert.equal(lines.join(""), await Deno.readTextFile(golden));
  });

  Deno.test(`profile and program of ${name} agree for every number, whatever the arguments`, () => {
    const values = [0n, 1n, 2n, 9n, 10n, 16n, 17n, 1024n, 1030n, 1031n, 0x7e020000n, 0xffffffffn];
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

  Deno.test(`the filter of ${name} allows these arguments and no others`, () => {
    const CASES: Readonly<
      Record<string, Readonly<Record<"allow" | "EPERM", readonly bigint[][]>>>
    > = {
      clone: {
        allow: [[17n], [0x3d0f00n], [0x80n]],
        EPERM: [0x20000n, 0x02000000n, 0x04000000n, 0x08000000n, 0x10000000n, 0x20000000n]
          .concat(0x40000000n).flatMap((flag) => [[flag | 17n], [flag | 17n | (1n << 32n)]]),
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

Deno.test("the program ends a process that calls as another architecture, or with x32's numbers", () => {
  const AUDIT_ARCH_I386 = 0x40000003;
  for (const [audit, number] of [[AUDIT_ARCH_I386, 1], [0xc000003e, 0x40000000], [0, 0]] as const) {
    assert.equal(runProgram(PROGRAM, { audit, number, args: [] }), "foreign");
  }
  assert.deepEqual(PROFILE.archMap, [
    { architecture: "SCMP_ARCH_X86_64", subArchitectures: [] },
    { architecture: "SCMP_ARCH_AARCH64", subArchitectures: [] },
  ]);
});

Deno.test("encodeProgram() writes what the kernel reads: code, jumps, operand", () => {
  assert.deepEqual(
    [...encodeProgram([{ code: 0x15, jt: 1, jf: 2, k: 0xc000003e }])],
    [0x15, 0, 1, 2, 0x3e, 0, 0, 0xc0],
  );
  assert.ok(PROGRAM.length < MAX_INSTRUCTIONS);
});
