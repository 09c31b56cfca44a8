import type { RunOutcome } from "../sandbox/outcome.ts";
import { buildAnswer, NO_LIMITS, valueOf } from "./answer.ts";
import { nameBlocks } from "./blocks.ts";
import { resultText } from "./compact.ts";
import { escapeText } from "../text/escape.ts";
import { describeFailure, type FailureOptions } from "./failure.ts";
import { toJsonText } from "./toon.ts";

export interface ClosingTextOptions extends FailureOptions {
  /** Whether stdout is a terminal; control characters are then escaped. */
  readonly terminal: boolean;
}

/** Text for the two streams. Each ends in a newline or is empty. */
export interface ShellText {
  readonly stdout: string;
  /** Always safe for a terminal. */
  readonly stderr: string;
}

/**
 * What follows a program's own output in a shell: displayed texts and the result on stdout; the
 * failure, the notes and what else was displayed on stderr. Advice about the engine is none of the run's business there.
 */
export function toClosingText(outcome: RunOutcome, options: ClosingTextOptions): ShellText {
  const blocks = outcome.blocks ?? [];
  const texts = blocks.flatMap((block) => block.type === "text" ? [block.text] : []);
  const others = nameBlocks(blocks.filter((block) => block.type !== "text"));
  if (outcome.result !== undefined) texts.push(resultText(valueOf(outcome.result), 2));
  const stdout = texts.map((text) => `${text}\n`).join("");
  const stderr = [
    outcome.extra === undefined ? "" : `besides the result:\n${outcome.extra}`,
    describeFailure(outcome, options) ?? "",
    others === "" ? "" : `Displayed: ${others}. With --json, \`blocks\` has it.`,
    ...outcome.notes,
  ].map(endLine).join("");
  return {
    stdout: options.terminal ? escapeText(stdout) : stdout.toWellFormed(),
    stderr: escapeText(stderr),
  };
}

/**
 * The outcome of a run as one line of JSON, without the newline. Of a long output it has the two
 * ends, and names the stream in `truncated`. `blocks` has what was displayed, as MCP has it.
 */
export function toShellJson(outcome: RunOutcome, options: FailureOptions): string {
  const { maxTimeoutMs } = options;
  const answer = buildAnswer(outcome, { maxTimeoutMs, limits: NO_LIMITS, wholeResult: true });
  const { blocks } = outcome;
  return toJsonText(blocks === undefined ? answer : { ...answer, blocks });
}

function endLine(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}
