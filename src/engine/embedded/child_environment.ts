import type { System } from "../../system/system.ts";

/** The environment variables and working directory of a child process. */
export interface ChildEnvironment {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Removes what was created for the child. Call it after the child has ended. */
  remove(): Promise<void>;
}

/** A path below a device, where no directory can exist. */
const NOWHERE = "/dev/null/none";

/**
 * Creates the environment of one child. It contains no variable of ours except `SystemRoot`, which
 * Windows needs. On Windows the working directory and `DENO_DIR` are a new temporary directory.
 * Elsewhere the working directory is `/`, and `DENO_DIR` is a path at which no directory can exist,
 * so that nothing can be stored.
 */
export async function createChildEnvironment(system: System): Promise<ChildEnvironment> {
  const common = { DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" };
  if (system.platform !== "windows") {
    // an executable would store files below HOME; `deno run` does not start with this value
    const home = system.compiled ? { HOME: NOWHERE } : {};
    const env = { ...common, DENO_DIR: NOWHERE, ...home };
    return { env, cwd: "/", remove: () => Promise.resolve() };
  }
  const directory = await system.files.makeTemporaryDirectory("mcp-code-bridge-");
  const systemRoot = system.env("SystemRoot");
  return {
    env: {
      ...common,
      DENO_DIR: directory,
      // Windows programs do not start without it
      ...(systemRoot === undefined ? {} : { SystemRoot: systemRoot }),
    },
    cwd: directory,
    remove: () => system.files.remove(directory),
  };
}
