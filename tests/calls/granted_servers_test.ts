import assert from "node:assert/strict";
import { GrantedServers } from "../../src/calls/granted_servers.ts";
import { FakeClock } from "../support/fake_clock.ts";

Deno.test("GrantedServers.lastHeld() is now while a run has the server, then when the last one ended", () => {
  const clock = new FakeClock();
  const granted = new GrantedServers(clock);
  assert.equal(granted.lastHeld("a"), -Infinity);
  const first = granted.hold(["a", "b"]);
  const second = granted.hold(["a"]);
  clock.advance(10);
  first();
  clock.advance(10);
  assert.deepEqual([granted.lastHeld("a"), granted.lastHeld("b")], [20, 10]);
  second();
  clock.advance(10);
  assert.deepEqual([granted.lastHeld("a"), granted.lastHeld("b")], [20, 10]);
});
