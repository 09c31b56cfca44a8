import assert from "node:assert/strict";
import { ToldNotices } from "../../src/cli/told_notices.ts";
import { prepareStateDir } from "../../src/settings/state_dir.ts";
import { FakeSystem } from "../fakes/fake_system.ts";
import { testLog } from "../support/test_port.ts";

const STATE = "/home/ada/.local/state/mcp-code-bridge";
const FILE = `${STATE}/told.json`;

/** Tells messages as one command does. */
async function tell(system: FakeSystem, ...messages: string[]): Promise<readonly string[]> {
  const { log, lines } = testLog();
  const told = await ToldNotices.load(system);
  const notices = told.log(log);
  for (const message of messages) notices("warning", message);
  await told.save();
  return lines;
}

Deno.test("ToldNotices tells a message once in a command, and once a day in all of them", async () => {
  const system = new FakeSystem();
  await prepareStateDir(system, STATE);
  assert.deepEqual(await tell(system, "a", "b", "a"), ["warning: a", "warning: b"]);
  assert.deepEqual(await tell(system, "a", "c"), ["warning: c"]);
  system.clock.advance(24 * 60 * 60_000);
  assert.deepEqual(await tell(system, "a"), ["warning: a"]);
  assert.deepEqual(await tell(system, "a"), []);
});

Deno.test("ToldNotices tells everything where nothing can be read or kept", async () => {
  for (const text of ["{", "[]", '{"a":"b"}', `{"a":${Number.MAX_SAFE_INTEGER}}`]) {
    const system = new FakeSystem({ files: { [FILE]: text } });
    assert.deepEqual(await tell(system, "a"), ["warning: a"], text);
  }
  const homeless = new FakeSystem({ home: null, platform: "windows" });
  assert.deepEqual(await tell(homeless, "a", "a"), ["warning: a"]);
  assert.deepEqual(await tell(homeless, "a"), ["warning: a"]);
});

Deno.test("ToldNotices keeps a bounded file", async () => {
  const system = new FakeSystem();
  await prepareStateDir(system, STATE);
  await tell(system, ...Array.from({ length: 1000 }, (_, index) => `${index}${"x".repeat(9000)}`));
  const kept = await system.files.readText(FILE, 1_000_000);
  assert.equal(Object.keys(JSON.parse(kept)).length, 100);
  assert.ok(kept.length < 256 * 1024);
});
