import type { Preparation } from "../../src/sandbox/start_limit.ts";

/** An engine that needs no preparation. */
export const NO_PREPARATION: Preparation = { current: null, settled: () => Promise.resolve() };
