import { pathsOf } from "../../system/paths.ts";
import type { System } from "../../system/system.ts";
import type { Check } from "../check.ts";
import { finding } from "../finding.ts";
import { formatBytes } from "../../text/format_bytes.ts";

/** Less is not enough to prepare the embedded engine again, which takes 320 MB. */
const LOW_BYTES = 500e6;
/** Less is not enough for what a bridge keeps in a day. */
const FULL_BYTES = 10e6;
/** Most files and folders that are counted, and how deep. */
const MAX_ENTRIES = 20_000;
const MAX_DEPTH = 8;

/** How much space is free, and how much the bridge has taken. */
export const diskSpace: Check = {
  name: "disk space",
  async run({ system, settings: { stateDir }, options }) {
    if (!options.settings.hasStateDir) return [];
    const place = await nearestExisting(system, stateDir);
    const [free, size] = await Promise.all([
      system.files.freeBytes(place),
      sizeOf(system, stateDir),
    ]);
    const kept = `the state directory has ${formatBytes(size.bytes)}${size.all ? "" : " or more"}`;
    if (free === null) {
      return [finding("disk.unknown", {
        subject: place,
        text: `the system does not say how much is free; ${kept}`,
        remedy: "see that there are 500 MB",
      })];
    }
    const text = `${formatBytes(free)} free; ${kept}`;
    if (free >= LOW_BYTES) return [finding("disk.enough", { subject: place, text })];
    return [finding(free < FULL_BYTES ? "disk.full" : "disk.low", {
      subject: place,
      text,
      remedy: "make room: 500 MB are enough",
    })];
  },
};

/** The directory itself, or the nearest above it that is there. */
async function nearestExisting(system: System, directory: string): Promise<string> {
  const { dirname } = pathsOf(system.platform);
  let place = directory;
  while (dirname(place) !== place) {
    if (await system.files.info(place).catch(() => null) !== null) return place;
    place = dirname(place);
  }
  return place;
}

/** Bytes of the files in a directory; `all`: none was left out. Follows no links. */
async function sizeOf(
  system: System,
  directory: string,
): Promise<{ readonly bytes: number; readonly all: boolean }> {
  const { join } = pathsOf(system.platform);
  let bytes = 0;
  let all = true;
  let left = MAX_ENTRIES;
  const waiting = [{ path: directory, depth: 0 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { path, depth } = next;
    const info = await system.files.info(path).catch(() => null);
    if (info?.kind === "file") bytes += info.size;
    if (info?.kind !== "directory") continue;
    const names = await system.files.list(path).catch(() => []);
    if (depth === MAX_DEPTH || names.length > left) {
      all = false;
      continue;
    }
    left -= names.length;
    waiting.push(...names.map((name) => ({ path: join(path, name), depth: depth + 1 })));
  }
  return { bytes, all };
}
