import type { System } from "../system/system.ts";

/** A file that can be executed. */
export interface ProgramFile {
  /** The file itself, with every symbolic link resolved. */
  readonly real: string;
  /** Permission bits, or `null` where the platform has none. */
  readonly mode: number | null;
}

/** The program at a path; `null` when there is no executable file. Never throws. */
export async function programFile(system: System, path: string): Promise<ProgramFile | null> {
  try {
    const real = await system.files.realPath(path);
    const info = real === null ? null : await system.files.info(real);
    if (real === null || info === null || info.kind !== "file") return null;
    const { mode } = info;
    return mode !== null && (mode & 0o111) === 0 ? null : { real, mode };
  } catch {
    // a directory that may not be read counts as empty
    return null;
  }
}
