import type { RunOutcome } from "../sandbox/outcome.ts";
import { buildAnswer, NO_LIMITS, valueOf } from "./answer.ts";
import { resultText } from "./compact.ts";
import { escapeText } from "../text/escape.ts";
import { describeFailure } from "./failure.ts";
import { toJsonText } from "./toon.ts";
import { cutText } from "./truncate.ts";

export interface ShellTextOptions {
  /** Write the answer as one line of JSON to stdout, and nothing else. */
  readonly json: boolean;
  /** Whether stdout is a terminal; control characters are then escaped. */
  readonly terminal: boolean;
  /** Longest time-out that a caller may request, in milliseconds. */
  readonly maxTimeoutMs: number;
}

/** Text for the two streams. Each ends in a newline or is empty, except a program's own output. */
export interface ShellText {
  readonly stdout: string;
  /** Always safe for a terminal. */
  readonly stderr: string;
}

/**
 * Formats the outcome of a run for a shell. stdout gets the program's output and result; stderr gets
 * the program's stderr, the failure and the advice.
 */
export function toShellText(outcome: RunOutcome, options: ShellTextOptions): ShellText {
  if (options.json) {
    const answer = buildAnswer(outcome, {
      maxTimeoutMs: options.maxTimeoutMs,
      limits: NO_LIMITS,
      wholeResult: true,
    });
    return { stdout: `${toJsonText(answer)}\n`, stderr: "" };
  }
  const printed = cutText(outcome.stdout, Infinity).text;
  const result = outcome.result === undefined ? "" : `${resultText(valueOf(outcome.result), 2)}\n`;
  const stdout = result === "" ? printed : endLine(printed) + result;
  const stderr = [
    cutText(outcome.stderr, Infinity).text,
    outcome.extra === undefined ? "" : `besides the result:\n${outcome.extra}`,
    describeFailure(outcome, options) ?? "",
    ...outcome.notes,
    outcome.advice ?? "",
  ].map(endLine).join("");
  return {
    stdout: options.terminal ? escapeText(stdout) : stdout.toWellFormed(),
    stderr: escapeText(stderr),
  };
}

function endLine(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}
