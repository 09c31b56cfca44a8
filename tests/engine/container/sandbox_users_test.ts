import assert from "node:assert/strict";
import { MAPPED_IDS, SandboxUsers } from "../../../src/engine/container/sandbox_users.ts";

const FIXED = { kind: "fixed", user: "65534:65534" } as const;

Deno.test("SandboxUsers gives each sandbox ids outside of its own, where namespaces cost nothing", () => {
  const users = new SandboxUsers({ user: FIXED, namespaces: true, random: 0.5 });
  const given = Array.from({ length: 3_000 }, () => users.next());
  assert.ok(given.every(({ user }) => user === "65534:65534"));
  const bases = given.map(({ base }) => base ?? 0);
  assert.equal(new Set(bases).size, bases.length);
  for (const base of bases) {
    assert.equal((base - 0x7000_0000) % MAPPED_IDS, 0);
    assert.ok(base >= 0x7000_0000 && base + MAPPED_IDS <= 0x7ffe_0000, `${base}`);
  }
  assert.equal(users.ids, 4_000);
});

Deno.test("SandboxUsers gives all the same user where there are no namespaces", () => {
  const users = new SandboxUsers({ user: FIXED, namespaces: false, random: 0.5 });
  assert.deepEqual(users.next(), { user: "65534:65534", base: null });
  assert.deepEqual(users.next(), { user: "65534:65534", base: null });
  assert.equal(users.ids, 1);
});

Deno.test("SandboxUsers takes the ids of a range in turn, from a place of its own", () => {
  const user = { kind: "range", from: 2000, to: 2002 } as const;
  const users = new SandboxUsers({ user, namespaces: true, random: 0.5 });
  const given = Array.from({ length: 4 }, () => users.next());
  assert.deepEqual(
    given,
    [2001, 2002, 2000, 2001].map((id) => ({ user: `${id}:${id}`, base: null })),
  );
  assert.equal(users.ids, 3);
  const one = new SandboxUsers({ user: { ...user, to: 2000 }, namespaces: true, random: 0.9 });
  assert.equal(one.ids, 1);
});

Deno.test("SandboxUsers passes over the ids of sandboxes that are still there, as long as others are left", () => {
  const user = { kind: "range", from: 2000, to: 2002 } as const;
  const users = new SandboxUsers({ user, namespaces: false, random: 0 });
  const next = () => users.next().user;
  const first = users.next();
  assert.equal(first.user, "2000:2000");
  const second = users.next();
  users.release(second);
  assert.deepEqual([next(), next()], ["2002:2002", "2001:2001"], "the first is in use");
  assert.deepEqual([next(), next()], ["2002:2002", "2000:2000"], "all are");
  users.release(first);
  assert.equal(next(), "2001:2001", "the first id still has another sandbox");
});
