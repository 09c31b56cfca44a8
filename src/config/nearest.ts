/** Longest name that is compared; nobody misspells a longer one. */
const MAX_LENGTH = 80;
/** A third of the letters may differ: more is another word. */
const TOLERANCE = 1 / 3;

/** Of the known names the one that a misspelled name most likely means, or `null`. */
export function nearest(name: string, known: readonly string[]): string | null {
  if (name.length > MAX_LENGTH) return null;
  const prefix = commonPrefix(known);
  let best: { readonly word: string; readonly distance: number } | null = null;
  for (const word of known) {
    const distance = editDistance(name, word);
    // what all names share says nothing about which one is meant
    const letters = word.length - prefix;
    if (distance > Math.ceil(letters * TOLERANCE)) continue;
    if (best === null || distance < best.distance) best = { word, distance };
  }
  return best?.word ?? null;
}

function commonPrefix(words: readonly string[]): number {
  const [first = "", ...others] = words;
  let length = 0;
  while (length < first.length && others.every((word) => word[length] === first[length])) length++;
  return others.length === 0 ? 0 : length;
}

/** Insertions, deletions and replacements that turn one text into the other (Levenshtein). */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [line, letter] of [...from].entries()) {
    const next = [line + 1];
    for (let column = 1; column <= to.length; column++) {
      const replace = (row[column - 1] ?? 0) + (letter === to[column - 1] ? 0 : 1);
      next.push(Math.min(replace, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
