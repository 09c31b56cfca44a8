/** The numbers of the benchmark, and how they are compared with their targets. */

export type Unit = "ms" | "calls/s" | "MB" | "tokens";

/** Statistics of samples, in the unit of the measurement. */
export interface Summary {
  readonly min: number;
  readonly p50: number;
  readonly p99: number;
  readonly samples: number;
}

/** Limits to be met. The ratio is our median divided by the floor's. */
export interface Target {
  readonly ratioAtMost?: number;
  readonly ratioAtLeast?: number;
  readonly p50AtMost?: number;
  readonly p99AtMost?: number;
  /** Largest difference of our median to the floor's. */
  readonly aboveAtMost?: number;
}

/** One line of the table. */
export interface Measurement {
  readonly what: string;
  readonly unit: Unit;
  readonly ours: Summary;
  readonly floor: (Summary & { readonly what: string }) | null;
  readonly ratio: number | null;
  readonly target: Target | null;
  /** Whether the target is met; `null` without one. */
  readonly met: boolean | null;
  readonly note: string | null;
}

export interface MeasuredSamples {
  readonly what: string;
  readonly unit: Unit;
  readonly samples: readonly number[];
  readonly floor?: { readonly what: string; readonly samples: readonly number[] };
  readonly target?: Target;
  readonly note?: string;
}

/** Creates a line of the table from samples. */
export function measurement(measured: MeasuredSamples): Measurement {
  const ours = summarize(measured.samples);
  const floor = measured.floor === undefined
    ? null
    : { what: measured.floor.what, ...summarize(measured.floor.samples) };
  const target = measured.target ?? null;
  return {
    what: measured.what,
    unit: measured.unit,
    ours,
    floor,
    ratio: floor === null ? null : rounded(ours.p50 / floor.p50),
    target,
    met: target === null ? null : isMet(target, { ours, floor }),
    note: measured.note ?? null,
  };
}

/** Minimum, median and 99th percentile, by nearest rank. */
export function summarize(samples: readonly number[]): Summary {
  const sorted = [...samples].sort((a, b) => a - b);
  const rank = (share: number) => rounded(sorted[Math.ceil(share * sorted.length) - 1] ?? NaN);
  return {
    min: rounded(sorted[0] ?? NaN),
    p50: rank(0.5),
    p99: rank(0.99),
    samples: sorted.length,
  };
}

/** Formats a target for the table: `≤ 1.3 ×`. */
export function describeTarget(target: Target, unit: Unit): string {
  const { ratioAtMost, ratioAtLeast, p50AtMost, p99AtMost, aboveAtMost } = target;
  const parts = [
    ratioAtMost === undefined ? null : `≤ ${ratioAtMost} ×`,
    ratioAtLeast === undefined ? null : `≥ ${ratioAtLeast} ×`,
    p50AtMost === undefined ? null : `p50 ≤ ${p50AtMost} ${unit}`,
    p99AtMost === undefined ? null : `p99 ≤ ${p99AtMost} ${unit}`,
    aboveAtMost === undefined ? null : `≤ floor + ${aboveAtMost} ${unit}`,
  ];
  return parts.filter((part) => part !== null).join(", ");
}

function isMet(target: Target, seen: { ours: Summary; floor: Summary | null }): boolean {
  const { ours, floor } = seen;
  const { ratioAtMost, ratioAtLeast, p50AtMost, p99AtMost, aboveAtMost } = target;
  const floorMedian = floor?.p50 ?? NaN;
  const ratio = ours.p50 / floorMedian;
  return (ratioAtMost === undefined || ratio <= ratioAtMost) &&
    (ratioAtLeast === undefined || ratio >= ratioAtLeast) &&
    (p50AtMost === undefined || ours.p50 <= p50AtMost) &&
    (p99AtMost === undefined || ours.p99 <= p99AtMost) &&
    (aboveAtMost === undefined || ours.p50 - floorMedian <= aboveAtMost);
}

/** Rounds to three significant digits, and from 100 on to whole numbers. */
function rounded(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}
