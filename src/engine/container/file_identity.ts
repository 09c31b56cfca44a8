import type { System } from "../../system/system.ts";

/** What tells a program's file from another, or from an older one of the same name. */
export async function identifyFile(
  { files }: System,
  path: string,
): Promise<readonly unknown[]> {
  const real = await files.realPath(path).catch(() => null);
  const info = real === null ? null : await files.info(real).catch(() => null);
  return [path, real, info?.size, info?.modified];
}
