import {
  type Bounds,
  formatDuration,
  formatSize,
  parseDuration,
  parseNumber,
  parseSize,
  parseWhole,
} from "./quantities.ts";
import type { StateDirSource } from "./state_dir.ts";

/** The source of settings, and what defaults depend on. A `System` fits. */
export interface SettingsSource extends StateDirSource {
  readonly cpuCount: number;
  /** Bytes of the machine's memory. */
  readonly totalMemoryBytes: number;
}

/** Parses the text of a setting. */
export interface SettingKind<T> {
  /** The allowed values, for the documentation: `100ms to 24h`. */
  readonly allowed: string;
  /** @throws {SyntaxError | RangeError} whose message says what is wrong and what is allowed */
  parse(text: string, source: SettingsSource): T;
}

/** Settings on which defaults of other settings depend. */
export interface SettledValues {
  readonly maxTimeoutMs: number;
  readonly memoryBytes: number;
}

/** The value when the variable is not set. */
export type SettingDefault<T> =
  /** A text, parsed like the variable's. */
  | { readonly text: string }
  /** A value that no text stands for, and its description. */
  | { readonly words: string; readonly value: T }
  /**
   * A value that depends on the machine or on other settings, and its description.
   * `derive` throws a `RangeError` with the reason, as a clause, when there is none.
   */
  | {
    readonly words: string;
    readonly derive: (settled: SettledValues, source: SettingsSource) => T;
  };

/** One setting, an entry of the table. Parser, help and documentation follow from it. */
export interface Setting<T> {
  /** Name of the environment variable. */
  readonly variable: string;
  readonly kind: SettingKind<T>;
  readonly default: SettingDefault<T>;
  /** Whether the confined half needs it too. The launcher sends only these settings. */
  readonly bridge: boolean;
  /** What it sets, in one or two sentences. */
  readonly description: string;
}

/** Milliseconds from a text like `30`, `500ms`, `30s`, `2m`, `1h`. */
export function duration(bounds: Bounds): SettingKind<number> {
  return {
    allowed: `seconds or a unit: ${range(bounds, formatDuration)}`,
    parse: (text) => parseDuration(text, bounds),
  };
}

/** Bytes from a text like `536870912`, `512m`, `1g`. */
export function size(bounds: Bounds): SettingKind<number> {
  return {
    allowed: `bytes or a unit: ${range(bounds, formatSize)}`,
    parse: (text) => parseSize(text, bounds),
  };
}

/** A whole number. */
export function whole(bounds: Bounds): SettingKind<number> {
  return { allowed: range(bounds, String), parse: (text) => parseWhole(text, bounds) };
}

/** A positive decimal number. */
export function decimal(bounds: Bounds): SettingKind<number> {
  return { allowed: range(bounds, String), parse: (text) => parseNumber(text, bounds) };
}

/** One of the given names. */
export function choice<const T extends string>(names: readonly T[]): SettingKind<T> {
  return {
    allowed: names.join(", "),
    parse(text) {
      const found = names.find((name) => name === text);
      if (found === undefined) throw new SyntaxError(`not known; allowed: ${names.join(", ")}`);
      return found;
    },
  };
}

/** On or off. */
export const SWITCH: SettingKind<boolean> = {
  allowed: "1, true, yes, on, 0, false, no, off",
  parse(text) {
    switch (text.toLowerCase()) {
      case "1":
      case "true":
      case "yes":
      case "on":
        return true;
      case "0":
      case "false":
      case "no":
      case "off":
        return false;
      default:
        throw new SyntaxError(`neither on nor off; allowed: ${this.allowed}`);
    }
  },
};

function range({ min, max }: Bounds, format: (value: number) => string): string {
  return `${format(min)} to ${format(max)}`;
}
