export interface EditDistanceOptions {
  /** Edits beyond which the distance does not matter. */
  readonly most: number;
  /** Whether two letters that change places are one edit. @default {false} */
  readonly swaps?: boolean;
}

/** How many letters to add, remove or replace to make one text of another; Infinity above `most`. */
export function editDistance(
  a: string,
  b: string,
  { most, swaps = false }: EditDistanceOptions,
): number {
  if (Math.abs(a.length - b.length) > most) return Infinity;
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    let least = row;
    for (let column = 1; column <= b.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const inserted = (current[column - 1] ?? 0) + 1;
      const deleted = (previous[column] ?? 0) + 1;
      const swapped = swaps && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
        ? (before[column - 2] ?? 0) + 1
        : Infinity;
      const edits = Math.min(replaced, inserted, deleted, swapped);
      current.push(edits);
      least = Math.min(least, edits);
    }
    // later rows have no smaller values
    if (least > most) return Infinity;
    [before, previous] = [previous, current];
  }
  const edits = previous[b.length] ?? 0;
  return edits > most ? Infinity : edits;
}
