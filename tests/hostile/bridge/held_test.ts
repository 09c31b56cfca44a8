/**
 * A bridge that was taken over is held: a module in its place tries everything, in the real program,
 * run by Deno and, where one can be compiled, as an executable. Each attempt has its control, the same
 * attempt with the right given, where it must work, or else it would prove nothing.
 */

import assert from "node:assert/strict";
import { compilingDeno, isAtLeast, versionOf } from "../../compiled/support.ts";
import { GRANTED_ASKS, IGNORED_ASKS, REFUSED_ASKS } from "./probes/asks.ts";
import { REMAINS, TAKEN_AWAY } from "./probes/kept.ts";
import { REFUSED } from "./probes/table.ts";
import { bundleForTests } from "./support/bundle.ts";
import { attack, control } from "./support/run_hostile.ts";
import { createScene } from "./support/scene.ts";
import type { Outcomes } from "./support/target.ts";

/** One way in which the program is shipped. */
interface Form {
  readonly name: string;
  /** The Deno that compiles it, or `null` when Deno runs it. */
  readonly compiler: string | null;
  /** Attempts that work in it although no right was given: holes of its runtime. */
  readonly holes: readonly string[];
  /** What remains in the other forms and not in this one. */
  readonly absent: readonly string[];
}

/**
 * An executable compiled by Deno 2.6 imports any file, whatever its rights: as a module, as JSON, or as
 * the module of a Worker. It also sets the process's umask. From this version on it must not.
 */
const CLOSED_IN = [2, 9, 6];
const HOLES = ["read.key-by-import", "write.umask", "code.file", "code.worker-of-file"];

async function forms(): Promise<readonly Form[]> {
  const run = { name: "run by Deno", compiler: null, holes: [], absent: [] };
  const compiler = compilingDeno();
  if (compiler === null) return [run];
  const current = isAtLeast(await versionOf(compiler), CLOSED_IN);
  // the older runtime wants the right to run programs even for a signal to itself
  const older = { holes: HOLES, absent: ["remains.signal-to-self"] };
  return [run, { name: "compiled", compiler, ...(current ? { holes: [], absent: [] } : older) }];
}

function worked(outcomes: Outcomes): readonly string[] {
  return Object.keys(outcomes).filter((id) => outcomes[id] === null);
}

function failed(outcomes: Outcomes): readonly string[] {
  return Object.entries(outcomes).filter(([, why]) => why !== null)
    .map(([id, why]) => `${id}: ${why}`);
}

for (const { name, compiler, holes, absent } of await forms()) {
  Deno.test(`a hostile bridge gets nothing that its permissions do not give (${name})`, async (t) => {
    await using bundle = await bundleForTests({ compiler });
    await using scene = await createScene();
    const probes = Object.keys(REFUSED);
    const { outcomes, started } = await attack({ bundle, scene, probes });
    for (const id of probes.filter((id) => !holes.includes(id))) {
      await t.step(id, () => assert.equal(typeof outcomes[id], "string", "it worked"));
    }
    for (const id of holes) {
      await t.step(
        `${id}: a hole of this runtime`,
        () => assert.equal(outcomes[id], null, "closed"),
      );
    }
    assert.deepEqual(started, [], "the launcher started something");
    assert.equal(scene.requests(), 0, "the server was reached");
    await assert.rejects(Deno.stat(`${scene.target.outside}/written`));
    await assert.rejects(Deno.stat(`${scene.target.stateDir}/bridge-beside`));
    await Deno.stat(`${scene.target.outside}/removable`);
  });

  Deno.test(`the launcher grants a hostile bridge what is configured alone (${name})`, async (t) => {
    await using bundle = await bundleForTests({ compiler });
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
    // the control and the attack start the very same; the first server has a guard started besides
    const [first, second, ...others] = started.filter(({ argv }) => argv[0] !== "/bin/sh");
    assert.ok(first !== undefined, stderr);
    assert.deepEqual(second, first);
    assert.ok(first.argv.some((arg) => arg.endsWith("environment.ts")));
    assert.equal(first.env["CANARY"], undefined, "a server is given none of our own environment");
    for (const other of others) assert.doesNotMatch(JSON.stringify(other), /evil|privileged|touch/);
    await assert.rejects(Deno.stat(`${scene.target.outside}/started`));
  });

  Deno.test(`the bridge's first module takes away what needs no permission (${name})`, async (t) => {
    await using bundle = await bundleForTests({ compiler });
    await using scene = await createScene();
    const probes = Object.keys(TAKEN_AWAY);
    const module = "locked_hostile_bridge";
    const { outcomes } = await attack({ bundle, scene, probes, module });
    for (const id of probes) {
      await t.step(id, () => assert.equal(typeof outcomes[id], "string", "it is still there"));
    }
  });

  Deno.test(`what remains without any right is known (${name})`, async () => {
    await using bundle = await bundleForTests({ compiler });
    await using scene = await createScene();
    const probes = Object.keys(REMAINS);
    const module = "locked_hostile_bridge";
    const { outcomes } = await attack({ bundle, scene, probes, module });
    // one that is gone is good news: it then belongs to those that are taken away
    const expected = probes.filter((id) => !absent.includes(id));
    assert.deepEqual(worked(outcomes), expected, JSON.stringify(outcomes));
  });
}

Deno.test("control: every attempt that is refused works with the rights given", async () => {
  await using bundle = await bundleForTests();
  await using scene = await createScene();
  const probes = Object.keys(REFUSED);
  assert.deepEqual(failed(await control({ bundle, scene, probes })), []);
});

Deno.test("control: what the first module takes away is there without it", async () => {
  await using bundle = await bundleForTests();
  await using scene = await createScene();
  // Workers have no such storage in this runtime; it is taken away in case they get it
  const probes = Object.keys(TAKEN_AWAY).filter((id) => id !== "taken.local-storage");
  const { outcomes } = await attack({ bundle, scene, probes });
  assert.deepEqual(failed(outcomes), []);
});
