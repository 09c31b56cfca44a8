import type { Setting } from "./setting.ts";
import { SETTINGS } from "./settings.ts";

/** The documentation of a setting. */
export interface SettingDoc {
  readonly variable: string;
  /** The default, as a value of the variable or in words. */
  readonly default: string;
  /** Whether the default is a value of the variable. */
  readonly literal: boolean;
  /** The allowed values. */
  readonly allowed: string;
  readonly description: string;
}

/** The documentation of every setting, in the order of the table. */
export function describeSettings(): readonly SettingDoc[] {
  return Object.values<Setting<unknown>>(SETTINGS).map(
    ({ variable, default: otherwise, kind: { allowed }, description }) => ({
      variable,
      literal: "text" in otherwise,
      default: "text" in otherwise ? otherwise.text : otherwise.words,
      allowed,
      description,
    }),
  );
}
