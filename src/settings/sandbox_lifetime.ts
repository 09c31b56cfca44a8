import type { Settings } from "./settings.ts";

/** On top of the idle time and the longest run, in seconds. */
const MARGIN_SECONDS = 2;

/** Longest life of a sandbox, in seconds: it waits, runs, and has a margin for its end. */
export function sandboxLifetimeSeconds(
  settings: Pick<Settings, "runtimeIdleTimeoutMs" | "maxTimeoutMs">,
): number {
  const { runtimeIdleTimeoutMs, maxTimeoutMs } = settings;
  return MARGIN_SECONDS + Math.ceil((runtimeIdleTimeoutMs + maxTimeoutMs) / 1000);
}
