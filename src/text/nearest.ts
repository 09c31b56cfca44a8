import { editDistance } from "./edit_distance.ts";
import { escapeQuoted } from "./escape.ts";

/** Most names that a message lists. */
const SHOWN_NAMES = 30;
/** Bounds of the comparison: characters of a name, and names. */
const COMPARED_LENGTH = 64;
const COMPARED_NAMES = 2_000;

/** The known names most similar to an unknown one: at most three, nearest first; none if all differ. */
export function nearestNames(asked: string, known: readonly string[]): readonly string[] {
  const target = looseName(asked.slice(0, 4 * COMPARED_LENGTH)).slice(0, COMPARED_LENGTH);
  if (target === "") return [];
  const most = Math.ceil(target.length / 3);
  return known.slice(0, COMPARED_NAMES)
    .map((name) => {
      const loose = looseName(name).slice(0, COMPARED_LENGTH);
      const within = loose.includes(target) || (loose.length > 2 && target.includes(loose));
      return {
        name,
        distance: Math.min(editDistance(target, loose, { most }), within ? most : Infinity),
      };
    })
    .filter(({ distance }) => distance <= most)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ name }) => name);
}

/** `did you mean "x" or "y"?` for an error; empty if no known name is similar. */
export function didYouMean(asked: string, known: readonly string[]): string {
  const near = nearestNames(asked, known);
  return near.length === 0 ? "" : `did you mean ${near.map(quoted).join(" or ")}?`;
}

/**
 * The end of an error about an unknown name: `; did you mean "x"? WHAT: a, b, c`, of bounded length.
 *
 * @param what introduces the known names
 */
export function suggestion(asked: string, known: readonly string[], what: string): string {
  if (known.length === 0) return "; there are none";
  const guess = didYouMean(asked, known);
  const shown = known.slice(0, SHOWN_NAMES).join(", ");
  const rest = known.length > SHOWN_NAMES ? `, and ${known.length - SHOWN_NAMES} more` : "";
  return `; ${guess}${guess === "" ? "" : " "}${what}: ${shown}${rest}`;
}

/** A name in quotes, cut to 80 characters. */
export function quoted(name: string): string {
  return escapeQuoted(name.length > 80 ? `${name.slice(0, 79)}…` : name);
}

/** A name without case and punctuation: `getIssue`, `get-issue` and `get_issue` are equal. */
export function looseName(name: string): string {
  return name.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
}
