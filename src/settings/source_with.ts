import type { SettingsSource } from "./setting.ts";

/** The same machine and user with other variables. */
export function sourceWith(
  source: SettingsSource,
  env: (name: string) => string | undefined,
): SettingsSource {
  return {
    platform: source.platform,
    cpuCount: source.cpuCount,
    totalMemoryBytes: source.totalMemoryBytes,
    cwd: () => source.cwd(),
    home: () => source.home(),
    uid: () => source.uid(),
    env,
  };
}
