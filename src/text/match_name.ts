/** Something with a name and an alias. */
export interface Named {
  readonly name: string;
  readonly alias: string;
}

/**
 * Finds what a name refers to: an exact name, else an exact alias, else every name or alias that
 * differs only in case. The name is unambiguous if exactly one is returned.
 */
export function matchName<T extends Named>(known: readonly T[], asked: string): readonly T[] {
  const exact = known.find(({ name }) => name === asked) ??
    known.find(({ alias }) => alias === asked);
  if (exact !== undefined) return [exact];
  const folded = asked.toLowerCase();
  return known.filter(({ name, alias }) =>
    name.toLowerCase() === folded || alias.toLowerCase() === folded
  );
}
