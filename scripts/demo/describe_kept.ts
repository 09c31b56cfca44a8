import { formatSize, treeSize } from "../build/sizes.ts";
import { denoCache, npmCache } from "./user_caches.ts";

/**
 * What the demo leaves on the machine and how to remove it, as lines. The caches are not measured,
 * because other programs fill them, too.
 *
 * @param stateDir the user's state directory
 */
export async function describeKept(stateDir: string): Promise<readonly string[]> {
  const size = await treeSize(stateDir).catch(() => 0);
  return [
    `${stateDir}: the bridge's own state, with the prepared engine (${formatSize(size)})`,
    `${denoCache()}: Deno's cache, with the packages of the program`,
    `${npmCache()}: npm's cache, with Deno itself and the two servers`,
    "Nothing else was changed. To remove it, delete these folders; programs fetch again what they need.",
  ];
}
