import { type EngineName, isContainerEngine } from "../../src/engines.ts";
import type { EngineProbe } from "../../src/engine/engine.ts";
import { createEngineFactories } from "../../src/engine/engine_factories.ts";
import { loadSettings } from "../../src/settings/load_settings.ts";
import { probeContainerEngine } from "../../src/engine/container/probe.ts";
import { SETTINGS } from "../../src/settings/settings.ts";
import { createDenoSystem } from "../../src/system/deno_system.ts";
import { LONG_TESTS } from "./long_tests.ts";

/** Image of the tests on real engines. */
export const IMAGE = Deno.env.get("MCP_BRIDGE_IMAGE") ?? SETTINGS.image.default.text;

/** Engines that must be there: a missing one fails its tests instead of skipping them. */
const REQUIRED = (Deno.env.get("REQUIRE_ENGINES") ?? "").split(",").map((name) => name.trim());

/**
 * Why tests on an engine must be skipped; `null` when they must run: it can be used, or it is required
 * and its absence is to be a failure. Without {@linkcode LONG_TESTS} those on podman stand for those on
 * docker, where both can be used.
 *
 * @param announce print the line that says so: one file of the tests does, for all
 */
export async function skipReason(name: EngineName, announce = false): Promise<string | null> {
  if (name === "docker" && !LONG_TESTS && await absence("podman") === null) {
    return announced(
      "docker",
      "the tests on podman stand for it; LONG_TESTS=1 runs both",
      announce,
    );
  }
  return await absence(name, announce);
}

/** Why an engine cannot be used; `null` when it can, or when it is required. */
export async function absence(name: EngineName, announce = false): Promise<string | null> {
  if (name === "embedded" || REQUIRED.includes(name)) return null;
  const probe = await probeOf(name);
  return probe.usable ? null : announced(name, probe.refusal, announce);
}

function announced(name: EngineName, reason: string, announce: boolean): string {
  // deno-lint-ignore no-console -- the one line that says what was not tested
  if (announce) console.log(`skipped: ${name}: ${reason}`);
  return reason;
}

async function probeOf(name: EngineName): Promise<EngineProbe> {
  const system = createDenoSystem();
  const log = () => {};
  if (!isContainerEngine(name)) {
    const { settings } = loadSettings(system);
    return await createEngineFactories({ system, log, settings })[name].probe();
  }
  return await probeContainerEngine({
    name,
    system,
    log,
    image: IMAGE,
    // only asked, so nothing is written
    stateDir: "/nonexistent",
    loader: "",
    user: { kind: "fixed", user: "65534:65534" },
    limits: {
      memoryBytes: 512 * 1024 * 1024,
      pids: 128,
      cpus: null,
      lifetimeSeconds: 60,
    },
    // a loaded machine is no reason to call an engine absent
    timeoutMs: 60_000,
  });
}
