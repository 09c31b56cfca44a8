import { fileKey } from "./file_key.ts";
import { NAMED_SETTINGS } from "./resolve_settings.ts";
import type { SettingName } from "./settings.ts";
import type { Tightening } from "./tightening.ts";

/** The documentation of a setting. */
export interface SettingDoc {
  readonly name: SettingName;
  readonly variable: string;
  /** In settings files. */
  readonly key: string;
  /** The default, as a value of the variable or in words. */
  readonly default: string;
  /** Whether the default is a value of the variable. */
  readonly literal: boolean;
  /** The allowed values. */
  readonly allowed: string;
  /** Which values of a project's file count: `lower`. */
  readonly inProject: string;
  readonly description: string;
}

/** The documentation of every setting, in the order of the table. */
export function describeSettings(): readonly SettingDoc[] {
  return NAMED_SETTINGS.map(
    ([name, { variable, default: otherwise, kind: { allowed }, tightens, description }]) => ({
      name,
      variable,
      key: fileKey(variable),
      literal: "text" in otherwise,
      default: "text" in otherwise ? otherwise.text : otherwise.words,
      allowed,
      inProject: describeTightening(tightens),
      description,
    }),
  );
}

function describeTightening(tightens: Tightening): string {
  if (tightens === "never") return "if trusted";
  if (tightens === "lower") return "lower";
  return tightens.map((value) => `\`${value}\``).join(" → ");
}
