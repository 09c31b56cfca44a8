import assert from "node:assert/strict";

import type { Engine, EngineFactories, EngineProbe } from "../../src/engine/engine.ts";
import {
  createEngineSelection,
  type EngineSelection,
  FIRST_RECHECK_MS,
  RECHECK_MS,
} from "../../src/engine/engine_selection.ts";
import { ENGINE_NAMES, type EngineName, type RuntimeChoice } from "../../src/engines.ts";
import { EngineError } from "../../src/errors.ts";
import { loadSettings } from "../../src/settings/load_settings.ts";
import { FakeSystem } from "../fakes/fake_system.ts";
import { eventually } from "../support/eventually.ts";

const REFUSED = { kind: "refused", reason: "exit code 125" } as const;
const HUNG = { kind: "hung", reason: "podman did not start a sandbox within 20 s" } as const;

interface Stage {
  readonly selection: EngineSelection;
  readonly system: FakeSystem;
  readonly logged: string[];
  /** Engines that were asked, with the time that they had. */
  readonly asked: string[];
  /** What each engine answers now; absent ones are not installed. */
  readonly answers: Map<EngineName, EngineProbe>;
}

function usable(name: EngineName, imageId?: string): EngineProbe {
  const engine: Engine = {
    name,
    ...(imageId === undefined ? {} : { image: { reference: "python:3", id: imageId } }),
    start: () => Promise.reject(new Error("not asked for")),
    leftovers: () => Promise.resolve([]),
    clean: () => Promise.resolve({ removed: [], problem: null }),
  };
  return { usable: true, engine };
}

function slow(name: EngineName): EngineProbe {
  return { usable: false, name, refusal: "did not answer", remedy: "wait", timedOut: true };
}

function stage(
  runtime: RuntimeChoice,
  answers: Partial<Record<EngineName, EngineProbe>>,
  onAdvice?: (advice: string) => void,
): Stage {
  const system = new FakeSystem();
  const logged: string[] = [];
  const asked: string[] = [];
  const known = new Map(Object.entries(answers)) as Map<EngineName, EngineProbe>;
  const factories = Object.fromEntries(ENGINE_NAMES.map((name) => [name, {
    probe: (timeoutMs?: number) => {
      asked.push(timeoutMs === undefined ? name : `${name} ${timeoutMs}`);
      return Promise.resolve(
        known.get(name) ??
          { usable: false, name, refusal: "not on PATH", remedy: null, missing: true } as const,
      );
    },
    rights: () => Promise.resolve([]),
  }])) as unknown as EngineFactories;
  const selection = createEngineSelection({
    system,
    log: (level, message) => logged.push(`${level}: ${message}`),
    settings: { ...loadSettings(system).settings, runtime },
    factories,
    ...(onAdvice === undefined ? {} : { onAdvice }),
  });
  return { selection, system, logged, asked, answers: known };
}

async function engineOf({ selection }: Stage): Promise<EngineName> {
  return (await selection.selected()).state.engine;
}

Deno.test("EngineSelection asks once while nothing fails", async () => {
  const on = stage("auto", { podman: usable("podman") });
  await Promise.all([engineOf(on), engineOf(on)]);
  assert.equal(await engineOf(on), "podman");
  assert.deepEqual(on.asked, ["podman"]);
});

Deno.test("EngineSelection logs its advice, or tells it to whoever asks for it", async () => {
  const logging = stage("auto", { embedded: usable("embedded") });
  await engineOf(logging);
  assert.match(logging.logged.join(), /^info: The embedded engine is in use/);
  const told: string[] = [];
  const telling = stage("auto", { embedded: usable("embedded") }, (advice) => told.push(advice));
  await engineOf(telling);
  assert.deepEqual([told.length, telling.logged], [1, []]);
});

Deno.test("EngineSelection follows podman that broke with docker, and comes back", async () => {
  const on = stage("auto", { podman: usable("podman"), docker: usable("docker") });
  (await on.selection.selected()).failed(REFUSED);
  await eventually("docker is chosen", async () => await engineOf(on) === "docker");
  assert.ok(on.logged.includes("warning: The engine podman started no sandbox: exit code 125"));
  on.system.clock.advance(RECHECK_MS);
  (await on.selection.selected()).failed(REFUSED);
  await eventually("podman is tried again", async () => await engineOf(on) === "podman");
});

Deno.test("EngineSelection counts starts that failed at once as one", async () => {
  const on = stage("podman", { podman: usable("podman") });
  const first = await on.selection.selected();
  for (let start = 0; start < 10; start++) first.failed(REFUSED);
  await eventually("it is asked again", async () => {
    await on.selection.selected();
    return on.asked.length > 1;
  });
  assert.equal(await engineOf(on), "podman");
});

Deno.test("EngineSelection leaves a failing engine alone for a while and says so", async () => {
  const on = stage("podman", { podman: usable("podman") });
  (await on.selection.selected()).failed(HUNG);
  const refused = await eventuallyRefused(on);
  assert.match(
    refused.message,
    /podman was chosen and cannot be used \(podman: podman did not start a sandbox within 20 s; it is tried again in 30 s\)/,
  );
  on.system.clock.advance(30_000);
  assert.equal(await engineOf(on), "podman");
});

async function eventuallyRefused(on: Stage): Promise<EngineError> {
  let refused: unknown = null;
  await eventually("the choice is refused", async () => {
    refused = await on.selection.selected().then(() => null, (error) => error);
    return refused !== null;
  });
  assert.ok(refused instanceof EngineError);
  return refused;
}

Deno.test("EngineSelection uses an image that was pulled again, and says so once", async () => {
  const on = stage("auto", { podman: usable("podman", "a".repeat(64)), docker: usable("docker") });
  const first = await on.selection.selected();
  on.answers.set("podman", usable("podman", "b".repeat(64)));
  first.failed(REFUSED);
  await eventually("the new image is used", async () => {
    const { engine } = await on.selection.selected();
    return engine.image?.id === "b".repeat(64);
  });
  const told = on.logged.filter((line) => line.includes("is another than before"));
  assert.deepEqual(told, [
    'warning: The image "python:3" is another than before (bbbbbbbbbbbb, before aaaaaaaaaaaa): ' +
    "sandboxes use the new one",
  ]);
});

Deno.test("EngineSelection asks an engine again that was only slow, beside the runs", async () => {
  const on = stage("auto", { podman: slow("podman"), embedded: usable("embedded") });
  assert.equal(await engineOf(on), "embedded");
  on.answers.set("podman", usable("podman"));
  assert.equal(await engineOf(on), "embedded");
  on.system.clock.advance(FIRST_RECHECK_MS);
  assert.equal(await engineOf(on), "embedded", "a run does not wait for it");
  await eventually("podman is used", async () => await engineOf(on) === "podman");
  assert.ok(on.asked.includes("podman 15000"), "it has more time when nobody waits");
});

Deno.test("EngineSelection does not leave an engine that works because it is slow for once", async () => {
  const on = stage("auto", { podman: usable("podman"), embedded: usable("embedded") });
  await engineOf(on);
  on.answers.set("podman", slow("podman"));
  on.system.clock.advance(RECHECK_MS);
  await engineOf(on);
  await eventually("it was asked", () => on.asked.length > 2);
  assert.equal(await engineOf(on), "podman");
});

Deno.test("EngineSelection.state() asks the chosen engine alone whether it makes rooms", async () => {
  const podman = usable("podman");
  assert.ok(podman.usable);
  const rooms = { use: "impossible", reason: "no ctypes" } as const;
  const { selection } = stage("auto", {
    podman: { usable: true, engine: { ...podman.engine, rooms: () => Promise.resolve(rooms) } },
    docker: usable("docker"),
  });
  assert.deepEqual((await selection.state()).rooms, rooms);
  const without = stage("docker", { docker: usable("docker") });
  assert.ok(!("rooms" in await without.selection.state()));
});

Deno.test("EngineSelection starts no machine beside the runs while there is another engine", async () => {
  let starts = 0;
  const on = stage("auto", { embedded: usable("embedded") });
  const refused = { usable: false, name: "podman", refusal: "not running", remedy: null } as const;
  const machine = {
    label: "a machine",
    start: () => {
      starts++;
      return Promise.resolve<EngineProbe>({ ...refused, startFailed: true });
    },
  };
  on.answers.set("podman", { ...refused, stopped: machine });
  assert.equal((await on.selection.looked()).stopped, "a machine");
  assert.equal(starts, 0);
  assert.equal(await engineOf(on), "embedded");
  assert.equal(starts, 1);
  for (let look = 0; look < 3; look++) {
    const before = on.asked.length;
    on.system.clock.advance(RECHECK_MS);
    assert.equal(await engineOf(on), "embedded");
    await eventually("it was looked at", () => on.asked.length > before);
    assert.equal((await on.selection.looked()).engine, "embedded");
  }
  assert.equal(starts, 1);
  on.answers.set("podman", usable("podman"));
  on.system.clock.advance(RECHECK_MS);
  await eventually("podman is chosen", async () => await engineOf(on) === "podman");
});

Deno.test("EngineSelection shares one look among those that ask and those that run", async () => {
  const on = stage("auto", { podman: usable("podman") });
  const [state, chosen] = await Promise.all([on.selection.looked(), on.selection.selected()]);
  assert.equal(state, chosen.state);
  assert.equal(await on.selection.looked(), state);
  assert.deepEqual(on.asked, ["podman"]);
});

Deno.test("EngineSelection starts a machine for the next run that did not answer at first", async () => {
  const on = stage("auto", { podman: slow("podman"), embedded: usable("embedded") });
  assert.equal(await engineOf(on), "embedded");
  const start = () => Promise.resolve(usable("podman"));
  on.answers.set("podman", {
    usable: false,
    name: "podman",
    refusal: "not running",
    remedy: null,
    stopped: { label: "a machine", start },
  });
  on.system.clock.advance(FIRST_RECHECK_MS);
  await eventually("podman is chosen", async () => await engineOf(on) === "podman");
});
