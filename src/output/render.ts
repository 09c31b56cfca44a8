import type { JsonObject } from "../json/json.ts";
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
import { createSizeOf, type SizeOf } from "./cut_value.ts";
import { toCompactText } from "./compact.ts";
import { keptNote } from "./kept_note.ts";
import { toJsonText, toToonBlock } from "./toon.ts";
import { shareBudget } from "./truncate.ts";

/**
 * How an answer is written: as plain text in which values are TOON or JSON, whole in a block of TOON,
 * or as JSON. Each has the same fields.
 */
export type OutputMode = "compact" | "toon" | "json";

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

/** JSON this many times longer than the limit does not fit in any form, and is not tried. */
const WORTH_ENCODING = 4;
/** Attempts to meet the limit. */
const ATTEMPTS = 8;
/** Part of the room that may stay empty. */
const SLACK = 0.025;

/**
 * Finds an answer that fits and uses its room. The length of a text hangs on its form: a table of TOON
 * is half of its JSON, a control character is six characters. So the budget is searched for, between
 * the largest that was seen to fit and the smallest that was not.
 */
function fitAnswer(outcome: RunOutcome, options: RenderOptions): FittedAnswer {
  const { maxOutput } = options;
  const sizeOf = createSizeOf();
  const sizes = { ...partSizes(outcome, options), result: resultSize(outcome, sizeOf) };
  const building = { outcome, options, sizes, sizeOf };
  const total = totalOf(sizes);
  if (total <= maxOutput * WORTH_ENCODING) {
    const whole = buildWithin(Infinity, building);
    if (whole.text.length <= maxOutput) return whole;
  }
  let best: FittedAnswer | null = null;
  let low = 0;
  let high = Math.min(total, maxOutput * WORTH_ENCODING);
  let budget = Math.min(high, maxOutput);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const tried = buildWithin(budget, building);
    const { length } = tried.text;
    if (length <= maxOutput) {
      best = tried;
      if (length >= maxOutput * (1 - SLACK)) return best;
      low = budget;
    } else high = budget;
    const margin = (high - low) * 0.1;
    const guess = budget * maxOutput * (1 - SLACK / 2) / length;
    budget = Math.floor(Math.min(Math.max(guess, low + margin), high - margin));
    if (budget <= low) break;
  }
  if (best !== null) return best;
  const least = buildWithin(0, building);
  return least.text.length <= maxOutput ? least : fitShortest(outcome, options);
}

interface Building {
  readonly outcome: RunOutcome;
  readonly options: RenderOptions;
  readonly sizes: PartSizes;
  readonly sizeOf: SizeOf;
}

function buildWithin(budget: number, { outcome, options, sizes, sizeOf }: Building): FittedAnswer {
  const { mode, maxOutput, maxTimeoutMs } = options;
  const limits = limitParts(sizes, budget);
  const answer = buildAnswer(outcome, { maxTimeoutMs, limits, maxOutput, sizeOf });
  return { answer, text: encodeAnswer(answer, mode) };
}

function fitShortest(outcome: RunOutcome, { mode, maxOutput }: RenderOptions): FittedAnswer {
  const answer = buildShortestAnswer(outcome);
  return { answer, text: encodeAnswer(answer, mode).slice(0, maxOutput) };
}

/** Reads a written result once, unless it is huge. */
function withSmallResult(outcome: RunOutcome, { maxOutput }: RenderOptions): RunOutcome {
  const { result } = outcome;
  if (!(result instanceof WrittenJson)) return outcome;
  return result.characters > maxOutput * WORTH_ENCODING
    ? outcome
    : { ...outcome, result: result.value() };
}

/** Characters of the result as JSON. */
function resultSize({ result }: RunOutcome, sizeOf: SizeOf): number {
  if (result === undefined) return 0;
  return result instanceof WrittenJson ? result.characters : sizeOf(result);
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
    case "compact":
      return toCompactText(answer);
    case "toon":
      return toToonBlock(answer);
    case "json":
      return toJsonText(answer);
  }
}
