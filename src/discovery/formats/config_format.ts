/** What a format is: how a client's files are written, and what is made of them. */

import type { Platform } from "../../system/system.ts";
import type { Dialect } from "../dialect.ts";
import type { FieldName } from "../field_name.ts";

/** How a client writes its files. All that is peculiar to it stands in the module of the format. */
export interface ConfigFormat {
  /** What the names of its files in a directory end with: `.json`. */
  readonly extension: string;
  /**
   * Finds the servers' entries in a file. Never throws. The text is hostile: nesting and the number of
   * values that are looked at are bounded.
   */
  parse(text: string, file: FileContext): ParsedFile;
}

/** What is known of a file besides its text. */
export interface FileContext {
  /** Without its directory. */
  readonly fileName: string;
  /** Working directory, then the folders above it that belong to the same project; absolute. */
  readonly folders: readonly string[];
  readonly platform: Platform;
}

export type ParsedFile =
  | {
    readonly ok: true;
    /**
     * In order of precedence. To be walked through once: each is made when it is its turn, so that who
     * has enough pays for no more.
     */
    readonly entries: Iterable<RawEntry>;
    /** What the file says of all servers of its client. @default nothing */
    readonly rules?: ClientRules;
  }
  | {
    readonly ok: false;
    /** Why nothing of the file can be used: `line 3, column 7: …`. */
    readonly problem: string;
  };

/** What a file says of its client's servers by their names, wherever they are defined. */
export interface ClientRules {
  /** If it is there, only these are on. */
  readonly allowed?: NameRule;
  /** These are off. */
  readonly disabled: readonly NameRule[];
}

/** Names of servers, and the member that lists them, as the file names it: `"disabledMcpServers"`. */
export interface NameRule {
  readonly shown: string;
  readonly names: readonly string[];
}

/** A server as a file has it: the fields are found, and nothing in them is checked. */
export interface RawEntry {
  readonly name: string;
  readonly place: Place;
  /** From the part of the file that is for the working directory alone. */
  readonly forDirectory: boolean;
  /** How its client reads the texts in it. */
  readonly dialect: Dialect;
  readonly content: RawContent;
}

export type RawContent =
  | { readonly ok: true; readonly fields: RawFields }
  | {
    readonly ok: false;
    /** What is wrong with it and where, as a clause. Holds no values, which may be secrets. */
    readonly reason: string;
  };

export type RawFields = Readonly<Partial<Record<FieldName, RawField>>>;

export interface RawField {
  /** As the file names it, for messages: `"command"`. */
  readonly shown: string;
  readonly value: RawValue;
  /** Milliseconds in one, for a number. @default {1} */
  readonly scale?: number;
}

/** A value as a file has it. */
export type RawValue =
  & { readonly place: Place }
  & (
    | { readonly kind: "string"; readonly text: string }
    /** `text`: as it is written. */
    | { readonly kind: "number" | "boolean"; readonly text: string }
    | { readonly kind: "null" }
    | { readonly kind: "array"; readonly items: readonly RawValue[] }
    /** No name is there twice. */
    | { readonly kind: "object"; readonly members: readonly RawMember[] }
  );

export interface RawMember {
  readonly name: string;
  /** Place of the name. */
  readonly place: Place;
  readonly value: RawValue;
}

/** Where something begins in a file; both are counted from 1. */
export interface Place {
  readonly line: number;
  /** `null` when the parser does not tell it. */
  readonly column: number | null;
}

/** `line 3, column 7`. */
export function formatPlace({ line, column }: Place): string {
  return column === null ? `line ${line}` : `line ${line}, column ${column}`;
}

/** A kind of value with its article: `an array`. */
export function formatKind(kind: RawValue["kind"]): string {
  return KINDS[kind];
}

const KINDS: Readonly<Record<RawValue["kind"], string>> = {
  string: "text",
  number: "a number",
  boolean: "true or false",
  null: "null",
  array: "an array",
  object: "an object",
};
