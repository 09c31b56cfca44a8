import { RETIREMENT_SECONDS } from "../engines.ts";
import type { Settings } from "./settings.ts";

/** Added to the idle time and the longest run, so that a sandbox has time to end. */
const MARGIN_SECONDS = 2;

/** Longest life of a sandbox of one run in seconds: its idle time, the longest run and a margin. */
export function sandboxLifetimeSeconds(
  settings: Pick<Settings, "runtimeIdleTimeoutMs" | "maxTimeoutMs">,
): number {
  const { runtimeIdleTimeoutMs, maxTimeoutMs } = settings;
  return MARGIN_SECONDS + Math.ceil((runtimeIdleTimeoutMs + maxTimeoutMs) / 1000);
}

/** Longest life in seconds of a container that serves runs in rooms: the last may begin at its end. */
export function roomsLifetimeSeconds(
  settings: Pick<Settings, "runtimeIdleTimeoutMs" | "maxTimeoutMs">,
): number {
  return RETIREMENT_SECONDS + sandboxLifetimeSeconds(settings);
}
