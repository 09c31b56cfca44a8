import type { RunOutcome } from "../sandbox/outcome.ts";
import type { JsonValue } from "../json/json.ts";
import { writeJson } from "../json/write_json.ts";
import { WrittenJson } from "../json/written_json.ts";
import { buildAnswer, NO_LIMITS } from "./answer.ts";
import { nameBlocks } from "./blocks.ts";
import { escapeText } from "../text/escape.ts";
import { formatBytes } from "../text/format_bytes.ts";
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
 * failure, the notes and what else was displayed on stderr.
 */
export function toClosingText(outcome: RunOutcome, options: ClosingTextOptions): ShellText {
  const { result, blocks = [] } = outcome;
  const texts = blocks.flatMap((block) => block.type === "text" ? [block.text] : []);
  const others = nameBlocks(blocks.filter((block) => block.type !== "text"));
  if (result !== undefined) {
    texts.push(resultText(result instanceof WrittenJson ? result.value() : result));
  }
  const stdout = texts.map((text) => `${text}\n`).join("");
  const stderr = [
    outcome.extra === undefined ? "" : `besides the result:\n${outcome.extra}`,
    describeFailure(outcome, options) ?? "",
    others === "" ? "" : `Displayed: ${others}. With --json, \`blocks\` has it.`,
    ...closingNotes(outcome),
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
  const ended = { ...outcome, notes: closingNotes(outcome) };
  const limits = { limits: NO_LIMITS, maxOutput: Infinity };
  const answer = buildAnswer(ended, { maxTimeoutMs, ...limits });
  const { blocks } = outcome;
  return toJsonText(blocks === undefined ? answer : { ...answer, blocks });
}

/** The notes, also of files: what a run leaves ends with the command, which has no later run. */
function closingNotes({ files = [], notes }: RunOutcome): readonly string[] {
  if (files.length === 0) return notes;
  const named = files.map(({ name, size }) => `${name} (${formatBytes(size)})`).join(", ");
  return [
    `Files of /workspace/out end with the command: ${named}; to keep them, write to a directory of ` +
    "MCP_BRIDGE_MOUNTS.",
    ...notes,
  ];
}

/** Formats a value for a person: a text as it is, anything else as JSON on several lines. */
export function resultText(value: JsonValue): string {
  return typeof value === "string" ? value : writeJson(value, 2);
}

function endLine(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}
