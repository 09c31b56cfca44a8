import { join } from "node:path";
import { listOwnDirectory, makeOwnDirectory } from "../../system/own_directory.ts";
import type { System } from "../../system/system.ts";
import { isAssetKey } from "./asset_key.ts";

/**
 * What the assets' root contains besides asset folders:
 *
 * ```text
 * building-<pid>-<uuid>/   the process fills this folder
 * remains-<pid>-<uuid>/    the process removes this folder
 * users/<key>.<pid>        the process starts sandboxes from the folder <key>
 * ```
 *
 * A name is valid while a process with its id exists. When the system has given the id to another
 * process, files stay longer than needed, which is harmless.
 */
const TEMPORARY = /^(?:building|remains)-([0-9]{1,10})-[0-9a-f-]{36}$/;
const USER = /^([0-9a-f]{32})\.([0-9]{1,10})$/;
const USERS_NAME = "users";
/** Most folders that one call removes; later calls remove the rest. */
const MAX_REMOVALS = 32;

/** A new name for a folder that the process is filling. */
export function nameBuilding(pid: number): string {
  return `building-${pid}-${crypto.randomUUID()}`;
}

/** A new name for a folder that the process is removing. */
export function nameRemains(pid: number): string {
  return `remains-${pid}-${crypto.randomUUID()}`;
}

/** Records that this process uses an asset folder. */
export async function noteUse(
  system: System,
  { root, key }: { readonly root: string; readonly key: string },
): Promise<void> {
  const users = join(root, USERS_NAME);
  await makeOwnDirectory(system.files, users);
  await system.files.writeAtomic(join(users, `${key}.${system.pid}`), "", 0o600);
}

interface AssetsPlace {
  readonly root: string;
  readonly current: string;
}

/**
 * Finds folders that no live process fills or uses, as names relative to the root. Ignores names of
 * any other form.
 */
export async function findOldAssets(
  system: System,
  place: AssetsPlace,
): Promise<readonly string[]> {
  return (await look(system, place)).folders;
}

/** Unused folders, and records of processes that are gone. */
async function look(
  system: System,
  { root, current }: AssetsPlace,
): Promise<{ readonly folders: readonly string[]; readonly records: readonly string[] }> {
  const { used, records } = await readUsedKeys(system, join(root, USERS_NAME));
  const folders: string[] = [];
  for (const name of await listOwnDirectory(system.files, root)) {
    const builder = TEMPORARY.exec(name)?.[1];
    const unused = builder === undefined
      ? isAssetKey(name) && name !== current && !used.has(name)
      : !await system.processExists(Number(builder));
    if (unused) folders.push(name);
  }
  return { folders, records };
}

/**
 * Removes what {@linkcode findOldAssets} finds, and the records of processes that are gone. A
 * process leaves its record, which is nothing to tell of.
 *
 * @returns the names of the folders that were removed
 */
export async function removeOldAssets(
  system: System,
  place: AssetsPlace,
): Promise<readonly string[]> {
  const { root } = place;
  const { folders, records } = await look(system, place);
  for (const name of records) await system.files.remove(join(root, name));
  const removed: string[] = [];
  for (const name of folders.slice(0, MAX_REMOVALS)) {
    // renamed first, so that no bridge finds a partly removed folder
    const remains = join(root, nameRemains(system.pid));
    await system.files.rename(join(root, name), remains);
    await system.files.remove(remains);
    removed.push(name);
  }
  return removed;
}

/** Reads the keys in use, and the names of the records of processes that are gone. */
async function readUsedKeys(
  system: System,
  directory: string,
): Promise<{ readonly used: ReadonlySet<string>; readonly records: readonly string[] }> {
  const used = new Set<string>();
  const records: string[] = [];
  for (const name of await listOwnDirectory(system.files, directory)) {
    const [, key, pid] = USER.exec(name) ?? [];
    if (key === undefined || pid === undefined) continue;
    if (await system.processExists(Number(pid))) used.add(key);
    else records.push(join(USERS_NAME, name));
  }
  return { used, records };
}
