import type { RunOutcome } from "../sandbox/outcome.ts";
import { buildAnswer, NO_LIMITS } from "./answer.ts";
import { resultText } from "./compact.ts";
import { escapeText } from "../text/escape.ts";
import { describeFailure } from "./failure.ts";
import { toJsonText } from "./toon.ts";
import { cutText } from "./truncate.ts";

export interface ShellTextOptions {
  /** Print the answer object as one line of JSON instead of what the program printed. */
  readonly json: boolean;
  /** Whether stdout is a terminal: then control characters are made visible. */
  readonly terminal: boolean;
  /** Longest time that a caller may ask for, in milliseconds. */
  readonly maxTimeoutMs: number;
}

/** What to write where. Each is empty or ends in a newline, but for a program's own last line. */
export interface ShellText {
  readonly stdout: string;
  /** Always safe for a terminal. */
  readonly stderr: string;
}

/** The outcome of a run for the shell: streams to streams, then the result, then what went wrong. */
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
  const result = outcome.result === undefined ? "" : `${resultText(outcome.result, 2)}\n`;
  const stdout = result === "" ? printed : endLine(printed) + result;
  const stderr = [
    cutText(outcome.stderr, Infinity).text,
    describeFailure(outcome, options) ?? "",
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
