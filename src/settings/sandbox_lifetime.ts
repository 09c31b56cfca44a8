import type { Settings } from "./settings.ts";

/** Added to the idle time and the longest run, so that a sandbox has time to end. */
const MARGIN_SECONDS = 2;

/** Longest life of a sandbox in seconds: its idle time, the longest run and a margin. */
export function sandboxLifetimeSeconds(
  settings: Pick<Settings, "runtimeIdleTimeoutMs" | "maxTimeoutMs">,
): number {
  const { runtimeIdleTimeoutMs, maxTimeoutMs } = settings;
  return MARGIN_SECONDS + Math.ceil((runtimeIdleTimeoutMs + maxTimeoutMs) / 1000);
}
