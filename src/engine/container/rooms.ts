import type { FilterSource } from "./filter/filter_source.ts";

/** How containers make rooms, where they are tried. */
export interface RoomOptions {
  /** The outer filter. */
  readonly filter: FilterSource;
  /** The filter of programs, as the first process takes it. */
  readonly innerFilter: string;
  /** Longest life of a container in seconds. */
  readonly lifetimeSeconds: number;
  /** Whether an engine without rooms is not to be used. */
  readonly required: boolean;
}

/** Why an engine is not used without rooms, as clauses. */
export function refuseWithoutRooms(
  reason: string,
): { readonly refusal: string; readonly remedy: string } {
  return {
    refusal: `it makes no rooms (${reason}), and MCP_BRIDGE_REUSE=rooms is set`,
    remedy: "set MCP_BRIDGE_REUSE=auto, which then gives each run a sandbox of its own",
  };
}
