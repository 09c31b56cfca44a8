import { join } from "node:path";
import type { System } from "../../system/system.ts";
import { isAssetKey } from "./asset_key.ts";

/**
 * What lies in the assets' root beside folders of assets:
 *
 * ```text
 * building-<pid>-<uuid>/   being filled by that process
 * remains-<pid>-<uuid>/    being removed by that process
 * users/<key>.<pid>        that process starts sandboxes from that folder
 * ```
 *
 * A name counts for as long as a process with its id exists. An id that was given to another process
 * keeps things longer than need be, and does no harm.
 */
const TEMPORARY = /^(?:building|remains)-([0-9]{1,10})-[0-9a-f-]{36}$/;
const USER = /^([0-9a-f]{32})\.([0-9]{1,10})$/;
const USERS_NAME = "users";
/** Most that is removed at one time; the rest stays for the next. */
const MAX_REMOVALS = 32;

/** A new name for a folder that the process is filling. */
export function nameBuilding(pid: number): string {
  return `building-${pid}-${crypto.randomUUID()}`;
}

/** A new name for a folder that the process is removing. */
export function nameRemains(pid: number): string {
  return `remains-${pid}-${crypto.randomUUID()}`;
}

/** Says that this process uses a folder of assets. */
export async function noteUse(
  system: System,
  { root, key }: { readonly root: string; readonly key: string },
): Promise<void> {
  const users = join(root, USERS_NAME);
  await system.files.makeDirectory(users, 0o700);
  await system.files.writeAtomic(join(users, `${key}.${system.pid}`), "", 0o600);
}

/**
 * Removes folders that no living process fills or uses. Touches no name that it does not know.
 *
 * @returns the names of what was removed
 */
export async function removeOldAssets(
  system: System,
  { root, current }: { readonly root: string; readonly current: string },
): Promise<readonly string[]> {
  const { used, removed } = await readUsedKeys(system, join(root, USERS_NAME));
  const old: string[] = [];
  for (const name of await system.files.list(root)) {
    const builder = TEMPORARY.exec(name)?.[1];
    const unused = builder === undefined
      ? isAssetKey(name) && name !== current && !used.has(name)
      : !await system.processExists(Number(builder));
    if (unused) old.push(name);
  }
  for (const name of old.slice(0, MAX_REMOVALS)) {
    // at once out of the way of a bridge that would look at a half of it
    const remains = join(root, nameRemains(system.pid));
    await system.files.rename(join(root, name), remains);
    await system.files.remove(remains);
    removed.push(name);
  }
  return removed;
}

/** Keys in use; the names of processes that are gone are removed. */
async function readUsedKeys(
  system: System,
  directory: string,
): Promise<{ readonly used: ReadonlySet<string>; readonly removed: string[] }> {
  const used = new Set<string>();
  const removed: string[] = [];
  for (const name of await system.files.list(directory)) {
    const [, key, pid] = USER.exec(name) ?? [];
    if (key === undefined || pid === undefined) continue;
    if (await system.processExists(Number(pid))) {
      used.add(key);
    } else {
      await system.files.remove(join(directory, name));
      removed.push(join(USERS_NAME, name));
    }
  }
  return { used, removed };
}
