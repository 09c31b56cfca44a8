import { once } from "../system/once.ts";
import type { LockedPackage } from "./package_lock.ts";
import packed from "./time_zones.json" with { type: "json" };

/** The package `tzdata`, which every bridge has: `zoneinfo` asks for it where the system has none. */
export const TIME_ZONES: Pick<LockedPackage, "name" | "version" | "modules" | "sha256" | "size"> = {
  name: "tzdata",
  version: packed.version,
  modules: ["tzdata"],
  sha256: packed.sha256,
  size: packed.size,
};

const wheel = once(async () => {
  const parts = new Blob([Uint8Array.fromBase64(packed.deflated)]).stream();
  const inflated = parts.pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(inflated).arrayBuffer());
});

/** The bytes of its wheel, which `scripts/write_time_zones.ts` made. */
export function timeZonesWheel(): Promise<Uint8Array> {
  return wheel.get();
}
