/** A pool whose sandboxes are made of nothing, and what came of them. */

import { SandboxError } from "../../src/errors.ts";
import { createPool, type SandboxPool } from "../../src/sandbox/pool.ts";
import type { PreparedSandbox } from "../../src/sandbox/sandbox_line.ts";
import type { ProcessExit } from "../../src/system/system.ts";
import { turn } from "../support/eventually.ts";
import { FakeClock } from "../support/fake_clock.ts";

export const IDLE_MS = 300_000;

/** A process, and the sandbox that it was first. */
export interface FakeProcess {
  readonly number: number;
  readonly sandbox: PreparedSandbox;
  readonly die: () => void;
  readonly breakProtocol: () => void;
  /** The process of its program ends alone. */
  readonly reportEnd: () => void;
  ended: boolean;
}

interface CountingPool extends SandboxPool {
  /** Ends the oldest run; its sandbox is disposed. */
  refill(): void;
}

export interface Bench {
  readonly pool: CountingPool;
  readonly clock: FakeClock;
  readonly started: FakeProcess[];
  /** Number of the process of a sandbox. */
  numberOf(sandbox: PreparedSandbox): number;
  fail: boolean;
  /** Sandboxes can be reset. */
  rooms: boolean;
  /** Sandboxes become ready when the test lets them. */
  slow: boolean;
  /** Makes the oldest start that is under way succeed, or fail. */
  finishStart(error?: Error): Promise<void>;
  /** Most that a claim is granted. */
  cap: number;
  /** What the pool claimed, in order. */
  readonly claimed: number[];
}

export function createBench(size: number, { maxSize = 4 } = {}): Bench {
  const clock = new FakeClock();
  const started: FakeProcess[] = [];
  const claimed: number[] = [];
  const starting: PromiseWithResolvers<void>[] = [];
  const bench: Bench = {
    slow: false,
    rooms: false,
    async finishStart(error) {
      const start = starting.shift();
      if (error === undefined) start?.resolve();
      else start?.reject(error);
      await turn();
    },
    cap: Infinity,
    claimed,
    clock,
    started,
    fail: false,
    numberOf: (sandbox) => started.findIndex((one) => one.sandbox.process === sandbox.process),
    pool: countRuns((running) =>
      createPool({
        clock,
        log: () => {},
        idleTimeoutMs: IDLE_MS,
        running,
        size: () => Promise.resolve(size),
        maxSize,
        claim: (wanted) => {
          claimed.push(wanted);
          return Promise.resolve(Math.min(wanted, bench.cap));
        },
        prepare: async () => {
          if (bench.fail) throw new Error("no engine");
          const { rooms } = bench;
          const fake = createFake(started.length, { rooms, startedAtMs: clock.monotonic() });
          started.push(fake);
          if (bench.slow) {
            const start = Promise.withResolvers<void>();
            starting.push(start);
            await start.promise;
          }
          return fake.sandbox;
        },
      })
    ),
  };
  return bench;
}

/** A pool beside which its runs are counted, as the runs' gate does: from `take()` to `giveBack()`. */
function countRuns(create: (running: () => number) => SandboxPool): CountingPool {
  let running = 0;
  const pool = create(() => running);
  const taken: PreparedSandbox[] = [];
  return {
    begin: () => pool.begin(),
    close: () => pool.close(),
    async take(signal) {
      running++;
      try {
        const sandbox = await pool.take(signal);
        taken.push(sandbox);
        return sandbox;
      } catch (error) {
        running--;
        throw error;
      }
    },
    giveBack(sandbox, next) {
      if (taken.includes(sandbox)) taken.splice(taken.indexOf(sandbox), 1);
      pool.giveBack(sandbox, next);
      running--;
    },
    refill() {
      // a test may also say so of a run that had no sandbox
      const nothing = createFake(-1, { rooms: false, startedAtMs: 0 }).sandbox;
      this.giveBack(taken[0] ?? nothing, null);
    },
  };
}

function createFake(
  number: number,
  { rooms, startedAtMs }: Pick<PreparedSandbox, "rooms" | "startedAtMs">,
): FakeProcess {
  const ended = Promise.withResolvers<ProcessExit>();
  const broken = Promise.withResolvers<SandboxError>();
  const reported = Promise.withResolvers<void>();
  const end = () => {
    fake.ended = true;
    ended.resolve({ code: 137, signal: null });
  };
  const partial = {
    rooms,
    startedAtMs,
    run: 1,
    process: { kill: end, closeInput: end },
    ended: ended.promise,
    broken: broken.promise,
    reported: reported.promise,
    diagnostics: () => "",
  };
  const fake: FakeProcess = {
    number,
    // the pool touches nothing else of a sandbox
    sandbox: partial as unknown as PreparedSandbox,
    die: end,
    reportEnd: () => reported.resolve(),
    breakProtocol: () => broken.resolve(new SandboxError("PROTOCOL_ERROR", "odd")),
    ended: false,
  };
  return fake;
}

/** What the process of a sandbox becomes by a reset. */
export function again(sandbox: PreparedSandbox, run: number = sandbox.run + 1): PreparedSandbox {
  return { ...sandbox, run };
}
