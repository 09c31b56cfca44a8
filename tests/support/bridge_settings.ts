import type { BridgeSettings } from "../../src/ipc/messages.ts";
import { loadSettings } from "../../src/settings/load_settings.ts";
import { settingsOfBridge } from "../../src/settings/settings.ts";
import { FakeSystem } from "../fakes/fake_system.ts";

/** Settings of a bridge that keeps no sandboxes ready; all others are the defaults. */
export function bridgeSettings(directory: string): BridgeSettings {
  return {
    ...settingsOfBridge(loadSettings(new FakeSystem()).settings),
    maxTimeoutMs: 60_000,
    outputMode: "json",
    maxOutput: 10_000,
    poolSize: 0,
    runtimeIdleTimeoutMs: 60_000,
    directory,
    packages: `${directory}-packages`,
    version: "0",
    lifetimeSeconds: 120,
    machineBytes: 8e9,
    processors: 2,
  };
}
