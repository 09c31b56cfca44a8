import { encode } from "@toon-format/toon";
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import type { JsonValue } from "../../src/json/json.ts";
import { type OutputMode, renderOutcome } from "../../src/output/render.ts";
import type { RunOutcome } from "../../src/sandbox/outcome.ts";
import { type Half, split } from "../halves.ts";
import { readJsonLines } from "../jsonl.ts";

/** A value that a program ends with. */
export interface SampleValue {
  readonly id: string;
  readonly kind: "rows" | "records" | "object" | "list" | "text" | "small";
  /** What it is an example of. */
  readonly from: string;
  readonly value: JsonValue;
}

/** Tokens (o200k) of a value by the form in which it is written. */
export interface ValueTokens extends Omit<SampleValue, "value"> {
  readonly half: Half;
  /** Compact JSON, and TOON, of the value alone. */
  readonly json: number;
  readonly toon: number;
  /** The whole answer in the default mode, and in the mode `compact`. */
  readonly answer: number;
  readonly compact: number;
}

const VALUES = new URL("../data/values.jsonl", import.meta.url);
/** The mode of answers without a setting. */
const DEFAULT: OutputMode = "compact";
const NOTHING = { head: "", tail: "", omitted: 0 };

export async function readValues(): Promise<readonly (SampleValue & { readonly half: Half })[]> {
  return split(await readJsonLines<SampleValue>(VALUES));
}

/** Tokens of an answer in the default mode besides the value. */
export function envelopeTokens(): number {
  const one = 1;
  return countTokens(answerOf(one, DEFAULT)) - countTokens(JSON.stringify(one));
}

/** Counts the tokens of each value in each form. */
export async function evaluateValues(): Promise<readonly ValueTokens[]> {
  return (await readValues()).map(({ value, ...sample }) => ({
    ...sample,
    json: countTokens(JSON.stringify(value)),
    toon: countTokens(encode(value)),
    answer: countTokens(answerOf(value, DEFAULT)),
    compact: countTokens(answerOf(value, "compact")),
  }));
}

/** The answer of a run that ended with this value, as a client shows it to the model. */
function answerOf(result: JsonValue, mode: OutputMode): string {
  const outcome: RunOutcome = {
    status: "success",
    stdout: NOTHING,
    stderr: NOTHING,
    result,
    exitCode: 0,
    signal: null,
    oomKills: 0,
    peakBytes: null,
    cpuMs: null,
    timeoutSeconds: 30,
    engine: "podman",
    notes: [],
    durationMs: 100,
  };
  return renderOutcome(outcome, { mode, maxOutput: 40_000, maxTimeoutMs: 120_000 }).text;
}
