import type { ContainerEngineName } from "../../engines.ts";

/** Most that the kernel allows, soft and hard, by the engines' names of the limits. */
export type Ulimits = Readonly<Record<string, number>>;

/** What one process may use. */
export const PROCESS_ULIMITS: Ulimits = { core: 0, fsize: 134_217_728, nofile: 256 };

const USER_ULIMITS: Ulimits = { msgqueue: 0, sigpending: 1024, memlock: 65_536 };
/** Tasks of one user id, which all sandboxes together may have, unless one may have more. */
const USER_TASKS = 4096;

/**
 * What the kernel counts by user id. Only podman has a default of `nproc` that must be replaced.
 *
 * @param pids most tasks of one sandbox
 */
export function userUlimits(engine: ContainerEngineName, pids: number): Ulimits {
  return engine === "podman"
    ? { nproc: Math.max(USER_TASKS, pids), ...USER_ULIMITS }
    : USER_ULIMITS;
}

/**
 * Every ulimit of a sandbox: the command line asks for these, and the self-test compares with them,
 * so that no limit is asked for and not compared.
 *
 * @param pids most tasks of one sandbox
 */
export function sandboxUlimits(engine: ContainerEngineName, pids: number): Ulimits {
  return { ...PROCESS_ULIMITS, ...userUlimits(engine, pids) };
}
