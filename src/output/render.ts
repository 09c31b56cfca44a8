import type { JsonObject } from "../json/json.ts";
import { writeJson } from "../json/write_json.ts";
import type { RunOutcome } from "../sandbox/outcome.ts";
import {
  type Answer,
  buildAnswer,
  buildShortestAnswer,
  LONG_PARTS,
  type LongPart,
  NO_LIMITS,
  type PartLimits,
  partSizes,
} from "./answer.ts";
import { toCompactText } from "./compact.ts";
import { toJsonText, toToonBlock } from "./toon.ts";
import { shareBudget } from "./truncate.ts";

export type OutputMode = "toon" | "compact" | "json";

export interface RenderOptions {
  readonly mode: OutputMode;
  /** Characters (UTF-16 units) of the whole text. */
  readonly maxOutput: number;
  /** Longest time that a caller may ask for, in milliseconds; named when a run was too short. */
  readonly maxTimeoutMs: number;
}

/** An answer, ready to be sent. */
export interface RenderedOutcome {
  /** At most `maxOutput` characters. */
  readonly text: string;
  /** The same answer as an object, in `json` mode only: clients that get both show the larger one. */
  readonly structured?: JsonObject;
  /** True for every status but `success`, so that clients show a failed run as failed. */
  readonly isError: boolean;
}

/** Turns the outcome of a run into the text for its caller. Never throws. */
export function renderOutcome(outcome: RunOutcome, options: RenderOptions): RenderedOutcome {
  const { answer, text } = fitAnswer(outcome, options);
  return {
    text,
    ...(options.mode === "json" && { structured: answer }),
    isError: outcome.status !== "success",
  };
}

type PartSizes = Readonly<Record<LongPart, number>>;

interface FittedAnswer {
  readonly answer: Answer;
  readonly text: string;
}

/** A result whose JSON is longer than this many answers is not encoded to see whether it fits. */
const WORTH_ENCODING = 4;
/** Attempts to come below the bound; each is nearer, and the last asks for the least there is. */
const ATTEMPTS = 8;

/**
 * The largest answer that fits. What a character costs depends on the encoding (a quote takes two, a
 * control character six), so the budget is tried and corrected rather than computed.
 */
function fitAnswer(outcome: RunOutcome, options: RenderOptions): FittedAnswer {
  const sizes = { ...partSizes(outcome, options), result: resultSize(outcome, options) };
  let budget = Math.min(options.maxOutput, totalOf(sizes));
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const limits = limitParts(sizes, budget);
    const answer = buildAnswer(outcome, {
      maxTimeoutMs: options.maxTimeoutMs,
      limits,
      wholeResult: sizes.result <= limits.result,
    });
    const text = encodeAnswer(answer, options.mode);
    if (text.length <= options.maxOutput) return { answer, text };
    const nearer = Math.floor(budget * options.maxOutput / text.length) - attempt * 16;
    budget = attempt + 1 === ATTEMPTS ? 0 : Math.max(0, nearer);
  }
  const answer = buildShortestAnswer(outcome);
  const text = encodeAnswer(answer, options.mode);
  return { answer, text: text.slice(0, options.maxOutput) };
}

/** Characters that the result takes in this mode; a huge one is not encoded to find out. */
function resultSize(outcome: RunOutcome, options: RenderOptions): number {
  if (outcome.result === undefined) return 0;
  const json = writeJson(outcome.result).length;
  if (json > options.maxOutput * WORTH_ENCODING) return json;
  const answer = { status: outcome.status, timeoutSeconds: 0, engine: outcome.engine };
  const empty = encodeAnswer(answer, options.mode).length;
  return encodeAnswer({ ...answer, result: outcome.result }, options.mode).length - empty;
}

function totalOf(sizes: PartSizes): number {
  return LONG_PARTS.reduce((sum, part) => sum + sizes[part], 0);
}

function limitParts(sizes: PartSizes, budget: number): PartLimits {
  if (totalOf(sizes) <= budget) return NO_LIMITS;
  const wanted = LONG_PARTS.map((part) => sizes[part]);
  const [forStdout = 0, forStderr = 0, forResult = 0, forError = 0] = shareBudget(wanted, budget);
  return { stdout: forStdout, stderr: forStderr, result: forResult, error: forError };
}

function encodeAnswer(answer: Answer, mode: OutputMode): string {
  switch (mode) {
    case "toon":
      return toToonBlock(answer);
    case "compact":
      return toCompactText(answer);
    case "json":
      return toJsonText(answer);
  }
}
