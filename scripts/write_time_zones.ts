/**
 * Writes `src/packages/time_zones.json` from a wheel of the package `tzdata` of PyPI:
 *
 * ```sh
 * pip download --no-deps tzdata
 * deno run -P=build scripts/write_time_zones.ts tzdata-*.whl
 * ```
 *
 * The zones of the wheel are packed again, into a zip that is compressed as a whole: many zones are
 * alike, so that this has a quarter of the size.
 */

import { fileURLToPath } from "node:url";
import { deflateSync } from "node:zlib";
import { unzipSync, type Zippable, zipSync } from "fflate";
import { sha256 } from "../src/system/sha256.ts";

/** What Python reads of the package, and what its licence asks for. */
const KEPT = /^tzdata\/(?:zones|(?:.*\/)?__init__\.py|zoneinfo\/.*)$|\.dist-info\/./;
/** Tables that Python does not read, and sums of files that are not the same. */
const LEFT_OUT = /\/(?:leapseconds|tzdata\.zi|.*\.tab|RECORD|top_level\.txt)$/;
const MTIME = new Date(1980, 0, 1);

/** The text of the file. */
export async function timeZonesFile(wheel: Uint8Array): Promise<string> {
  const files = Object.entries(unzipSync(wheel))
    .filter(([name]) => KEPT.test(name) && !LEFT_OUT.test(name))
    .sort(([a, first], [b, second]) => contentOrder(first, second) || (a < b ? -1 : 1));
  const version = files.map(([name]) => /^tzdata-([\d.]+)\.dist-info/.exec(name)?.[1]).find(
    Boolean,
  );
  if (version === undefined) throw new Error("this is no wheel of tzdata");
  const zip: Zippable = Object.fromEntries(files.map(([name, data]) => [name, [data, {}]]));
  const packed = zipSync(zip, { level: 0, mtime: MTIME });
  const deflated = deflateSync(packed, { level: 9 }).toBase64();
  const parts = { version, sha256: await sha256(packed), size: packed.length, deflated };
  return `${JSON.stringify(parts, null, 2)}\n`;
}

/** Equal files follow each other, because DEFLATE sees 32 KiB. */
function contentOrder(first: Uint8Array, second: Uint8Array): number {
  const length = Math.min(first.length, second.length);
  for (let at = 0; at < length; at++) {
    const apart = (first[at] ?? 0) - (second[at] ?? 0);
    if (apart !== 0) return apart;
  }
  return first.length - second.length;
}

if (import.meta.main) {
  const target = fileURLToPath(new URL("../src/packages/time_zones.json", import.meta.url));
  const [wheel = ""] = Deno.args;
  await Deno.writeTextFile(target, await timeZonesFile(await Deno.readFile(wheel)));
}
