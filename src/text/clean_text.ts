import { stripVTControlCharacters } from "node:util";
import { removeInvisible } from "./escape.ts";

/**
 * Cleans text from a server for display: removes terminal sequences, control and invisible characters
 * (line feeds and tabs stay), and cuts it to `maxLength` UTF-16 units.
 */
export function cleanText(text: string, maxLength: number): string {
  // cut first, with room for what is removed, so that the work is bounded by `maxLength`
  const head = text.length > 2 * maxLength ? text.slice(0, 2 * maxLength) : text;
  const clean = removeInvisible(stripVTControlCharacters(head));
  return clean.length > maxLength ? `${clean.slice(0, maxLength - 1).trimEnd()}…` : clean;
}

/** {@linkcode cleanText} on one line: white space becomes single spaces. */
export function cleanLine(text: string, maxLength: number): string {
  return cleanText(text, 2 * maxLength).split(/\s+/u).join(" ").trim().slice(0, maxLength);
}

/** Where a list begins, or a part that describes arguments or the value. */
const NEXT_PART =
  /\n\s*(?:[-*•]\s|\d+[.)]\s|(?:Arg(?:ument)?s|Param(?:eter)?s|Returns?|Examples?|Usage):)/;
/** What ends with a full stop and no sentence: an abbreviation, the number of a list. */
const NO_SENTENCE = /(?:^|[\s("'])(?:e\.g|i\.e|vs|cf|approx|incl|dr|mrs?)\.$/iu;
const NUMBERED = /(?:^|[.!?:;,] )\(?\d+\.$/;

/** First sentence of a description, at most `maxLength` UTF-16 units, on one line. */
export function firstSentence(text: string, maxLength: number): string {
  const paragraph = text.trimStart().split("\n\n", 1)[0] ?? "";
  const line = cleanLine(paragraph.split(NEXT_PART, 1)[0] ?? "", 4 * maxLength);
  const sentence = line.slice(0, sentenceEnd(line));
  return sentence.length > maxLength ? `${sentence.slice(0, maxLength - 1)}…` : sentence;
}

function sentenceEnd(line: string): number {
  for (const { index } of line.matchAll(/[.!?] (?=["'(`]?\p{Lu}|\d+[.)] )/gu)) {
    // no longer than what the patterns look for
    const before = line.slice(Math.max(0, index - 12), index + 1);
    if (!NO_SENTENCE.test(before) && !NUMBERED.test(before)) return index + 1;
  }
  return line.length;
}
