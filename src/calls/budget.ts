/** Steps of work that may still be done. */
export interface Budget {
  left: number;
}

/** Schemas and choices that are looked at to repair, or to check, the arguments of one call. */
const STEPS = 10_000;

/**
 * A bound on the work that a server's schema and a program's values can cause, about 5 ms. What
 * comes after it is neither repaired nor checked.
 */
export function createBudget(): Budget {
  return { left: STEPS };
}
