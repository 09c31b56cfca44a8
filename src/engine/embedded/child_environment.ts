import type { System } from "../../system/system.ts";

/** What a child process is given of the world, besides its argv, and the end of it. */
export interface ChildEnvironment {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** To be called when the child has ended. */
  remove(): Promise<void>;
}

/** Below a device there is no directory and can be none. */
const NOWHERE = "/dev/null/none";

/**
 * Prepares the environment of one child: no variable of ours, the root as working directory, and a
 * `DENO_DIR` in which nothing outlives it. Where the system has `/dev/null` that is a path at which
 * no directory can be made, so that nothing can be kept at all; elsewhere a new directory.
 */
export async function createChildEnvironment(system: System): Promise<ChildEnvironment> {
  const common = { DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" };
  if (system.platform !== "windows") {
    // where an executable looks for a place to keep things; `deno run` does not start like this
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
      // no Windows program starts without it
      ...(systemRoot === undefined ? {} : { SystemRoot: systemRoot }),
    },
    cwd: directory,
    remove: () => system.files.remove(directory),
  };
}
