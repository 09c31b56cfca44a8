import { describeEngine, type EngineName, idleCap } from "../engines.ts";
import type { Settings } from "../settings/settings.ts";

/** Sandboxes of a bridge that may be there at once: of programs, and idle ones beside them. */
export function mostSandboxes(
  engine: EngineName,
  { maxConcurrency, poolSize }: Pick<Settings, "maxConcurrency" | "poolSize">,
): number {
  const size = poolSize ?? describeEngine(engine).poolSize;
  // after many programs at once, as many sandboxes are kept for a while
  const idle = size === 0 ? 0 : Math.min(Math.max(size, maxConcurrency), idleCap(engine, poolSize));
  return maxConcurrency + idle;
}
