/** Processors and memory of a machine. A `System` fits. */
export interface Machine {
  readonly cpuCount: number;
  readonly totalMemoryBytes: number;
}

/** Largest number of programs at once that can be set. */
export const MAX_CONCURRENCY = 256;

/**
 * Default number of programs that run at once: two for each processor, because programs mostly wait
 * for servers. Their memory limits together must fit into half of the machine's memory.
 */
export function defaultConcurrency(machine: Machine, sandboxMemoryBytes: number): number {
  const withRoom = Math.floor(machine.totalMemoryBytes / 2 / sandboxMemoryBytes);
  return Math.max(1, Math.min(2 * machine.cpuCount, withRoom, MAX_CONCURRENCY));
}
