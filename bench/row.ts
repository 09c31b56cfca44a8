import type { EngineName } from "../src/engines.ts";
import type { Measurement } from "./measurement.ts";

/** A program and its arguments. */
export interface Command {
  readonly command: string;
  readonly args: readonly string[];
}

/** What a row works with. */
export interface Bench {
  /** Fewer and shorter samples: the whole ends within two minutes. */
  readonly quick: boolean;
  /** The bridge as it is shipped. */
  readonly shipped: Command;
  /** Engines that can be used here. */
  readonly engines: readonly EngineName[];
  /** Directory of this benchmark alone, removed at its end. */
  readonly directory: string;
  /** State directory that stays, so that the embedded engine is prepared once. */
  readonly stateDir: string;
}

/** A row of the table; gives one line or more. */
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

/** The engine that rows about anything else use: a container's where there is one. */
export function mainEngine(bench: Bench): EngineName {
  return bench.engines[0] ?? "embedded";
}

/** The container engines among those that can be used. */
export function containerEngines(bench: Bench): readonly ("podman" | "docker")[] {
  return bench.engines.filter((name) => name !== "embedded");
}
