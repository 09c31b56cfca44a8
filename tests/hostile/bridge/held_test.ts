/**
 * A bridge that was taken over is held: a module in its place tries everything, in the real program.
 * Each attempt has its control, the same attempt with the right given, where it must work, or else it
 * would prove nothing.
 */

import assert from "node:assert/strict";
import { GRANTED_ASKS, IGNORED_ASKS, REFUSED_ASKS } from "./probes/asks.ts";
import { REMAINS, TAKEN_AWAY } from "./probes/kept.ts";
import { REFUSED } from "./probes/table.ts";
import { bundleForTests } from "./support/bundle.ts";
import { attack, control } from "./support/run_hostile.ts";
import { createScene } from "./support/scene.ts";
import type { Outcomes } from "./support/target.ts";

function worked(outcomes: Outcomes): readonly string[] {
  return Object.keys(outcomes).filter((id) => outcomes[id] === null);
}

function failed(outcomes: Outcomes): readonly string[] {
  return Object.entries(outcomes).filter(([, why]) => why !== null).map(([id, why]) =>
    `${id}: ${why}`
  );
}

Deno.test("a hostile bridge gets nothing that its permissions do not give", async (t) => {
  await using bundle = await bundleForTests();
  await using scene = await createScene();
  const probes = Object.keys(REFUSED);
  const { outcomes, started } = await attack({ bundle, scene, probes });
  for (const id of probes) {
    await t.step(id, () => assert.equal(typeof outcomes[id], "string", "it worked"));
  }
  assert.deepEqual(started, [], "the launcher started something");
  assert.equal(scene.requests(), 0, "the server was reached");
  await assert.rejects(Deno.stat(`${scene.target.outside}/written`));
  await assert.rejects(Deno.stat(`${scene.target.stateDir}/bridge-beside`));
  await Deno.stat(`${scene.target.outside}/removable`);
});

Deno.test("control: every one of these attempts works with the rights given", async () => {
  await using bundle = await bundleForTests();
  await using scene = await createScene();
  const probes = Object.keys(REFUSED);
  assert.deepEqual(failed(await control({ bundle, scene, probes })), []);
});

Deno.test("the launcher grants a hostile bridge what is configured, and nothing with it", async (t) => {
  await using bundle = await bundleForTests();
  await using scene = await createScene();
  const refused = Object.keys({ ...REFUSED_ASKS, ...IGNORED_ASKS });
  const granted = Object.keys(GRANTED_ASKS);
  const probes = [...granted, ...refused, "ask.sandbox-with-more"];
  const { outcomes, started, stderr } = await attack({ bundle, scene, probes });
  for (const id of refused) {
    await t.step(id, () => assert.equal(typeof outcomes[id], "string", "it was granted"));
  }
  for (const id of granted) {
    await t.step(id, () => assert.equal(outcomes[id], null));
  }
  // the control and the attack start the very same
  const [first, second, ...others] = started;
  assert.ok(first !== undefined, stderr);
  assert.deepEqual(second, first);
  assert.ok(first.argv.some((arg) => arg.endsWith("environment.ts")));
  assert.equal(first.env["CANARY"], undefined, "a server is given none of our own environment");
  for (const other of others) assert.doesNotMatch(JSON.stringify(other), /evil|privileged|touch/);
  await assert.rejects(Deno.stat(`${scene.target.outside}/started`));
});

Deno.test("the bridge's first module takes away what needs no permission", async (t) => {
  await using bundle = await bundleForTests();
  await using scene = await createScene();
  const probes = Object.keys(TAKEN_AWAY);
  const module = "locked_hostile_bridge";
  const { outcomes } = await attack({ bundle, scene, probes, module });
  for (const id of probes) {
    await t.step(id, () => assert.equal(typeof outcomes[id], "string", "it is still there"));
  }
});

Deno.test("control: without that module it is there", async () => {
  await using bundle = await bundleForTests();
  await using scene = await createScene();
  // Workers have no such storage in this runtime; it is taken away in case they get it
  const probes = Object.keys(TAKEN_AWAY).filter((id) => id !== "taken.local-storage");
  const { outcomes } = await attack({ bundle, scene, probes });
  assert.deepEqual(failed(outcomes), []);
});

Deno.test("what remains without any right is known", async () => {
  await using bundle = await bundleForTests();
  await using scene = await createScene();
  const probes = Object.keys(REMAINS);
  const module = "locked_hostile_bridge";
  const { outcomes } = await attack({ bundle, scene, probes, module });
  // one that is gone is good news: it then belongs to those that are taken away
  assert.deepEqual(worked(outcomes), probes);
});
