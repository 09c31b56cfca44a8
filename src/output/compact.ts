import { escapeText } from "../text/escape.ts";
import type { Answer } from "./answer.ts";
import { valueText } from "./value_text.ts";

/**
 * Formats an answer as plain text: stdout, result, what was said besides, stderr, error, then a line in
 * brackets with the status and the engine, and one with the note. No output of the program can follow
 * these lines. What is not the first has a label; texts stay as they are, on their own lines.
 */
export function toCompactText(answer: Answer): string {
  const sections: string[] = [];
  const add = (label: string, text: string | undefined, isLabelled = sections.length > 0) => {
    if (text === undefined) return;
    const shown = withoutLastNewlines(text);
    if (!isLabelled) sections.push(shown);
    else sections.push(`${label}:${shown.includes("\n") ? "\n" : " "}${shown}`);
  };
  const { stdout, result, extra, stderr, error, note } = answer;
  add("stdout", stdout === undefined ? stdout : escapeText(stdout));
  add("result", result === undefined ? result : valueText(result));
  add("besides the result", extra === undefined ? extra : escapeText(extra), true);
  add("stderr", stderr === undefined ? stderr : escapeText(stderr), true);
  add("error", error === undefined ? error : escapeText(error));
  sections.push(`[${ending(answer)}]`);
  if (note !== undefined) sections.push(`[${escapeText(note)}]`);
  return sections.join("\n");
}

function ending({ status, engine, exitCode, limits, truncated }: Answer): string {
  return [
    `${status} on ${engine}`,
    ...(exitCode === undefined ? [] : [`exit code ${exitCode}`]),
    ...(limits === undefined ? [] : [`limits: ${limits}`]),
    ...(truncated === undefined ? [] : [`shortened: ${truncated.join(", ")}`]),
  ].join(", ");
}

/** A loop, because `/\n+$/` takes quadratic time on text with many newlines. */
function withoutLastNewlines(text: string): string {
  let end = text.length;
  while (text[end - 1] === "\n") end--;
  return text.slice(0, end);
}
