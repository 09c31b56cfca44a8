import { join } from "node:path";

/** Most times that another process may put its own folder there first. */
const ATTEMPTS = 10;

/**
 * Moves a folder to its place. A folder that is there and holds the same files is kept, because
 * programs may run from it; another is replaced. Several processes may do this at once.
 *
 * @param built a folder on the same file system; it is gone, or left for the caller to remove
 * @throws {Error} when it cannot be moved
 */
export async function putInPlace(built: string, place: string): Promise<void> {
  for (let attempt = 1;; attempt++) {
    if (await holdsAllOf(built, place)) return;
    const old = `${built}.old`;
    try {
      await Deno.rename(place, old);
    } catch (error) {
      // nothing is there, or another process has just moved it away
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    try {
      return await Deno.rename(built, place);
    } catch (error) {
      // most likely another process was faster
      if (attempt === ATTEMPTS) throw error;
    } finally {
      await removeTree(old);
    }
  }
}

/** Removes a folder and all that is in it, if it exists. */
export async function removeTree(directory: string): Promise<void> {
  await Deno.remove(directory, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
}

/** Whether every file of a folder is in another too, with the same bytes. */
async function holdsAllOf(files: string, directory: string): Promise<boolean> {
  for await (const { name, isDirectory } of Deno.readDir(files)) {
    const [mine, other] = [join(files, name), join(directory, name)];
    const same = isDirectory ? await holdsAllOf(mine, other) : await isSameFile(mine, other);
    if (!same) return false;
  }
  return true;
}

async function isSameFile(path: string, other: string): Promise<boolean> {
  const [mine, theirs] = await Promise.all([Deno.readFile(path), readIfThere(other)]);
  return theirs !== null && mine.length === theirs.length &&
    mine.every((byte, index) => byte === theirs[index]);
}

async function readIfThere(path: string): Promise<Uint8Array | null> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return null;
    }
    throw error;
  }
}
