import type { JsonObject, JsonValue } from "../json/json.ts";
import { writeJson } from "../json/write_json.ts";
import { WrittenJson } from "../json/written_json.ts";
import type { RunOutcome } from "../sandbox/outcome.ts";
import { describeFailure, type FailureOptions } from "./failure.ts";
import { cutString, cutText, lengthOf } from "./truncate.ts";

/** The parts of an answer that are shortened when it is too long. */
export const LONG_PARTS = ["stdout", "stderr", "result", "extra", "error"] as const;
export type LongPart = (typeof LONG_PARTS)[number];

/** Characters allowed for each long part. */
export type PartLimits = Readonly<Record<LongPart, number>>;

export const NO_LIMITS: PartLimits = {
  stdout: Infinity,
  stderr: Infinity,
  result: Infinity,
  extra: Infinity,
  error: Infinity,
};

/**
 * The answer to a call of `run_python`; its fields are written in this order. Empty fields are
 * absent, except `result`: an empty list or string is a value and is shown.
 */
export type Answer = {
  readonly status: RunOutcome["status"];
  readonly stdout?: string;
  readonly stderr?: string;
  /** The value, or the head and tail of its JSON as a string if it was shortened. */
  readonly result?: JsonValue;
  /** What the server said besides, where the result is the value of a call. */
  readonly extra?: string;
  /** Why the run failed: the traceback, or a sentence. */
  readonly error?: string;
  readonly exitCode?: number;
  readonly servers?: readonly string[];
  readonly timeoutSeconds: number;
  readonly engine: RunOutcome["engine"];
  /** Limits that the engine does not hold, if any. */
  readonly limits?: string;
  /** Remarks: no output, a shortened answer, saved tools, advice about the engine. */
  readonly note?: string;
  /** Names of the shortened fields; each states its true size where characters are missing. */
  readonly truncated?: readonly string[];
};

/** How an outcome becomes an answer. */
export interface AnswerOptions extends FailureOptions {
  readonly limits: PartLimits;
  /** Whether the result stays a value; otherwise its JSON text is shortened to its limit. */
  readonly wholeResult: boolean;
}

/** Builds the answer for the outcome of a run. */
export function buildAnswer(outcome: RunOutcome, options: AnswerOptions): Answer {
  const { limits } = options;
  const stdout = cutText(outcome.stdout, limits.stdout);
  const stderr = cutText(outcome.stderr, limits.stderr);
  const error = cutString(describeFailure(outcome, options) ?? "", limits.error);
  const result = outcome.result === undefined
    ? { value: undefined, cut: false }
    : options.wholeResult
    ? { value: valueOf(outcome.result), cut: false }
    : cutResult(outcome.result, limits.result);
  const extra = cutString(outcome.extra ?? "", limits.extra);
  const parts = { stdout, stderr, result, extra, error };
  const truncated = LONG_PARTS.filter((part) => parts[part].cut);
  const note = noteOn(outcome, truncated.length > 0);
  return {
    status: outcome.status,
    ...(stdout.text !== "" && { stdout: stdout.text.toWellFormed() }),
    ...(stderr.text !== "" && { stderr: stderr.text.toWellFormed() }),
    ...(result.value !== undefined && { result: mapStrings(result.value, wellFormed) }),
    ...(extra.text !== "" && { extra: extra.text.toWellFormed() }),
    ...(error.text !== "" && { error: error.text.toWellFormed() }),
    ...(outcome.exitCode !== null && { exitCode: outcome.exitCode }),
    ...(outcome.servers.length > 0 && { servers: outcome.servers }),
    timeoutSeconds: outcome.timeoutSeconds,
    engine: outcome.engine,
    ...(outcome.limits !== undefined && { limits: outcome.limits }),
    ...(note !== "" && { note }),
    ...(truncated.length > 0 && { truncated }),
  };
}

/** Characters of the notes in the shortest answer. */
const SHORTEST_NOTE = 400;

/** The shortest answer, for a limit that leaves no room for more. */
export function buildShortestAnswer(outcome: RunOutcome): Answer {
  return {
    status: outcome.status,
    timeoutSeconds: outcome.timeoutSeconds,
    engine: outcome.engine,
    ...(outcome.notes.length > 0 &&
      { note: cutString(outcome.notes.join(" "), SHORTEST_NOTE).text }),
    truncated: LONG_PARTS,
  };
}

/** Characters of each long part except the result, before shortening. */
export function partSizes(
  outcome: RunOutcome,
  options: FailureOptions,
): Readonly<Record<Exclude<LongPart, "result">, number>> {
  return {
    stdout: lengthOf(outcome.stdout),
    stderr: lengthOf(outcome.stderr),
    extra: outcome.extra?.length ?? 0,
    error: describeFailure(outcome, options)?.length ?? 0,
  };
}

/** Copies a value and applies `map` to every string in it, keys included. */
export function mapStrings(value: JsonValue, map: (text: string) => string): JsonValue {
  if (typeof value === "string") return map(value);
  if (typeof value !== "object" || value === null) return value;
  if (isArray(value)) return value.map((item) => mapStrings(item, map));
  return mapObject(value, map);
}

/** {@linkcode mapStrings} for an object. */
export function mapObject(value: JsonObject, map: (text: string) => string): JsonObject {
  // `fromEntries` makes an own property of every key, also of "__proto__"
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [map(key), mapStrings(item, map)]),
  );
}

/** A result as a value, also where it is written already. */
export function valueOf(result: JsonValue | WrittenJson): JsonValue {
  return result instanceof WrittenJson ? result.value() : result;
}

function cutResult(
  value: JsonValue | WrittenJson,
  limit: number,
): { value: JsonValue; cut: boolean } {
  if (value instanceof WrittenJson) return cutWritten(value, limit);
  const { text, cut } = cutString(writeJson(value), limit);
  return cut ? { value: text, cut } : { value, cut };
}

function cutWritten(
  written: WrittenJson,
  limit: number,
): { value: JsonValue; cut: boolean } {
  if (written.characters <= limit) return { value: written.value(), cut: false };
  const head = written.head(limit);
  const rest = written.characters - head.length;
  const tail = written.tail(Math.min(limit, rest));
  const { text, cut } = cutText({ head, tail, omitted: rest - tail.length }, limit);
  return { value: text, cut };
}

function noteOn(outcome: RunOutcome, truncated: boolean): string {
  const silent = outcome.status === "success" && outcome.result === undefined &&
    lengthOf(outcome.stdout) === 0 && lengthOf(outcome.stderr) === 0;
  return [
    silent
      ? "The program ran and left no output: print, or end with an expression, to see a value."
      : "",
    outcome.oomKills > 0 && outcome.status !== "memory_limit" ? describeOom(outcome.oomKills) : "",
    truncated ? "The answer was shortened: return only what is needed (select, slice, count)." : "",
    ...outcome.notes,
    outcome.advice ?? "",
  ].filter((sentence) => sentence !== "").join(" ");
}

function describeOom(kills: number): string {
  const killed = kills === 1 ? "a process was" : `${kills} processes were`;
  return `Memory ran out and ${killed} killed, not the program itself: hold less data at once.`;
}

function wellFormed(text: string): string {
  return text.toWellFormed();
}

/** `Array.isArray` does not narrow a read-only array. */
function isArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
