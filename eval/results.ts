import { VERDICTS } from "./expectation.ts";
import { HALVES } from "./halves.ts";
import type { ProgramOutcome } from "./parts/programs.ts";
import { hitsWithin, type SearchReport } from "./parts/search.ts";
import type { ValueTokens } from "./parts/values.ts";

/** The numbers of one state of the product, as `results/before.json` and `after.json` keep them. */
export interface Results {
  readonly search?: Readonly<Record<string, SearchNumbers>>;
  readonly programs?: Readonly<Record<string, VerdictCounts>>;
  readonly broken?: Readonly<Record<string, VerdictCounts>>;
  readonly values?: ValueNumbers;
}

/** Shares of the queries of a kind and half whose right tool is first, or among the first five. */
export interface SearchNumbers {
  readonly queries: number;
  readonly hit1: number;
  readonly hit5: number;
}

/** How many programs came to what, and how many there are. */
export type VerdictCounts = Readonly<Record<string, number>>;

/** Sums of tokens by form. */
export interface ValueNumbers {
  readonly values: number;
  /** Of the values alone, as compact JSON and as TOON. */
  readonly json: number;
  readonly toon: number;
  /** Of the whole answers in the default mode, and in the mode `compact`. */
  readonly answer: number;
  readonly compact: number;
  /** Of one answer without its value. */
  readonly envelope: number;
  /** Of the values as the answers write them. */
  readonly written: number;
  /** How many values are written clearly longer than as compact JSON. */
  readonly aboveJson: number;
}

/** A value may be written 2 % longer than as JSON, and a token where it joins the envelope. */
const MARGIN = 1.02;
const JOINT = 1;

export function searchNumbers({ queries }: SearchReport): Record<string, SearchNumbers> {
  const cells = ["keywords", "paraphrase"].flatMap((kind) =>
    HALVES.map((half) => {
      const some = queries.filter((query) => query.kind === kind && query.half === half);
      const numbers = {
        queries: some.length,
        hit1: rounded(hitsWithin(some, 1)),
        hit5: rounded(hitsWithin(some, 5)),
      };
      return [`${kind} ${half}`, numbers] as const;
    })
  );
  return Object.fromEntries(cells.filter(([, { queries }]) => queries > 0));
}

export function verdictNumbers(
  outcomes: readonly ProgramOutcome[],
): Record<string, VerdictCounts> {
  const cells = HALVES.map((half) => {
    const some = outcomes.filter((outcome) => outcome.half === half);
    const counts = VERDICTS.map((verdict) =>
      [verdict, some.filter((outcome) => outcome.verdict === verdict).length] as const
    );
    return [half, { all: some.length, ...Object.fromEntries(counts) }] as const;
  });
  return Object.fromEntries(cells.filter(([, { all }]) => all > 0));
}

export function valueNumbers(values: readonly ValueTokens[], envelope: number): ValueNumbers {
  const sum = (form: "json" | "toon" | "answer" | "compact"): number =>
    values.reduce((total, value) => total + value[form], 0);
  return {
    values: values.length,
    json: sum("json"),
    toon: sum("toon"),
    answer: sum("answer"),
    compact: sum("compact"),
    envelope,
    written: sum("answer") - values.length * envelope,
    aboveJson:
      values.filter(({ json, answer }) => answer - envelope > json * MARGIN + JOINT).length,
  };
}

function rounded(share: number): number {
  return Math.round(share * 1_000) / 1_000;
}
