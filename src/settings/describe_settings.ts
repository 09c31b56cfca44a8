import type { Setting } from "./setting.ts";
import { SETTINGS } from "./settings.ts";

/** What people read about a setting. */
export interface SettingDoc {
  readonly variable: string;
  /** The value when the variable is not set, as one would write it, or in words. */
  readonly default: string;
  /** Whether the default can be written as it stands. */
  readonly literal: boolean;
  /** What may be written. */
  readonly allowed: string;
  readonly description: string;
}

/** A row for each setting, in the order of the documentation. */
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
