import type { JsonValue } from "../json/json.ts";
import { writeJson } from "../json/write_json.ts";
import type { Answer } from "./answer.ts";
import { escapeText } from "../text/escape.ts";

/**
 * Formats an answer as plain text: stdout, result, what was said besides, stderr, error, then a line in brackets with the
 * status and the engine. No output of the program can follow that line.
 */
export function toCompactText(answer: Answer): string {
  const sections: string[] = [];
  if (answer.stdout !== undefined) sections.push(answer.stdout);
  if (answer.result !== undefined) {
    const label = answer.stdout === undefined ? "" : "result: ";
    sections.push(label + resultText(answer.result));
  }
  if (answer.extra !== undefined) sections.push(`besides the result:\n${answer.extra}`);
  if (answer.stderr !== undefined) sections.push(`stderr:\n${answer.stderr}`);
  if (answer.error !== undefined) sections.push(answer.error);
  sections.push(`[${ending(answer)}]`);
  if (answer.note !== undefined) sections.push(`[${answer.note}]`);
  return sections.map((section) => withoutLastNewlines(escapeText(section))).join("\n");
}

/** Formats a result: a string as it is, anything else as JSON. */
export function resultText(result: JsonValue, indent = 0): string {
  return typeof result === "string" ? result : writeJson(result, indent);
}

function ending(answer: Answer): string {
  const code = answer.exitCode === undefined || answer.exitCode === 0
    ? ""
    : `, exit code ${answer.exitCode}`;
  return `${answer.status} on ${answer.engine}${code}`;
}

/** A loop, because `/\n+$/` takes quadratic time on text with many newlines. */
function withoutLastNewlines(text: string): string {
  let end = text.length;
  while (text[end - 1] === "\n") end--;
  return text.slice(0, end);
}
