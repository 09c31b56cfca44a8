import type { Probe } from "../support/target.ts";
import { CODE } from "./code.ts";
import { FILES } from "./files.ts";
import { REMAINS, TAKEN_AWAY } from "./kept.ts";
import { NETWORK } from "./network.ts";
import { PROGRAMS } from "./programs.ts";

/** Everything that permissions must refuse, by id. */
export const REFUSED: Readonly<Record<string, Probe>> = {
  ...PROGRAMS,
  ...FILES,
  ...NETWORK,
  ...CODE,
};

/** Every probe. */
export const PROBES: Readonly<Record<string, Probe>> = { ...REFUSED, ...TAKEN_AWAY, ...REMAINS };
