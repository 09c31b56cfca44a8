/** A terminal's control sequence: its first character is a control, the rest would stay as litter. */
const TERMINAL_SEQUENCE = /\p{Cc}\[[0-?]*[ -/]*[@-~]/gu;
/** Controls, and what is invisible: direction marks, zero-width characters, tags, private use. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu;

/**
 * Text that a server wrote about itself or its tools, made fit to be shown: without terminal
 * sequences, control and direction characters (line feeds and tabs stay), cut to `maxLength`
 * UTF-16 units.
 */
export function cleanText(text: string, maxLength: number): string {
  // cut first, with room for what is removed, so that cost is bounded by what is kept
  const head = text.length > 2 * maxLength ? text.slice(0, 2 * maxLength) : text;
  const clean = head
    .replace(TERMINAL_SEQUENCE, "")
    .replace(UNSEEN, (unseen) => unseen === "\n" || unseen === "\t" ? unseen : "");
  return clean.length > maxLength ? `${clean.slice(0, maxLength - 1).trimEnd()}…` : clean;
}

/** {@linkcode cleanText} on one line: every run of white space becomes one space. */
export function cleanLine(text: string, maxLength: number): string {
  return cleanText(text, 2 * maxLength).split(/\s+/u).join(" ").trim().slice(0, maxLength);
}

/** First sentence of a description, at most `maxLength` UTF-16 units, on one line. */
export function firstSentence(text: string, maxLength: number): string {
  const paragraph = text.trimStart().split("\n\n", 1)[0] ?? "";
  const line = cleanLine(paragraph, 4 * maxLength);
  const end = line.search(/[.!?] \p{Lu}/u);
  const sentence = end === -1 ? line : line.slice(0, end + 1);
  return sentence.length > maxLength ? `${sentence.slice(0, maxLength - 1)}…` : sentence;
}
