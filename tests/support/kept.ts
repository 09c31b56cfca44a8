/** Servers of a pool that are not stopped, and as many calls as a test makes. */
export const KEPT = {
  idleTimeoutMs: 3_600_000,
  lastHeld: () => 0,
  maxCalls: 32,
} as const;
