import type { JsonObject } from "../json/json.ts";
import { writeJson } from "../json/write_json.ts";
import { WrittenJson } from "../json/written_json.ts";
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
import { keptNote } from "./kept_note.ts";
import { toJsonText, toToonBlock } from "./toon.ts";
import { shareBudget } from "./truncate.ts";

export type OutputMode = "toon" | "compact" | "json";

export interface RenderOptions {
  readonly mode: OutputMode;
  /** Characters (UTF-16 units) of the whole text. */
  readonly maxOutput: number;
  /** Longest time-out that a caller may request, in milliseconds; named after a time-out. */
  readonly maxTimeoutMs: number;
}

/** An answer as text, ready to send. */
export interface RenderedOutcome {
  /** At most `maxOutput` characters. */
  readonly text: string;
  /** The answer as an object, in `json` mode only: clients show the model the larger of the two. */
  readonly structured?: JsonObject;
  /** True for every status except `success`. */
  readonly isError: boolean;
  /** Whether a part of the result is missing. */
  readonly cutsResult: boolean;
}

/** Formats the outcome of a run as text of at most `maxOutput` characters. Never throws. */
export function renderOutcome(given: RunOutcome, options: RenderOptions): RenderedOutcome {
  const outcome = withSmallResult(withKeptNote(given), options);
  const { answer, text } = fitAnswer(outcome, options);
  return {
    text,
    ...(options.mode === "json" && { structured: answer }),
    isError: outcome.status !== "success",
    cutsResult: outcome.result !== undefined && (answer.truncated?.includes("result") ?? false),
  };
}

function withKeptNote(outcome: RunOutcome): RunOutcome {
  const note = keptNote(outcome.kept ?? []);
  return note === "" ? outcome : { ...outcome, notes: [note, ...outcome.notes] };
}

type PartSizes = Readonly<Record<LongPart, number>>;

interface FittedAnswer {
  readonly answer: Answer;
  readonly text: string;
}

/** A result whose JSON is this many times longer than the limit is not encoded to measure it. */
const WORTH_ENCODING = 4;
/** Attempts to meet the limit; the last one uses a budget of 0. */
const ATTEMPTS = 8;

/**
 * Finds an answer that fits. The length of a character depends on the encoding (a quote takes two, a
 * control character six), so the budget is corrected after each attempt.
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

/** Reads a written result once, unless it is huge. */
function withSmallResult(outcome: RunOutcome, { maxOutput }: RenderOptions): RunOutcome {
  const { result } = outcome;
  if (!(result instanceof WrittenJson)) return outcome;
  return result.characters > maxOutput * WORTH_ENCODING
    ? outcome
    : { ...outcome, result: result.value() };
}

/** Characters of the result in this mode; for a huge result, those of its JSON. */
function resultSize(outcome: RunOutcome, options: RenderOptions): number {
  const { result } = outcome;
  if (result === undefined) return 0;
  if (result instanceof WrittenJson) return result.characters;
  const json = writeJson(result).length;
  if (json > options.maxOutput * WORTH_ENCODING) return json;
  const answer = { status: outcome.status, timeoutSeconds: 0, engine: outcome.engine };
  const empty = encodeAnswer(answer, options.mode).length;
  return encodeAnswer({ ...answer, result }, options.mode).length - empty;
}

function totalOf(sizes: PartSizes): number {
  return LONG_PARTS.reduce((sum, part) => sum + sizes[part], 0);
}

function limitParts(sizes: PartSizes, budget: number): PartLimits {
  if (totalOf(sizes) <= budget) return NO_LIMITS;
  const wanted = LONG_PARTS.map((part) => sizes[part]);
  const limits = shareBudget(wanted, budget);
  const entries = LONG_PARTS.map((part, index) => [part, limits[index] ?? 0]);
  return { ...NO_LIMITS, ...Object.fromEntries(entries) };
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
