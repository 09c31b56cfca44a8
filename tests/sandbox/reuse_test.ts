import assert from "node:assert/strict";
import { RETIREMENT_SECONDS } from "../../src/engines.ts";
import type { DoneMessage } from "../../src/rpc/frames.ts";
import type { EndReport } from "../../src/sandbox/first_process.ts";
import { judge, type RunFacts, type StopReason } from "../../src/sandbox/judge.ts";
import {
  isLastOfSeveral,
  isReusable,
  MAX_RUNS,
  type ServiceFacts,
} from "../../src/sandbox/reuse.ts";

const AGE_MS = RETIREMENT_SECONDS * 1000;
const RAISED = { type: "ValueError", message: "no", traceback: "…" };

interface Row {
  readonly name: string;
  readonly again: boolean;
  readonly report?: Partial<EndReport>;
  readonly done?: Omit<DoneMessage, "type"> | null;
  readonly facts?: Partial<RunFacts>;
  readonly service?: Partial<ServiceFacts>;
  readonly nowMs?: number;
}

const stopped = (stopped: StopReason): Partial<RunFacts> => ({ stopped });

const ROWS: readonly Row[] = [
  { name: "a success", again: true },
  {
    name: "an exception",
    again: true,
    report: { exitCode: 1 },
    done: { exitCode: 1, error: RAISED },
  },
  { name: "sys.exit(3)", again: true, report: { exitCode: 3 }, done: { exitCode: 3 } },
  { name: "os._exit(0)", again: true, done: null },
  { name: "the run before the last", again: true, service: { run: MAX_RUNS - 1 } },
  { name: "the last run", again: false, service: { run: MAX_RUNS } },
  { name: "one that is just young enough", again: true, nowMs: 5 + AGE_MS - 1 },
  { name: "one that is too old", again: false, nowMs: 5 + AGE_MS },
  { name: "a sandbox without rooms", again: false, service: { rooms: false } },
  { name: "no report", again: false, facts: { report: null } },
  {
    name: "a process that has ended",
    again: false,
    facts: { exit: { code: 0, signal: null } },
  },
  { name: "a crash", again: false, report: { exitCode: 139, signal: "SIGSEGV" }, done: null },
  {
    name: "a kill for lack of memory",
    again: false,
    report: { exitCode: 137, signal: "SIGKILL", oomKills: 1 },
    done: null,
  },
  { name: "a child killed for lack of memory", again: false, report: { oomKills: 1 } },
  { name: "a forged end", again: false, report: { exitCode: 7 } },
  { name: "a time-out", again: false, facts: stopped({ kind: "timeout" }) },
  { name: "too much output", again: false, facts: stopped({ kind: "output_limit" }) },
  { name: "a canceled run", again: false, facts: stopped({ kind: "canceled" }) },
];

for (const { name, again, report, done, facts: others, service, nowMs } of ROWS) {
  Deno.test(`isReusable() says ${again ? "yes" : "no"} after ${name}`, () => {
    const facts: RunFacts = {
      stopped: null,
      done: done === null ? null : { type: "done", exitCode: 0, ...done },
      report: {
        exitCode: 0,
        signal: null,
        done: done !== null,
        oomKills: 0,
        peakBytes: null,
        cpuMs: null,
        ...report,
      },
      exit: null,
      engine: "podman",
      said: "",
      ...others,
    };
    const isAgain = isReusable({
      result: judge(facts),
      facts,
      service: { rooms: true, run: 1, startedAtMs: 5, ...service },
      nowMs: nowMs ?? 10,
    });
    assert.equal(isAgain, again);
  });
}

Deno.test("isLastOfSeveral() knows the last run of a process that serves several", () => {
  const young = { rooms: true, run: 1, startedAtMs: 5 };
  assert.equal(isLastOfSeveral(young, 5), false);
  assert.equal(isLastOfSeveral({ ...young, run: MAX_RUNS - 1 }, 5), false);
  assert.equal(isLastOfSeveral({ ...young, run: MAX_RUNS }, 5), true);
  // a run that begins later than this may end too late for another, before its successor is started
  assert.equal(isLastOfSeveral(young, 5 + AGE_MS - 2_001), false);
  assert.equal(isLastOfSeveral(young, 5 + AGE_MS - 2_000), true);
  assert.equal(isLastOfSeveral({ ...young, rooms: false, run: 2 }, 5), true);
  assert.equal(isLastOfSeveral({ ...young, rooms: false }, 5 + AGE_MS), false, "one run, as ever");
});
