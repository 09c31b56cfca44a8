/** Something that goes by a name and by an alias. */
export interface Named {
  readonly name: string;
  readonly alias: string;
}

/**
 * What a name means: the one whose exact name it is, else the one whose alias it is, else all that
 * have it as either in another case. It is clear when exactly one comes back.
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
