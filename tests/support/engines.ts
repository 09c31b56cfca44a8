import { type EngineName, isContainerEngine } from "../../src/engines.ts";
import type { EngineProbe } from "../../src/engine/engine.ts";
import { createEngineFactories } from "../../src/engine/engine_factories.ts";
import { loadSettings } from "../../src/settings/load_settings.ts";
import { probeContainerEngine } from "../../src/engine/container/probe.ts";
import { SETTINGS } from "../../src/settings/settings.ts";
import { createDenoSystem } from "../../src/system/deno_system.ts";

/** Image of the tests on real engines. */
export const IMAGE = Deno.env.get("MCP_BRIDGE_IMAGE") ?? SETTINGS.image.default.text;

/** Engines that must be there: a missing one fails its tests instead of skipping them. */
const REQUIRED = (Deno.env.get("REQUIRE_ENGINES") ?? "").split(",").map((name) => name.trim());

/**
 * Why tests on an engine must be skipped; `null` when they must run: it can be used, or it is required
 * and its absence is to be a failure.
 *
 * @param announce print the line that says so: one file of the tests does, for all
 */
export async function skipReason(name: EngineName, announce = false): Promise<string | null> {
  if (name === "embedded" || REQUIRED.includes(name)) return null;
  const probe = await probeOf(name);
  if (probe.usable) return null;
  // deno-lint-ignore no-console -- the one line that says what was not tested
  if (announce) console.log(`skipped: ${name}: ${probe.refusal}`);
  return probe.refusal;
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
