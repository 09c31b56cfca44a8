/** What a machine has to run programs with. A `System` fits. */
export interface Machine {
  readonly cpuCount: number;
  readonly totalMemoryBytes: number;
}

/** Most programs that may be allowed to run at once. */
export const MAX_CONCURRENCY = 256;

/**
 * Programs that may run at once where nobody says: twice the processors, as programs mostly wait for
 * servers; and no more than have room in half of the memory when each uses all that it may.
 */
export function defaultConcurrency(machine: Machine, sandboxMemoryBytes: number): number {
  const withRoom = Math.floor(machine.totalMemoryBytes / 2 / sandboxMemoryBytes);
  return Math.max(1, Math.min(2 * machine.cpuCount, withRoom, MAX_CONCURRENCY));
}
