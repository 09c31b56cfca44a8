import { pathsOf } from "../system/paths.ts";
import type { System } from "../system/system.ts";
import { findClients } from "./clients.ts";
import { backupPrefix } from "./config_snapshot.ts";

/** Most files and folders that are counted for one size. */
const MAX_COUNTED = 100_000;

/** Something of ours on the disk. */
export interface KeptFile {
  readonly path: string;
  /** Bytes of it and all below it. */
  readonly bytes: number;
}

/** What is in a directory, each with its size; symbolic links are not followed. */
export async function listKept(system: System, directory: string): Promise<readonly KeptFile[]> {
  const { join } = pathsOf(system.platform);
  const names = await system.files.list(directory);
  return await Promise.all(names.map(async (name) => {
    const path = join(directory, name);
    return { path, bytes: await sizeOf(system, path) };
  }));
}

/** The backups of clients' files that `register`, `unregister` and `import` made. */
export async function findBackups(system: System): Promise<readonly KeptFile[]> {
  const { dirname, join } = pathsOf(system.platform);
  const found: KeptFile[] = [];
  const looked = new Set<string>();
  for (const { files, target } of findClients(system)) {
    for (const { path } of [...files, target]) {
      if (looked.has(path)) continue;
      looked.add(path);
      const directory = dirname(path);
      for (const name of await system.files.list(directory).catch(() => [])) {
        const backup = join(directory, name);
        if (!backup.startsWith(backupPrefix(path))) continue;
        found.push({ path: backup, bytes: await sizeOf(system, backup) });
      }
    }
  }
  return found;
}

async function sizeOf({ files, platform }: System, path: string): Promise<number> {
  const { join } = pathsOf(platform);
  const left = [path];
  let bytes = 0;
  for (let count = 0; count < MAX_COUNTED; count++) {
    const next = left.pop();
    if (next === undefined) break;
    const info = await files.info(next);
    if (info?.kind === "file") bytes += info.size;
    if (info?.kind !== "directory") continue;
    for (const name of await files.list(next)) left.push(join(next, name));
  }
  return bytes;
}
