import type { JsonObject, JsonValue } from "../json/json.ts";
import { writeJson } from "../json/write_json.ts";
import type { RunOutcome } from "../sandbox/outcome.ts";
import { describeFailure, type FailureOptions } from "./failure.ts";
import { cutString, cutText, lengthOf } from "./truncate.ts";

/** The parts of an answer that can be long. */
export const LONG_PARTS = ["stdout", "stderr", "result", "error"] as const;
export type LongPart = (typeof LONG_PARTS)[number];

/** Characters that each long part may take. */
export type PartLimits = Readonly<Record<LongPart, number>>;

export const NO_LIMITS: PartLimits = {
  stdout: Infinity,
  stderr: Infinity,
  result: Infinity,
  error: Infinity,
};

/**
 * What the caller of `run_python` is told, in the order in which it is written. A field that has
 * nothing to say is absent; a `result` is absent only when the program left none, so that an empty
 * list or string is seen as what it is.
 */
export type Answer = {
  readonly status: RunOutcome["status"];
  readonly stdout?: string;
  readonly stderr?: string;
  /** The value, or the head and tail of its JSON as a string when it is in `truncated`. */
  readonly result?: JsonValue;
  /** Why the run did not succeed: the traceback, or a sentence. */
  readonly error?: string;
  readonly exitCode?: number;
  readonly servers?: readonly string[];
  readonly timeoutSeconds: number;
  readonly engine: RunOutcome["engine"];
  /** What the caller should know besides. */
  readonly note?: string;
  /** Names of the fields that are not whole; each says its true size where characters are missing. */
  readonly truncated?: readonly string[];
};

/** What an outcome is turned into, and how large. */
export interface AnswerOptions extends FailureOptions {
  readonly limits: PartLimits;
  /** Whether the result may be given as the value it is; otherwise it is cut as text. */
  readonly wholeResult: boolean;
}

/** Turns the outcome of a run into the answer to its caller. */
export function buildAnswer(outcome: RunOutcome, options: AnswerOptions): Answer {
  const { limits } = options;
  const stdout = cutText(outcome.stdout, limits.stdout);
  const stderr = cutText(outcome.stderr, limits.stderr);
  const error = cutString(describeFailure(outcome, options) ?? "", limits.error);
  const result = outcome.result === undefined || options.wholeResult
    ? { value: outcome.result, cut: false }
    : cutResult(outcome.result, limits.result);
  const parts = { stdout, stderr, result, error };
  const truncated = LONG_PARTS.filter((part) => parts[part].cut);
  const note = noteOn(outcome, truncated.length > 0);
  return {
    status: outcome.status,
    ...(stdout.text !== "" && { stdout: stdout.text.toWellFormed() }),
    ...(stderr.text !== "" && { stderr: stderr.text.toWellFormed() }),
    ...(result.value !== undefined && { result: mapStrings(result.value, wellFormed) }),
    ...(error.text !== "" && { error: error.text.toWellFormed() }),
    ...(outcome.exitCode !== null && { exitCode: outcome.exitCode }),
    ...(outcome.servers.length > 0 && { servers: outcome.servers }),
    timeoutSeconds: outcome.timeoutSeconds,
    engine: outcome.engine,
    ...(note !== "" && { note }),
    ...(truncated.length > 0 && { truncated }),
  };
}

/** The least that can be said of an outcome: for a bound that leaves no room for more. */
export function buildShortestAnswer(outcome: RunOutcome): Answer {
  return {
    status: outcome.status,
    timeoutSeconds: outcome.timeoutSeconds,
    engine: outcome.engine,
    truncated: LONG_PARTS,
  };
}

/** Characters that each long part would take if nothing were cut, but for the result. */
export function partSizes(
  outcome: RunOutcome,
  options: FailureOptions,
): Readonly<Record<Exclude<LongPart, "result">, number>> {
  return {
    stdout: lengthOf(outcome.stdout),
    stderr: lengthOf(outcome.stderr),
    error: describeFailure(outcome, options)?.length ?? 0,
  };
}

/** A copy of a value with every string in it, keys included, put through `map`. */
export function mapStrings(value: JsonValue, map: (text: string) => string): JsonValue {
  if (typeof value === "string") return map(value);
  if (typeof value !== "object" || value === null) return value;
  if (isArray(value)) return value.map((item) => mapStrings(item, map));
  return mapObject(value, map);
}

/** The same for an object. */
export function mapObject(value: JsonObject, map: (text: string) => string): JsonObject {
  // entries make own properties of every key, also of "__proto__"
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [map(key), mapStrings(item, map)]),
  );
}

function cutResult(value: JsonValue, limit: number): { value: JsonValue; cut: boolean } {
  const { text, cut } = cutString(writeJson(value), limit);
  return cut ? { value: text, cut } : { value, cut };
}

function noteOn(outcome: RunOutcome, truncated: boolean): string {
  const silent = outcome.status === "success" && outcome.result === undefined &&
    lengthOf(outcome.stdout) === 0 && lengthOf(outcome.stderr) === 0;
  return [
    silent
      ? "The program ran and left no output: print, or end with an expression, to see a value."
      : "",
    truncated ? "The answer was shortened: return only what is needed (select, slice, count)." : "",
    outcome.advice ?? "",
  ].filter((sentence) => sentence !== "").join(" ");
}

function wellFormed(text: string): string {
  return text.toWellFormed();
}

/** `Array.isArray` does not narrow a read-only array. */
function isArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
