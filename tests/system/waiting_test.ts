import assert from "node:assert/strict";
import { deadline, orAborted, settlesWithin } from "../../src/system/waiting.ts";
import { FakeClock } from "../support/fake_clock.ts";

Deno.test("settlesWithin() counts a rejection as settled, and leaves no timer", async () => {
  const clock = new FakeClock();
  assert.equal(await settlesWithin(Promise.resolve(), { clock, ms: 10 }), true);
  assert.equal(await settlesWithin(Promise.reject(new Error("x")), { clock, ms: 10 }), true);
  assert.equal(clock.pending, 0);
  const late = settlesWithin(new Promise(() => {}), { clock, ms: 10 });
  clock.advance(10);
  assert.equal(await late, false);
});

Deno.test("orAborted() rejects with the signal's reason, whichever came first", async () => {
  const reason = new Error("enough");
  const controller = new AbortController();
  const waiting = orAborted(new Promise(() => {}), controller.signal);
  controller.abort(reason);
  await assert.rejects(waiting, reason);
  await assert.rejects(orAborted(Promise.reject(new Error("lost")), controller.signal), reason);
  assert.equal(await orAborted(Promise.resolve(1), new AbortController().signal), 1);
});

Deno.test("deadline() aborts with its reason unless it is cancelled", () => {
  const clock = new FakeClock();
  const first = deadline({ clock, ms: 5, reason: () => new Error("late") });
  const second = deadline({ clock, ms: 5, reason: () => new Error("late") });
  second.cancel();
  clock.advance(5);
  assert.equal(first.signal.reason.message, "late");
  assert.equal(second.signal.aborted, false);
});

Deno.test("deadline() aborts with the reason of its signal when that is earlier", () => {
  const clock = new FakeClock();
  const reason = () => assert.fail("the time is not over");
  const [before, meanwhile] = [new AbortController(), new AbortController()];
  before.abort(new Error("before"));
  const first = deadline({ clock, ms: 5, reason, signal: before.signal });
  const second = deadline({ clock, ms: 5, reason, signal: meanwhile.signal });
  const third = deadline({ clock, ms: 5, reason, signal: meanwhile.signal });
  third.cancel();
  meanwhile.abort(new Error("meanwhile"));
  assert.equal(first.signal.reason.message, "before");
  assert.equal(second.signal.reason.message, "meanwhile");
  assert.equal(third.signal.aborted, false);
  assert.equal(clock.pending, 0, "who is aborted waits no longer, whether or not it is cancelled");
  clock.advance(5);
});
