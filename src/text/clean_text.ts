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

/** First sentence of a description, at most `maxLength` UTF-16 units, on one line. */
export function firstSentence(text: string, maxLength: number): string {
  const paragraph = text.trimStart().split("\n\n", 1)[0] ?? "";
  const line = cleanLine(paragraph, 4 * maxLength);
  const end = line.search(/[.!?] \p{Lu}/u);
  const sentence = end === -1 ? line : line.slice(0, end + 1);
  return sentence.length > maxLength ? `${sentence.slice(0, maxLength - 1)}…` : sentence;
}
