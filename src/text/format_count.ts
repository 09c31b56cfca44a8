/** A number for people, in groups of three digits: `12,345`. */
export function formatCount(count: number): string {
  return count.toLocaleString("en-US");
}
