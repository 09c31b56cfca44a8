/**
 * Hostile programs in the sandboxes of every engine, the shortened pass: those that can share a run do,
 * and the controls are left to `deno task hostile`, which also looks behind each probe.
 */

import assert from "node:assert/strict";
import { ENGINE_NAMES, isContainerEngine } from "../../../src/engines.ts";
import { skipReason } from "../../support/engines.ts";
import { modulesWithout, ROOM_LINES } from "../rooms/support/room_lines.ts";
import { ABSENT, EXPECTED_OPEN, OPEN_IN_ROOMS } from "./expectations.ts";
import { attack } from "./support/attack.ts";
import { controlFlags } from "./support/controls.ts";
import { loadProbes, parseProbe, type Probe } from "./support/probe.ts";
import { problemsOf } from "./support/verify.ts";
import { longTest } from "../../support/long_tests.ts";

const PROBES = await loadProbes();
/** Probes of each kind of engine, at the least. */
const LEAST = { podman: 240, docker: 240, embedded: 95 };

for (const engine of ENGINE_NAMES) {
  const skipped = await skipReason(engine);
  longTest({
    name: `hostile programs on ${engine} get no further than is known, and leave nothing`,
    ignore: skipped !== null || Deno.build.os !== "linux",
    fn: async () => {
      const probes = PROBES.filter(({ alone }) => !alone);
      const report = await attack(engine, probes, { controls: false });
      const { findings } = report;
      assert.deepEqual(problemsOf(engine, report), []);
      assert.equal(findings.length, probes.filter((one) => one.engines.includes(engine)).length);
    },
  });
}

Deno.test("every probe has an id, an expected class and a control of its own", () => {
  assert.equal(new Set(PROBES.map(({ id }) => id)).size, PROBES.length);
  assert.equal(new Set(PROBES.map(attempt)).size, PROBES.length);
  for (const engine of ENGINE_NAMES) {
    const count = PROBES.filter(({ engines }) => engines.includes(engine)).length;
    assert.ok(count >= LEAST[engine], `${count} probes on ${engine}`);
  }
});

Deno.test("every id of the lists is a probe of that engine", () => {
  for (const engine of ENGINE_NAMES) {
    const ids = PROBES.filter(({ engines }) => engines.includes(engine)).map(({ id }) => id);
    const rooms = isContainerEngine(engine) ? OPEN_IN_ROOMS : [];
    const listed = [...EXPECTED_OPEN[engine], ...ABSENT[engine].keys(), ...rooms];
    assert.deepEqual(listed.filter((id) => !ids.includes(id)), []);
  }
});

Deno.test("each line of defence of a room is taken away by a control", () => {
  const controls = PROBES.map((probe) => probe.controlOn("podman"));
  const words = controls.flatMap((control) => control.kind === "rooms" ? control.without : []);
  assert.deepEqual([...new Set(words)].sort(), Object.keys(ROOM_LINES).sort());
});

Deno.test("every control of a container takes away a line of defence that is there", () => {
  for (const engine of ENGINE_NAMES.filter(isContainerEngine)) {
    for (const probe of PROBES.filter(({ engines }) => engines.includes(engine))) {
      const control = probe.controlOn(engine);
      if (control.kind === "container") controlFlags(engine, control.without);
      if (control.kind === "rooms") modulesWithout(control.without);
    }
    assert.throws(() => controlFlags(engine, ["moat"]), /unknown line of defence: moat/);
    assert.throws(() => modulesWithout(["moat"]), /unknown line of defence of a room: moat/);
  }
});

Deno.test("parseProbe() refuses a head that is not complete, or not known", () => {
  const head =
    "# id: a.b\n# tries: x\n# engines: all\n# expects: ends timeout\n# control: outside\n";
  assert.equal(parseProbe("a.b", head).id, "a.b");
  const pair = parseProbe(
    "a.b",
    `${head.replace("outside", "rooms without pid net")}` +
      "# first: success|exit\n\n1\n# --- next run ---\n2\n",
  );
  assert.deepEqual(pair.controlOn("podman"), { kind: "rooms", without: ["pid", "net"] });
  assert.deepEqual([pair.first, pair.sources.length, pair.alone], [["success", "exit"], 2, true]);
  const wrong: readonly (readonly [string, RegExp])[] = [
    [head.replace("a.b", "a.c"), /its id is "a.c"/],
    [head.replace("# tries: x\n", ""), /the head has no "tries"/],
    [head.replace("tries", "trys"), /unknown field "trys"/],
    [head.replace("engines: all", "engines: podmen"), /engines "podmen"/],
    [head.replace("ends timeout", "nothing"), /expects "nothing"/],
    [head.replace("outside", "nowhere"), /control "nowhere"/],
    [head.replace("outside", "rooms pid"), /control "rooms pid"/],
  ];
  for (const [text, error] of wrong) assert.throws(() => parseProbe("a.b", text), error);
});

/** What a probe does: its programs without the lines that describe them, and what it is granted. */
function attempt({ servers, sources }: Probe): string {
  const programs = sources.map((source) => source.replace(/^# [a-z-]+: .*$/gm, "").trim());
  return JSON.stringify([servers, ...programs]);
}
