import type { Settings } from "../settings/settings.ts";
import { sandboxLifetimeSeconds } from "../settings/sandbox_lifetime.ts";
import type { Cleaned, EngineFactory } from "./engine.ts";
import { messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import type { System } from "../system/system.ts";
import { createReadyClaims, type ReadyClaims } from "./ready_claims.ts";

/** What a place is called that is no engine's. */
const STATE_DIRECTORY = "state directory";

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

/** What dead bridges left in one place. */
export interface Leftovers {
  /** As in {@linkcode CleanedPlace}. */
  readonly place: string;
  /** A short text for each thing that `clean()` would remove. */
  readonly found: readonly string[];
  /** Why something may have been overlooked, or `null`. */
  readonly problem: string | null;
}

/**
 * Finds what {@linkcode clean} would remove, and changes nothing. An engine that cannot be used is
 * passed over. Never throws.
 */
export async function findLeftovers(options: CleanOptions): Promise<readonly Leftovers[]> {
  const look = async (place: string, find: () => Promise<readonly string[]>) => {
    try {
      return { place, found: await find(), problem: null };
    } catch (error) {
      return { place, found: [], problem: messageOf(error) };
    }
  };
  const engines = Object.entries(options.engines).map(([place, factory]) =>
    look(place, async () => {
      const answer = await factory.probe();
      return answer.usable ? await answer.engine.leftovers() : [];
    })
  );
  const claims = look(
    STATE_DIRECTORY,
    async () => (await claimsOf(options).leftovers()).map(nameClaim),
  );
  return await Promise.all([...engines, claims]);
}

async function cleanClaims(options: CleanOptions): Promise<CleanedPlace> {
  const place = STATE_DIRECTORY;
  try {
    const removed = (await claimsOf(options).clean()).map(nameClaim);
    return { place, removed, problem: null, skipped: null };
  } catch (error) {
    return { place, removed: [], problem: messageOf(error), skipped: null };
  }
}

function claimsOf({ system, log, settings }: CleanOptions): ReadyClaims {
  const { stateDir, poolSize } = settings;
  const lifetimeSeconds = sandboxLifetimeSeconds(settings);
  return createReadyClaims({ system, log, stateDir, poolSize, lifetimeSeconds });
}

function nameClaim(file: string): string {
  return `ready/${file}`;
}
