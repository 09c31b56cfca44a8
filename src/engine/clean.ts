import type { Settings } from "../settings/settings.ts";
import { sandboxLifetimeSeconds } from "../settings/sandbox_lifetime.ts";
import type { Cleaned, EngineFactory } from "./engine.ts";
import { messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import type { System } from "../system/system.ts";
import { createReadyClaims } from "./ready_claims.ts";

export interface CleanOptions {
  readonly system: System;
  readonly log: Log;
  readonly settings: Settings;
  /** Every engine. Each is cleaned, also those that the settings do not choose. */
  readonly engines: Readonly<Record<string, Pick<EngineFactory, "probe">>>;
}

/** The result of cleaning one place. */
export interface CleanedPlace extends Cleaned {
  /** `podman`, `docker`, `embedded` or `state directory`. */
  readonly place: string;
  /** Why the place was skipped, or `null`. */
  readonly skipped: string | null;
}

/**
 * Removes what dead bridges left behind: containers in every state, files of the embedded engine,
 * claims on idle sandboxes. Keeps everything of a bridge that may be alive. Never throws.
 */
export async function clean(options: CleanOptions): Promise<readonly CleanedPlace[]> {
  const engines = Object.entries(options.engines).map(async ([place, factory]) => {
    try {
      const answer = await factory.probe();
      if (!answer.usable) return { place, removed: [], problem: null, skipped: answer.refusal };
      return { place, skipped: null, ...await answer.engine.clean() };
    } catch (error) {
      return { place, removed: [], problem: messageOf(error), skipped: null };
    }
  });
  return await Promise.all([...engines, cleanClaims(options)]);
}

async function cleanClaims({ system, log, settings }: CleanOptions): Promise<CleanedPlace> {
  const place = "state directory";
  const { stateDir, poolSize } = settings;
  const lifetimeSeconds = sandboxLifetimeSeconds(settings);
  try {
    const claims = createReadyClaims({ system, log, stateDir, poolSize, lifetimeSeconds });
    const removed = (await claims.clean()).map((name) => `ready/${name}`);
    return { place, removed, problem: null, skipped: null };
  } catch (error) {
    return { place, removed: [], problem: messageOf(error), skipped: null };
  }
}
