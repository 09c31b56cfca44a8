import { join } from "node:path";

/** Formats a number of bytes: `12.3 MiB`. */
export function formatSize(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}

/** Bytes of all files below a directory. */
export async function treeSize(directory: string): Promise<number> {
  let total = 0;
  for await (const entry of Deno.readDir(directory)) {
    const path = join(directory, entry.name);
    total += entry.isDirectory ? await treeSize(path) : (await Deno.stat(path)).size;
  }
  return total;
}
