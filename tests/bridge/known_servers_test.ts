import assert from "node:assert/strict";
import { KnownServers } from "../../src/bridge/known_servers.ts";
import { turn } from "../support/eventually.ts";

const A = { name: "a", alias: "a", unavailable: null, revision: 0, reach: null };

Deno.test("KnownServers.get() waits until the servers were told", async () => {
  const known = new KnownServers();
  const asked = known.get();
  known.set([A]);
  assert.deepEqual(await asked, [A]);
  assert.deepEqual(await known.get(), [A]);
});

Deno.test("KnownServers.expect() has those who ask wait until the servers were told again", async () => {
  const known = new KnownServers();
  const early = known.get();
  known.expect();
  known.expect();
  known.set([]);
  assert.deepEqual(await early, []);
  known.expect();
  let answered = false;
  const late = known.get().then((servers) => {
    answered = true;
    return servers;
  });
  await turn();
  assert.equal(answered, false);
  known.set([A]);
  assert.deepEqual(await late, [A]);
});
