import { pathsOf } from "../system/paths.ts";
import type { Files, Platform } from "../system/system.ts";

/** Most folders that are looked at above the working directory. */
const MAX_FOLDERS = 64;

/** What of the machine decides where a project is. A `System` has this shape. */
export interface ProjectEnvironment {
  readonly platform: Platform;
  readonly files: Pick<Files, "existsSync">;
  cwd(): string;
  home(): string | null;
}

/** The folders of a project, from the working directory upwards; all absolute. */
export interface ProjectFolders {
  /** Whose files are a project's: up to the root of the repository; outside of one, the first alone. */
  readonly searched: readonly string[];
  /** By which the user may have configured the project: outside of a repository up to the home. */
  readonly named: readonly string[];
  /** The root of the repository, else the working directory. */
  readonly root: string;
}

/** Finds the project that the working directory is in, by the `.git` of its repository. */
export function findProjectFolders(environment: ProjectEnvironment): ProjectFolders {
  const { dirname } = pathsOf(environment.platform);
  const home = environment.home();
  const start = environment.cwd();
  const folders: string[] = [];
  let folder = start;
  while (folders.length < MAX_FOLDERS) {
    folders.push(folder);
    if (hasRepository(folder, environment)) {
      return { searched: folders, named: folders, root: folder };
    }
    const above = dirname(folder);
    if (above === folder) break;
    folder = above;
  }
  const outside = folders.findIndex((one) => one === home || dirname(one) === one);
  // the home directory itself is named only when it is the working directory
  const named = outside === -1 ? folders : folders.slice(0, Math.max(1, outside));
  return { searched: [start], named, root: start };
}

function hasRepository(folder: string, { platform, files }: ProjectEnvironment): boolean {
  // a file there stands for a work tree or a submodule; what may not be looked at is not ours
  return files.existsSync(pathsOf(platform).join(folder, ".git"));
}
