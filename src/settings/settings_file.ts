import type { SettingName } from "./settings.ts";

/** One value of a settings file. */
export interface FileEntry {
  /** Parsed by the setting's kind. */
  readonly value: unknown;
  /** As it is written, to be shown. */
  readonly written: string;
  /** Counted from 1. */
  readonly line: number;
}

/** What a settings file sets. */
export interface SettingsFile {
  /** The file as people name it. */
  readonly shown: string;
  /** Whether all of it counts: it is the user's own, or a project's that the user trusts. */
  readonly believed: boolean;
  readonly entries: ReadonlyMap<SettingName, FileEntry>;
}
