import assert from "node:assert/strict";

import type { EngineName, RuntimeChoice } from "../../src/engines.ts";
import type { Engine, EngineProbe } from "../../src/engine/engine.ts";
import { EngineHealth } from "../../src/engine/engine_health.ts";
import { selectEngine } from "../../src/engine/select_engine.ts";
import { EngineError } from "../../src/errors.ts";
import { FakeClock } from "../support/fake_clock.ts";

const PULL = "run: podman pull docker.io/library/python:3.12-slim";
const MISSING = 'image "docker.io/library/python:3.12-slim" is not present';
const DOWN = "daemon not reachable at unix:///var/run/docker.sock";

function usable(name: EngineName): EngineProbe {
  const engine: Engine = {
    name,
    start: () => Promise.reject(new Error("not asked for")),
    leftovers: () => Promise.resolve([]),
    clean: () => Promise.resolve({ removed: [], problem: null }),
  };
  return { usable: true, engine };
}

function refused(name: EngineName, refusal: string, remedy: string | null = null): EngineProbe {
  return { usable: false, name, refusal, remedy };
}

function absent(name: EngineName): EngineProbe {
  return { usable: false, name, refusal: "not on PATH", remedy: null, missing: true };
}

function stopped(name: EngineName): EngineProbe {
  const machine = {
    label: `machine of ${name}`,
    start: () => Promise.reject(new Error("not asked for")),
  };
  return { usable: false, name, refusal: "not running", remedy: "start it", stopped: machine };
}

/** Selects among probes and keeps which were asked. */
async function select(runtime: RuntimeChoice, probes: Partial<Record<EngineName, EngineProbe>>) {
  const asked: EngineName[] = [];
  const probe = (name: EngineName): Promise<EngineProbe> => {
    asked.push(name);
    return Promise.resolve(probes[name] ?? absent(name));
  };
  const health = new EngineHealth(new FakeClock());
  try {
    const selected = await selectEngine({ runtime, probe, health });
    return "engine" in selected
      ? { asked, selected, stopped: null, error: null }
      : { asked, selected: null, stopped: selected, error: null };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { asked, selected: null, stopped: null, error };
  }
}

Deno.test("selectEngine() takes podman first and asks nobody else", async () => {
  for (const runtime of ["auto", "container"] as const) {
    const { asked, selected } = await select(runtime, {
      podman: usable("podman"),
      docker: usable("docker"),
    });
    assert.deepEqual(asked, ["podman"]);
    assert.equal(selected?.engine.name, "podman");
    assert.deepEqual(selected?.state, {
      engine: "podman",
      attempts: [{ engine: "podman", refusal: null }],
      advice: null,
    });
  }
});

Deno.test("selectEngine() takes docker when podman is refused, and keeps the reason", async () => {
  const { selected } = await select("auto", {
    podman: refused("podman", MISSING, PULL),
    docker: usable("docker"),
  });
  assert.deepEqual(selected?.state, {
    engine: "docker",
    attempts: [{ engine: "podman", refusal: MISSING }, { engine: "docker", refusal: null }],
    advice: null,
  });
});

Deno.test("selectEngine() falls to embedded with the one command that would change it", async () => {
  const { selected } = await select("auto", {
    podman: refused("podman", MISSING, PULL),
    docker: refused("docker", DOWN, "run: sudo systemctl start docker"),
    embedded: usable("embedded"),
  });
  assert.equal(selected?.state.engine, "embedded");
  assert.equal(
    selected?.state.advice,
    `The embedded engine is in use, which isolates less than a container; ${PULL}`,
  );
});

Deno.test("selectEngine() prefers the command that exists to installing another engine", async () => {
  const { selected } = await select("auto", {
    docker: refused("docker", MISSING, "run: docker pull x"),
    embedded: usable("embedded"),
  });
  assert.match(selected?.state.advice ?? "", /run: docker pull x$/);
});

Deno.test("selectEngine() names where to get podman when there is no command", async () => {
  const { selected } = await select("auto", { embedded: usable("embedded") });
  assert.match(selected?.state.advice ?? "", /install podman \(https:\/\/podman\.io/);
});

Deno.test("selectEngine() gives no advice when embedded was asked for", async () => {
  const { asked, selected } = await select("embedded", { embedded: usable("embedded") });
  assert.deepEqual(asked, ["embedded"]);
  assert.equal(selected?.state.advice, null);
});

Deno.test("selectEngine() never falls to embedded when a container was asked for", async () => {
  for (const runtime of ["container", "podman", "docker"] as const) {
    const { asked, error } = await select(runtime, { embedded: usable("embedded") });
    assert.ok(!asked.includes("embedded"));
    assert.equal(error?.code, "ENGINE_NOT_FOUND");
  }
});

Deno.test("selectEngine() lists what was tried, why each was refused and what to do", async () => {
  const { error } = await select("container", {
    podman: refused("podman", MISSING, PULL),
    docker: refused("docker", DOWN),
  });
  assert.equal(
    error?.message,
    "Cannot start sandbox: no container engine can be used " +
      `(podman: ${MISSING}; docker: ${DOWN}); ${PULL}, ` +
      "or set MCP_BRIDGE_RUNTIME=auto to allow the embedded engine",
  );
});

Deno.test("selectEngine() does not try another engine for one asked for by name", async () => {
  const { asked, error } = await select("podman", { docker: usable("docker") });
  assert.deepEqual(asked, ["podman"]);
  assert.match(
    error?.message ?? "",
    /podman was chosen and cannot be used \(podman: not on PATH\)/,
  );
});

Deno.test("selectEngine() lists all three when auto finds nothing", async () => {
  const { error } = await select("auto", {
    embedded: refused("embedded", "its files fail their checksum"),
  });
  assert.match(
    error?.message ?? "",
    /\(podman: not on PATH; docker: not on PATH; embedded: its files fail their checksum\)/,
  );
});

Deno.test("selectEngine() advises to install podman only where it is not there", async () => {
  const { selected } = await select("auto", {
    podman: refused("podman", "its storage is odd"),
    docker: refused("docker", DOWN),
    embedded: usable("embedded"),
  });
  assert.doesNotMatch(selected?.state.advice ?? "", /install/);
  assert.match(selected?.state.advice ?? "", /put right what the reasons name/);
});

Deno.test("selectEngine() calls a choice provisional when an engine before it was only slow", async () => {
  const slow = {
    ...refused("podman", "did not answer within 3 s", "wait"),
    timedOut: true,
  } as const;
  const { selected } = await select("auto", { podman: slow, embedded: usable("embedded") });
  assert.equal(selected?.provisional, true);
  const firm = await select("auto", { embedded: usable("embedded") });
  assert.equal(firm.selected?.provisional, false);
});

Deno.test("selectEngine() tells an engine's rights, its user ids and the limits that it does not hold", async () => {
  const podman = usable("podman");
  assert.ok(podman.usable);
  const partial: Engine = {
    ...podman.engine,
    rootless: true,
    userIds: 3,
    missingLimits: ["memory", "pids"],
  };
  const { selected } = await select("auto", { podman: { usable: true, engine: partial } });
  assert.equal(selected?.state.rootless, true);
  assert.equal(selected?.state.userIds, 3);
  assert.equal(selected?.state.limits, "partial (memory, pids)");
});

Deno.test("selectEngine() tells the program that confines the sandboxes of the chosen engine", async () => {
  const choose = async (wrapper: string | null) => {
    const embedded = usable("embedded");
    assert.ok(embedded.usable);
    const engine: Engine = { ...embedded.engine, wrapper };
    return (await select("embedded", { embedded: { usable: true, engine } })).selected?.state;
  };
  assert.equal((await choose("/usr/bin/bwrap"))?.wrapper, "/usr/bin/bwrap");
  assert.equal("wrapper" in (await choose(null) ?? {}), false);
});

Deno.test("selectEngine() takes an engine that runs before one of its kind whose machine is stopped", async () => {
  const { selected } = await select("auto", {
    podman: stopped("podman"),
    docker: usable("docker"),
  });
  assert.deepEqual(selected?.state.attempts, [
    { engine: "podman", refusal: "not running" },
    { engine: "docker", refusal: null },
  ]);
});

Deno.test("selectEngine() takes an engine whose machine is stopped before a weaker one", async () => {
  for (const runtime of ["auto", "container"] as const) {
    const chosen = await select(runtime, {
      podman: refused("podman", MISSING, PULL),
      docker: stopped("docker"),
      embedded: usable("embedded"),
    });
    assert.deepEqual(chosen.asked, ["podman", "docker"]);
    assert.deepEqual(chosen.stopped?.state, {
      engine: "docker",
      attempts: [{ engine: "podman", refusal: MISSING }, { engine: "docker", refusal: null }],
      advice: null,
      stopped: "machine of docker",
    });
  }
  const both = await select("auto", { podman: stopped("podman"), docker: stopped("docker") });
  assert.equal(both.stopped?.state.engine, "podman", "the first of two");
});
