import assert from "node:assert/strict";

import { PassedTests } from "../../../src/engine/container/passed_tests.ts";
import { FakeSystem } from "../../fakes/fake_system.ts";

const FILE = "/state/self-tests.json";
const REASON = "user namespace: Operation not permitted";

function fake(text?: string): FakeSystem {
  return new FakeSystem({
    files: {
      "/state": { kind: "directory", mode: 0o700 },
      ...(text === undefined ? {} : { [FILE]: text }),
    },
  });
}

function open(system: FakeSystem, inFile = true): PassedTests {
  return new PassedTests({ system, log: () => {}, stateDir: "/state", inFile });
}

Deno.test("PassedTests keeps for later bridges what passed, and what came of the room", async () => {
  const system = fake();
  const tests = [
    { key: "plain", rooms: null },
    { key: "rooms", rooms: { made: true } },
    { key: "none", rooms: { made: false, reason: REASON, passing: false } },
  ] as const;
  for (const test of tests) await open(system).remember(test);
  for (const test of tests) assert.deepEqual(await open(system).find(test.key), test);
  assert.equal(await open(system).find("other"), null);
});

Deno.test("PassedTests keeps the last of a key, and not without bound", async () => {
  const system = fake();
  const tests = open(system);
  await tests.remember({ key: "0", rooms: { made: false, reason: REASON, passing: false } });
  await tests.remember({ key: "0", rooms: { made: true } });
  assert.deepEqual(await open(system).find("0"), { key: "0", rooms: { made: true } });
  for (let index = 1; index < 40; index++) await tests.remember({ key: `${index}`, rooms: null });
  assert.equal(await open(system).find("0"), null);
  assert.equal((await open(system).find("39"))?.key, "39");
});

Deno.test("PassedTests uses no file where a boot cannot be told from another", async () => {
  const system = fake('[{"key":"a","rooms":true}]');
  const tests = open(system, false);
  assert.equal(await tests.find("a"), null);
  await tests.remember({ key: "b", rooms: null });
  assert.deepEqual(await tests.find("b"), { key: "b", rooms: null });
  assert.equal(await open(system).find("b"), null);
});

Deno.test("PassedTests takes nothing from a file of another form", async () => {
  for (
    const text of [
      "",
      "{}",
      "[",
      '["a"]',
      '[{"key":7,"rooms":null}]',
      '[{"key":"a"}]',
      '[{"key":"a","rooms":false}]',
      '[{"key":"a","rooms":{"made":true}}]',
      '[null,["a"]]',
    ]
  ) assert.equal(await open(fake(text)).find("a"), null, text);
});
