/**
 * What a file that came with a project may change before the user trusts it: it may make a setting
 * stricter, and nothing else. What would refuse an engine is not stricter, because a weaker engine may
 * be used in its place.
 */
export type Tightening =
  /** It could weaken, or has no direction. */
  | "never"
  /** A smaller number. `null` stands for no limit. */
  | "lower"
  /** A later one of these values; those that are missing here are neither stricter nor weaker. */
  | readonly (string | boolean)[];

/** Whether a new value is at least as strict as the one before. */
export function isAsStrict(
  tightens: Tightening,
  { before, after }: { readonly before: unknown; readonly after: unknown },
): boolean {
  if (tightens === "never") return false;
  if (tightens === "lower") {
    if (typeof after !== "number") return before === null && after === null;
    return before === null || (typeof before === "number" && after <= before);
  }
  const values: readonly unknown[] = tightens;
  const start = values.indexOf(before);
  return start !== -1 && values.indexOf(after) >= start;
}
