import type { BridgeSettings } from "../../src/ipc/messages.ts";

/** Settings of a bridge that keeps no sandboxes ready. */
export function bridgeSettings(directory: string): BridgeSettings {
  return {
    timeoutMs: 30_000,
    maxTimeoutMs: 60_000,
    callTimeoutMs: null,
    outputMode: "json",
    maxOutput: 10_000,
    directory,
    version: "0",
    maxConcurrency: 4,
    poolSize: 0,
    runtimeIdleTimeoutMs: 60_000,
    lifetimeSeconds: 120,
  };
}
