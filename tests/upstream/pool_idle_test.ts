/** Servers that nobody uses are stopped, and how many calls one gets at once. */

import assert from "node:assert/strict";
import { PLAIN_FORM } from "../../src/catalogue/value.ts";
import { GrantedServers } from "../../src/calls/granted_servers.ts";
import { Pool } from "../../src/upstream/pool.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { testLog } from "../support/test_port.ts";
import { type MemoryLink, openMemoryLink } from "./memory_link.ts";

const IDLE_MS = 600_000;
const SERVER = { name: "a", reach: { kind: "stdio" } } as const;
const { signal } = new AbortController();

function pooled(options: { readonly maxCalls?: number } = {}) {
  const clock = new FakeClock();
  const links: MemoryLink[] = [];
  const { log, lines } = testLog();
  const granted = new GrantedServers(clock);
  const pool = new Pool({
    clock,
    log,
    clientVersion: "0",
    startsAtOnce: 4,
    idleTimeoutMs: IDLE_MS,
    lastHeld: (name) => granted.lastHeld(name),
    maxCalls: options.maxCalls ?? 32,
    openLink: async () => {
      const link = await openMemoryLink(`link ${links.length}`);
      links.push(link);
      return link;
    },
  });
  return { pool, clock, links, lines, granted };
}

Deno.test("Pool stops a server that nobody has used for its idle time, and starts it at the next call", async () => {
  const { pool, clock, links, lines } = pooled();
  const first = await pool.get(SERVER, signal);
  clock.advance(IDLE_MS - 1);
  await pool.get(SERVER, signal);
  clock.advance(IDLE_MS - 1);
  assert.equal(pool.state("a").kind, "running");
  clock.advance(1);
  assert.deepEqual(pool.state("a"), { kind: "stopped" });
  await first.ended;
  assert.deepEqual(lines, [
    'info: Server "a" is stopped: nobody uses it; the next call starts it again',
  ]);
  assert.equal(clock.pending, 0);
  const again = await pool.get(SERVER, signal);
  assert.notEqual(again, first);
  assert.equal(links.length, 2);
  await pool.close();
  assert.equal(clock.pending, 0);
});

Deno.test("Pool does not stop a server while a call is under way, or a run that was granted it", async () => {
  const { pool, clock, links, granted } = pooled();
  const connection = await pool.get(SERVER, signal);
  const call = connection.callTool("hang", {}, { signal, headers: {}, form: PLAIN_FORM }).catch(
    () => {},
  );
  clock.advance(5 * IDLE_MS);
  assert.equal(pool.state("a").kind, "running");
  await links[0]?.lose(null);
  await call;

  await pool.get(SERVER, signal);
  const leave = granted.hold(["a"]);
  clock.advance(5 * IDLE_MS);
  assert.equal(pool.state("a").kind, "running");
  leave();
  clock.advance(IDLE_MS - 1);
  assert.equal(pool.state("a").kind, "running");
  clock.advance(1);
  assert.equal(pool.state("a").kind, "stopped");
  await pool.close();
});

Deno.test("Connection.callTool() sends a server no more calls at once than it may get", async () => {
  const { pool } = pooled({ maxCalls: 2 });
  const connection = await pool.get(SERVER, signal);
  const first = new AbortController();
  const options = { signal, headers: {}, form: PLAIN_FORM };
  const hanging = connection.callTool("hang", {}, { ...options, signal: first.signal });
  const other = connection.callTool("hang", {}, options).catch(() => "lost");
  const waiting = connection.callTool("answer", {}, options);
  const gaveUp = new AbortController();
  const late = connection.callTool("answer", {}, { ...options, signal: gaveUp.signal });
  gaveUp.abort(new Error("its time is over"));
  await assert.rejects(late, /its time is over/);
  assert.equal(await Promise.race([waiting, Promise.resolve("waits")]), "waits");
  first.abort(new Error("taken back"));
  await assert.rejects(hanging, /taken back/);
  assert.match(JSON.stringify(await waiting), /link 0/);
  await pool.close();
  assert.equal(await other, "lost");
});
