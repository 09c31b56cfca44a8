import type { JsonValue } from "../json/json.ts";
import type { WrittenJson } from "../json/written_json.ts";
import type { RunOutcome } from "../sandbox/outcome.ts";
import { cutResult } from "./cut_result.ts";
import { createSizeOf, type SizeOf } from "./cut_value.ts";
import { nameBlocks } from "./blocks.ts";
import { describeFailure, type FailureOptions } from "./failure.ts";
import { mapStrings } from "./map_strings.ts";
import { cutString, cutText, lengthOf } from "./truncate.ts";
import { formatCount } from "../text/format_count.ts";

/** The parts of an answer that are shortened when it is too long. */
export const LONG_PARTS = ["stdout", "stderr", "result", "extra", "error"] as const;
export type LongPart = (typeof LONG_PARTS)[number];

/** Characters allowed for each long part; of the result, characters of its JSON. */
export type PartLimits = Readonly<Record<LongPart, number>>;

export const NO_LIMITS: PartLimits = {
  stdout: Infinity,
  stderr: Infinity,
  result: Infinity,
  extra: Infinity,
  error: Infinity,
};

/**
 * The answer to a call of `run_python`, the same in each format; its fields are written in this
 * order. Empty fields are absent, except `result`: an empty list or string is a value and is shown.
 * What the caller gave, such as the servers, is not repeated.
 */
export type Answer = {
  readonly status: RunOutcome["status"];
  readonly stdout?: string;
  readonly stderr?: string;
  /** The value, of which something is missing if it was shortened; `note` says what. */
  readonly result?: JsonValue;
  /** What the server said besides, where the result is the value of a call. */
  readonly extra?: string;
  /** Why the run failed: the traceback, or a sentence. */
  readonly error?: string;
  /** Absent on success, where it is 0, and where it is not known. */
  readonly exitCode?: number;
  readonly engine: RunOutcome["engine"];
  /** Limits that the engine does not hold, if any. */
  readonly limits?: string;
  /** Remarks: no output, what was left out, saved tools, repairs. */
  readonly note?: string;
  /** Names of the shortened fields; a text states its true size where characters are missing. */
  readonly truncated?: readonly LongPart[];
};

/** How an outcome becomes an answer. */
export interface AnswerOptions extends FailureOptions {
  readonly limits: PartLimits;
  /** Characters of the whole answer, which a note on what was left out names; may be infinite. */
  readonly maxOutput: number;
  /** Shared by several answers for one outcome, so that its values are measured once. */
  readonly sizeOf?: SizeOf;
}

/** Builds the answer for the outcome of a run. */
export function buildAnswer(outcome: RunOutcome, options: AnswerOptions): Answer {
  const { limits } = options;
  const stdout = cutText(outcome.stdout, limits.stdout);
  const stderr = cutText(outcome.stderr, limits.stderr);
  const error = cutString(describeFailure(outcome, options) ?? "", limits.error);
  const { sizeOf = createSizeOf() } = options;
  const result = resultOf(outcome.result, { room: limits.result, sizeOf });
  const extra = cutString(outcome.extra ?? "", limits.extra);
  const parts = { stdout, stderr, result, extra, error };
  const truncated = LONG_PARTS.filter((part) => parts[part].cut);
  const note = [
    ...remarksOn(outcome),
    ...(truncated.length > 0 ? [describeCut({ truncated, left: result.left, ...options })] : []),
    ...outcome.notes,
  ].join(" ");
  return {
    status: outcome.status,
    ...(stdout.text !== "" && { stdout: stdout.text.toWellFormed() }),
    ...(stderr.text !== "" && { stderr: stderr.text.toWellFormed() }),
    ...(result.value !== undefined && { result: mapStrings(result.value, wellFormed) }),
    ...(extra.text !== "" && { extra: extra.text.toWellFormed() }),
    ...(error.text !== "" && { error: error.text.toWellFormed() }),
    ...(outcome.status !== "success" && outcome.exitCode !== null &&
      { exitCode: outcome.exitCode }),
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

interface CutResult {
  readonly value: JsonValue | undefined;
  readonly cut: boolean;
  readonly left: readonly string[];
}

function resultOf(
  result: JsonValue | WrittenJson | undefined,
  options: { readonly room: number; readonly sizeOf: SizeOf },
): CutResult {
  if (result === undefined) return { value: undefined, cut: false, left: [] };
  const { value, left } = cutResult(result, options);
  return { value, cut: left.length > 0, left };
}

/** Phrases on what was left out of a result that are told. */
const MAX_PHRASES = 3;

/** Says what an answer lacks, why, and how to get it. */
function describeCut(
  { truncated, left, maxOutput }: {
    readonly truncated: readonly LongPart[];
    readonly left: readonly string[];
    readonly maxOutput: number;
  },
): string {
  const texts = truncated.filter((part) => part !== "result");
  const phrases = [
    ...left.slice(0, MAX_PHRASES),
    ...(left.length > MAX_PHRASES
      ? [`${formatCount(left.length - MAX_PHRASES)} more parts lack some`]
      : []),
    ...(texts.length > 0 ? [`${texts.join(", ")} without the middle`] : []),
  ];
  const limit = maxOutput === Infinity ? "" : ` to ${formatCount(maxOutput)} characters`;
  return `Shortened${limit}: ${phrases.join("; ")}. ` +
    "Return only what is needed (select, slice, count), the rest in another run.";
}

function remarksOn(outcome: RunOutcome): readonly string[] {
  const displayed = nameBlocks(outcome.blocks ?? []);
  const isSilent = outcome.status === "success" && outcome.result === undefined &&
    lengthOf(outcome.stdout) === 0 && lengthOf(outcome.stderr) === 0 && displayed === "" &&
    outcome.kept === undefined && outcome.files === undefined;
  return [
    ...(isSilent
      ? ["The program ran and left no output: print, or end with an expression, to see a value."]
      : []),
    ...(outcome.oomKills > 0 && outcome.status !== "memory_limit"
      ? [describeOom(outcome.oomKills)]
      : []),
    ...(displayed === "" ? [] : [`Displayed: ${displayed}.`]),
  ];
}

function describeOom(kills: number): string {
  const killed = kills === 1 ? "a process was" : `${kills} processes were`;
  return `Memory ran out and ${killed} killed, not the program itself: hold less data at once.`;
}

function wellFormed(text: string): string {
  return text.toWellFormed();
}
