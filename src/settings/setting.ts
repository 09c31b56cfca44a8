import type { StateDirSource } from "./state_dir.ts";
import type { Tightening } from "./tightening.ts";

/** The source of settings, and what defaults depend on. A `System` fits. */
export interface SettingsSource extends StateDirSource {
  readonly cpuCount: number;
  /** Bytes of the machine's memory. */
  readonly totalMemoryBytes: number;
}

/** A value as a settings file writes it. */
export type FileValue = string | number | boolean | readonly string[];

/** Where a value of a settings file is read. */
export interface FileContext {
  readonly source: SettingsSource;
  /** Absolute path of the folder with the file: relative paths in it start there. */
  readonly folder: string;
}

/** The JSON schema of a setting's values, with the keywords of draft-07 that are in use. */
export interface ValueSchema {
  readonly type: string | readonly string[];
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: ValueSchema;
  readonly maxItems?: number;
}

/** How a setting is written: as the text of a variable, and as JSON in a settings file. */
export interface SettingKind<T> {
  /** The allowed values, for the documentation: `100ms to 24h`. */
  readonly allowed: string;
  /** Accepts all that `read()` does; what it cannot express, such as `2h` in a range, it lets pass. */
  readonly schema: ValueSchema;
  /** @throws {SyntaxError | RangeError} whose message says what is wrong and what is allowed */
  parse(text: string, source: SettingsSource): T;
  /**
   * The same for a value of a settings file.
   *
   * @throws {SyntaxError | RangeError} as `parse()` does
   */
  read(value: unknown, context: FileContext): T;
  /** The value as a settings file writes it; `read()` gives it back. */
  write(value: T): FileValue;
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
  /** What a project's file may change of it before the user trusts the file. */
  readonly tightens: Tightening;
  /** What it sets, in one or two sentences. */
  readonly description: string;
}
