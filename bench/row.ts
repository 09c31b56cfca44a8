import { type ContainerEngineName, type EngineName, isContainerEngine } from "../src/engines.ts";
import type { Measurement } from "./measurement.ts";

/** A program and its arguments. */
export interface Command {
  readonly command: string;
  readonly args: readonly string[];
}

/** The context of a row. */
export interface Bench {
  /** Whether to take fewer and shorter samples, so that the benchmark ends within two minutes. */
  readonly quick: boolean;
  /** The bridge as it is shipped. */
  readonly shipped: Command;
  /** Engines that can be used here. */
  readonly engines: readonly EngineName[];
  /** Temporary directory of this benchmark, removed at its end. */
  readonly directory: string;
  /** State directory that is kept, so that the embedded engine is prepared once. */
  readonly stateDir: string;
}

/** A row of the table, with one or more lines. */
export interface Row {
  readonly name: string;
  readonly title: string;
  measure(bench: Bench): Promise<readonly Measurement[]>;
}

/** `long` samples, or `short` ones in a quick benchmark. */
export function count(
  bench: Bench,
  sizes: { readonly long: number; readonly short: number },
): number {
  return bench.quick ? sizes.short : sizes.long;
}

/** The engine of rows that do not compare engines: a container engine if there is one. */
export function mainEngine(bench: Bench): EngineName {
  return bench.engines[0] ?? "embedded";
}

/** The container engines that can be used. */
export function containerEngines(bench: Bench): readonly ContainerEngineName[] {
  return bench.engines.filter(isContainerEngine);
}
