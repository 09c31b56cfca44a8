/** Starts that take long, or fail: who waits for them, and what is remembered. */

import { KEPT } from "../support/kept.ts";
import assert from "node:assert/strict";
import type { UpstreamLink } from "../../src/upstream/link.ts";
import { Pool } from "../../src/upstream/pool.ts";
import { turn } from "../support/eventually.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { testLog } from "../support/test_port.ts";
import { openMemoryLink } from "./memory_link.ts";
import { refusal } from "../support/test_upstreams.ts";

const SERVER = { name: "a", reach: { kind: "stdio" } } as const;
const { signal } = new AbortController();

/** A pool whose servers start when the test says so. */
function staged(startsAtOnce = 4) {
  const clock = new FakeClock();
  const started: string[] = [];
  const starts = new Map<string, PromiseWithResolvers<UpstreamLink>>();
  const pool = new Pool({
    clock,
    log: testLog().log,
    clientVersion: "0",
    startsAtOnce,
    ...KEPT,
    openLink: ({ name }, ends) => {
      const start = Promise.withResolvers<UpstreamLink>();
      started.push(name);
      starts.set(name, start);
      ends.addEventListener("abort", () => start.reject(ends.reason));
      return start.promise;
    },
  });
  return {
    clock,
    pool,
    started,
    succeed: async (name: string) => starts.get(name)?.resolve(await openMemoryLink(name)),
    fail: (name: string, why: string) => starts.get(name)?.reject(new Error(why)),
  };
}

Deno.test("Pool.get() waits 10 s for a start, which goes on and is found ready", async () => {
  const { pool, clock, started, succeed } = staged();
  assert.deepEqual(pool.state("a"), { kind: "stopped" });
  const waiting = refusal("START_FAILED", pool.get(SERVER, signal));
  await turn();
  clock.advance(10_000);
  assert.equal(
    await waiting,
    'Cannot start server "a": it has not answered its handshake for 10 s; its start goes on in ' +
      "the background, 300 s at most, and a later call finds it ready",
  );
  clock.advance(5_000);
  assert.deepEqual(pool.state("a"), { kind: "starting", forMs: 15_000 });
  await succeed("a");
  await clock.advanceUntil(() => pool.state("a").kind === "running", 1);
  await pool.get(SERVER, signal);
  assert.deepEqual(started, ["a"]);
  await pool.close();
  assert.equal(clock.pending, 0);
});

Deno.test("Pool waits for a start as long as its definition says, and does not end it then", async () => {
  const { pool, clock } = staged();
  const waiting = refusal(
    "START_FAILED",
    pool.get({ ...SERVER, timeouts: { startMs: 20_000 } }, signal),
  );
  await turn();
  clock.advance(19_999);
  assert.equal(pool.state("a").kind, "starting");
  clock.advance(1);
  assert.match(await waiting, /for 20 s; its start goes on/);
  assert.equal(pool.state("a").kind, "starting");
  await pool.close();
});

Deno.test("Pool gives a start up after five minutes, and rests before the next", async () => {
  const { pool, clock, started } = staged();
  const first = refusal("START_FAILED", pool.get(SERVER, signal));
  await turn();
  clock.advance(300_000);
  await first;
  await turn();
  const state = pool.state("a");
  assert.ok(state.kind === "failed");
  assert.equal(
    state.reason,
    'Cannot start server "a": no answer to the handshake within 300 s',
  );
  assert.equal(state.retryInMs, 30_000);
  assert.match(
    await refusal("START_FAILED", pool.get(SERVER, signal)),
    /its last start failed after 300 s; it may be started again in 30 s\. The last failure: Cannot/,
  );
  assert.deepEqual(started, ["a"]);
  await pool.close();
});

Deno.test("Pool.begin() starts servers at the same time, and no more than may", async () => {
  const { pool, clock, started, succeed, fail } = staged(2);
  const servers = ["a", "b", "c", "d"].map((name) => ({ ...SERVER, name }));
  pool.begin(servers);
  await turn();
  assert.deepEqual(started, ["a", "b"]);
  fail("a", "no such program");
  await clock.advanceUntil(() => started.length === 3, 0);
  // a start that waits for something leaves its place to the others
  clock.advance(3_000);
  await clock.advanceUntil(() => started.length === 4, 0);
  const state = pool.state("a");
  assert.ok(state.kind === "failed" && /no such program/.test(state.reason));
  await succeed("d");
  await clock.advanceUntil(() => pool.state("d").kind === "running", 0);
  await pool.close();
});

Deno.test("Pool starts none of a hundred servers unasked, and bad ones cost the others nothing", async () => {
  const { pool, clock, started, succeed, fail } = staged(100);
  const servers = Array.from({ length: 100 }, (_, index) => ({ ...SERVER, name: `s${index}` }));
  assert.ok(servers.every(({ name }) => pool.state(name).kind === "stopped"));
  assert.deepEqual(started, []);
  pool.begin(servers);
  await turn();
  // the first hangs, the second fails
  fail("s1", "no such program");
  for (const { name } of servers.slice(2)) await succeed(name);
  await clock.advanceUntil(() => pool.state("s99").kind === "running", 0);
  const kinds = servers.map(({ name }) => pool.state(name).kind);
  assert.deepEqual(kinds.slice(0, 2), ["starting", "failed"]);
  assert.ok(kinds.slice(2).every((kind) => kind === "running"));
  await pool.close();
});
