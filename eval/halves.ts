/** The half that is looked at while the product is changed, and the one that only judges it. */
export const HALVES = ["tuning", "held_out"] as const;
export type Half = (typeof HALVES)[number];

/** The halves of four items that follow each other: neither half always has the first of two. */
const TURNS: readonly Half[] = ["tuning", "held_out", "held_out", "tuning"];

/**
 * The half of an item, by its place among those of its kind. New items go to the end of a file, so
 * that no item changes sides.
 */
export function halfAt(place: number): Half {
  return TURNS[place % TURNS.length] ?? "tuning";
}

/** Gives each item its half. */
export function split<T extends { readonly kind: string }>(
  items: readonly T[],
): readonly (T & { readonly half: Half })[] {
  const places = new Map<string, number>();
  return items.map((item) => {
    const place = places.get(item.kind) ?? 0;
    places.set(item.kind, place + 1);
    return { ...item, half: halfAt(place) };
  });
}
