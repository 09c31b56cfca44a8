/**
 * Does something while no other process that locks the same file does. The system lets the lock go when
 * its process ends, however that ends. The file is made if it is missing, and stays.
 *
 * @throws {Error} when the path is a symbolic link
 */
export async function withFileLock<T>(path: string, action: () => Promise<T>): Promise<T> {
  using file = await Deno.open(path, { create: true, write: true, mode: 0o600 });
  if ((await Deno.lstat(path)).isSymlink) throw new Error(`"${path}" is a symbolic link`);
  await file.lock(true);
  return await action();
}
