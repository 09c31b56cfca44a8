import { type Check, runCheck } from "../../../src/doctor/check.ts";
import { turn } from "../../support/eventually.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import type { Case } from "../scene.ts";

/** A check as `doctor` runs it, and a minute that passes meanwhile. */
function guarded(run: Check["run"], withinMs?: number): Check {
  const name = "disk space";
  const check = { name, run, ...(withinMs === undefined ? {} : { withinMs }) };
  return {
    name,
    async run(context) {
      const found = runCheck(check, context);
      await turn();
      const { clock } = context.system;
      if (clock instanceof FakeClock) clock.advance(60_000);
      return await found;
    },
  };
}

export const CHECK_CASES: readonly Case[] = [
  {
    name: "a check that throws",
    check: guarded(() => Promise.reject(new Error("no such luck"))),
    scene: {},
    finds: { "check.failed": /^disk space: it ended in an error: no such luck → / },
  },
  {
    name: "a check that throws before it waits for anything",
    check: guarded(() => {
      throw new Error("no such luck");
    }),
    scene: {},
    finds: { "check.failed": /^disk space: it ended in an error: no such luck → / },
  },
  {
    name: "a check that hangs",
    check: guarded(() => new Promise(() => {}), 5_000),
    scene: {},
    finds: { "check.late": /^disk space: it did not end within 5 s → see what hangs/ },
  },
];
