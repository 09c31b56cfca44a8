/**
 * Our filters in real containers: as the engine's profile, and as the program that the first process
 * installs. The lists of aarch64 are not tried here.
 */

import assert from "node:assert/strict";

import {
  FILTER_LIST,
  type FilterList,
  OUTER_FILTER_LIST,
} from "../../../../src/engine/container/filter/filter_list.ts";
import { buildFilterProgram } from "../../../../src/engine/container/filter/filter_program.ts";
import { skipReason } from "../../../support/engines.ts";
import { type FilterWay, runProgram as run } from "./real_container.ts";
import { runProgram as answer } from "./run_filter.ts";
import { longTest } from "../../../support/long_tests.ts";

const LISTS: Readonly<Record<"inner" | "outer", FilterList>> = {
  inner: FILTER_LIST,
  outer: OUTER_FILTER_LIST,
};
const AUDIT = FILTER_LIST.architectures.find(({ name }) => name === "x86_64")?.audit ?? 0;
const OURS: readonly FilterWay[] = ["profile", "program"];

/** Numbers of `asm/unistd_64.h`. */
const UNSHARE = 272;
const CLONE = 56;
const MOUNT = 165;
/** No filter sees these: the kernel itself makes them in a program that it watches. */
const UNSEEN = [335, 336];
/** From here on libseccomp may know no name; a call without one answers ENOSYS. */
const NEW_CALLS = 451;
const LAST = 500;
const NUMBERS = Array.from({ length: LAST + 1 }, (_, number) => number)
  .filter((number) => !UNSEEN.includes(number));

/**
 * Every number without arguments, each call that a filter checks with values of the first three, and
 * the calls that make a room.
 */
const CALLS: readonly (readonly [number, readonly number[]])[] = [
  ...NUMBERS.map((number) => [number, []] as const),
  ...OUTER_FILTER_LIST.architectures.filter(({ name }) => name === "x86_64")
    .flatMap(({ checked }) => Object.values(checked))
    .flatMap((number) =>
      [0, 1, 2, 10, 16, 17, 38, 40, 1030, 1031, 0x10000000, 2 ** 32, 2 ** 32 + 1031].flatMap((
        first,
      ) =>
        [0, 1, 2, 3, 5, 1031, 2 ** 32 + 1031].flatMap((second) =>
          [0, 1, 6, 17, 262].map((third) => [number, [first, second, third]] as const)
        )
      )
    ),
  ...[0x10000000, 0x78020000, 0x68020000, 0x02000000, 0x04000000, 0x12000000, 2 ** 32 + 0x80]
    .map((flags) => [UNSHARE, [flags]] as const),
  ...[0x68020011, 0x78020011, 0x6c020011, 0x28020011, 0x68020000, 2 ** 32 + 0x68020011]
    .map((flags) => [CLONE, [flags]] as const),
  ...[0, 6, 10, 12, 14, 15, 46, 0x100e, 0x400e, 0x4000e, 0x10000e, 2 ** 32 + 14]
    .map((flags) => [MOUNT, [0, 0, 0, flags]] as const),
];

/** The arguments of `fixtures/filter_sweep.py`. */
const GARBAGE = Array.from(
  { length: 6 },
  (_, index) => 0x5a5a5a5a5a5a5a5an ^ (BigInt(index) << 40n),
);

interface Answers {
  readonly answers: readonly (string | number)[];
  readonly foreign: Readonly<Record<"x32" | "i386", string>>;
}

/** What becomes of a probe without a filter, where it is not `done`: this kernel's own word. */
const NOT_DONE: Readonly<Record<string, readonly string[]>> = {
  // refused by the kernel for another reason than the filter's: the call was reached
  "setns": ["EINVAL"],
  "name_to_handle_at": ["ENOTSUP"],
  // unprivileged use is switched off
  "bpf": ["EPERM"],
  // needs a capability over the first process
  "timerslack_ns of the first process": ["EPERM"],
  // the limit on queues holds too
  "mq_open": ["EMFILE"],
  // this kernel has no such sockets
  "socket alg": ["EAFNOSUPPORT"],
  "socket tipc": ["EAFNOSUPPORT"],
  "socket sctp": ["EPROTONOSUPPORT"],
};

for (const name of ["podman", "docker"] as const) {
  const ignore = Deno.build.arch !== "x86_64" || await skipReason(name) !== null;
  const test = (description: string, fn: () => Promise<void>) =>
    longTest({ name: `${name}: ${description}`, ignore, fn });

  const variants = OURS.flatMap((way) =>
    Object.entries(LISTS).map(([which, list]) => ({ way, which, list }))
  );
  for (const { way, which, list } of variants) {
    const program = buildFilterProgram(list);

    test(`every call answers what the ${which} list says (${way})`, async () => {
      const input = JSON.stringify(CALLS);
      const { answers, foreign } = await run(name, way, {
        fixture: "filter_answers",
        input,
        list,
      }) as Answers;
      assert.deepEqual(foreign, { x32: "signal 31", i386: "signal 31" });
      assert.equal(answers.length, CALLS.length);
      CALLS.forEach(([number, args], index) => {
        const expected = answer(program, { audit: AUDIT, number, args: args.map(BigInt) });
        const isNew = way === "profile" && number >= NEW_CALLS && answers[index] === "ENOSYS";
        if (!isNew) assert.equal(answers[index], expected, `${number}(${args.join(", ")})`);
      });
    });

    test(`garbage for arguments gets no call past the ${which} list (${way})`, async () => {
      const ours = await run(name, way, { fixture: "filter_sweep", list }) as readonly string[];
      assert.equal(ours.length, LAST + 1);
      for (const number of NUMBERS) {
        const expected = answer(program, { audit: AUDIT, number, args: GARBAGE });
        if (expected === "allow") continue;
        const isNew = way === "profile" && number >= NEW_CALLS && ours[number] === "ENOSYS";
        if (!isNew) assert.equal(ours[number], expected, String(number));
      }
    });
  }

  for (const way of OURS) {
    test(`what the filter is for is refused (${way})`, async () => {
      const probes = await run(name, way, {
        fixture: "filter_probes",
        list: FILTER_LIST,
      }) as Record<string, string>;
      const got = Object.entries(probes).filter(([, said]) =>
        said !== "EPERM" && said !== "ENOSYS"
      );
      assert.deepEqual(got, []);
    });

    test(`the standard library works (${way})`, async () => {
      const parts = await run(name, way, {
        fixture: "filter_library",
        list: FILTER_LIST,
      }) as Record<string, string>;
      const broken = Object.entries(parts).filter(([, said]) => said !== "done");
      // docker gives a container without a network no IPv6
      const known = broken.filter(([part, said]) =>
        name === "docker" && part === "asyncio server on ::1" && said.includes("Errno 99")
      );
      assert.deepEqual(broken, known);
    });
  }

  test("without a filter every call is reached, also those of other architectures", async () => {
    const input = JSON.stringify(CALLS);
    const { answers, foreign } = await run(name, "none", {
      fixture: "filter_answers",
      input,
      list: FILTER_LIST,
    }) as Answers;
    assert.deepEqual(new Set(answers), new Set(["allow"]));
    assert.equal(foreign.i386, "exit 0");
    // x32 is an option of the kernel, and without it the number is unknown
    assert.match(foreign.x32, /^exit (?:0|38)$/);
  });

  test("without a filter the probes succeed, but for what this kernel refuses itself", async () => {
    const probes = await run(name, "none", {
      fixture: "filter_probes",
      list: FILTER_LIST,
    }) as Record<string, string>;
    for (const [probe, said] of Object.entries(probes)) {
      assert.ok(["done", ...NOT_DONE[probe] ?? []].includes(said), `${probe}: ${said}`);
    }
  });
}
