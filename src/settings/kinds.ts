/** The kinds of settings: for each, how its values are written in a variable and in a file. */

import { pathsOf } from "../system/paths.ts";
import {
  type Bounds,
  formatDuration,
  formatSize,
  parseDuration,
  parseNumber,
  parseSize,
  parseWhole,
} from "./quantities.ts";
import type { FileContext, SettingKind, SettingsSource, ValueSchema } from "./setting.ts";

/** Milliseconds from a text like `30`, `500ms`, `30s`, `2m`, `1h`. */
export function duration(bounds: Bounds): SettingKind<number> {
  const allowed = `seconds or a unit: ${range(bounds, formatDuration)}`;
  const parse = (text: string) => parseDuration(text, bounds);
  return {
    allowed,
    schema: {
      type: ["number", "string"],
      minimum: bounds.min / 1000,
      maximum: bounds.max / 1000,
      pattern: "^\\d+(\\.\\d+)?(ms|s|m|h)?$",
    },
    parse,
    read: (value) => parse(numberOrText(value, allowed)),
    write: formatDuration,
  };
}

/** Bytes from a text like `536870912`, `512m`, `1g`. */
export function size(bounds: Bounds): SettingKind<number> {
  const allowed = `bytes or a unit: ${range(bounds, formatSize)}`;
  const parse = (text: string) => parseSize(text, bounds);
  return {
    allowed,
    schema: {
      type: ["integer", "string"],
      minimum: bounds.min,
      maximum: bounds.max,
      pattern: "^\\d{1,15}([bB]|[kmgtKMGT]([iI]?[bB])?)?$",
    },
    parse,
    read: (value) => parse(numberOrText(value, allowed)),
    write: formatSize,
  };
}

/** A whole number. */
export function whole(bounds: Bounds): SettingKind<number> {
  const allowed = range(bounds, String);
  const parse = (text: string) => parseWhole(text, bounds);
  return {
    allowed,
    schema: { type: "integer", minimum: bounds.min, maximum: bounds.max },
    parse,
    read: (value) => parse(plainNumber(value, allowed)),
    write: (value) => value,
  };
}

/** A positive decimal number. */
export function decimal(bounds: Bounds): SettingKind<number> {
  const allowed = range(bounds, String);
  const parse = (text: string) => parseNumber(text, bounds);
  return {
    allowed,
    schema: { type: "number", minimum: bounds.min, maximum: bounds.max },
    parse,
    read: (value) => parse(plainNumber(value, allowed)),
    write: (value) => value,
  };
}

/** One of the given names. */
export function choice<const T extends string>(names: readonly T[]): SettingKind<T> {
  const allowed = names.join(", ");
  const parse = (text: string): T => {
    const found = names.find((name) => name === text);
    if (found === undefined) throw new SyntaxError(`not known; allowed: ${allowed}`);
    return found;
  };
  return {
    allowed,
    schema: { type: "string", enum: names },
    parse,
    read: (value) => parse(plainText(value, allowed)),
    write: (value) => value,
  };
}

const SWITCH_WORDS = "1, true, yes, on, 0, false, no, off";

/** On or off. */
export const SWITCH: SettingKind<boolean> = {
  allowed: SWITCH_WORDS,
  schema: { type: "boolean" },
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
        throw new SyntaxError(`neither on nor off; allowed: ${SWITCH_WORDS}`);
    }
  },
  read(value) {
    if (typeof value === "boolean") return value;
    throw new SyntaxError("neither on nor off; allowed: true, false");
  },
  write: (value) => value,
};

/** What tells one kind of text from another. */
export interface TextOptions<T> {
  readonly allowed: string;
  /** Whether it is a path, which may be relative to the file that it stands in. @default {false} */
  readonly isPath?: boolean;
  /** Which texts an editor accepts, as a regular expression. @default {all} */
  readonly pattern?: string;
  /** @throws {SyntaxError | RangeError} whose message says what is wrong and what is allowed */
  parse(text: string, source: SettingsSource): T;
  write(value: T): string;
}

/** A text with a form of its own. */
export function text<T>(options: TextOptions<T>): SettingKind<T> {
  const { allowed, isPath = false, pattern, parse, write } = options;
  return {
    allowed,
    schema: textSchema(pattern),
    parse,
    read(value, context) {
      const written = plainText(value, allowed);
      return parse(isPath ? fromFolder(written, context) : written, context.source);
    },
    write,
  };
}

/** What tells one kind of list from another. */
export interface ListOptions<T> {
  readonly allowed: string;
  /** What the items are, as a plural. */
  readonly items: string;
  readonly most: number;
  /** Whether an item is a path, or begins with one. @default {false} */
  readonly arePaths?: boolean;
  /** Which items an editor accepts, as a regular expression. @default {all} */
  readonly pattern?: string;
  /** What stands between the items in a variable. @default {","} */
  separator?(source: SettingsSource): string;
  /** @throws {SyntaxError | RangeError} whose message says what is wrong and what is allowed */
  parseItems(texts: readonly string[], source: SettingsSource): readonly T[];
  writeItem(item: T): string;
}

/** Several texts: an array in a file, with separators between them in a variable. */
export function list<T>(options: ListOptions<T>): SettingKind<readonly T[]> {
  const { allowed, items, most, arePaths = false, parseItems, writeItem } = options;
  const { pattern, separator = () => "," } = options;
  const parseAll = (texts: readonly string[], source: SettingsSource): readonly T[] => {
    if (texts.length > most) {
      throw new RangeError(`${texts.length} ${items}; allowed: at most ${most}`);
    }
    return parseItems(texts, source);
  };
  return {
    allowed,
    schema: { type: "array", items: textSchema(pattern), maxItems: most },
    parse(text, source) {
      const texts = text.split(separator(source)).map((item) => item.trim());
      return parseAll(texts.filter((item) => item !== ""), source);
    },
    read(value, context) {
      const texts = plainTexts(value, allowed);
      const written = arePaths ? texts.map((path) => fromFolder(path, context)) : texts;
      return parseAll(written, context.source);
    },
    write: (value) => value.map(writeItem),
  };
}

function textSchema(pattern: string | undefined): ValueSchema {
  return pattern === undefined ? { type: "string" } : { type: "string", pattern };
}

function fromFolder(path: string, { source, folder }: FileContext): string {
  const { isAbsolute, join } = pathsOf(source.platform);
  return path === "" || path.startsWith("~") || isAbsolute(path) ? path : join(folder, path);
}

function plainText(value: unknown, allowed: string): string {
  if (typeof value === "string") return value;
  throw wrongType("not a text in quotes", allowed);
}

function plainNumber(value: unknown, allowed: string): string {
  if (typeof value === "number") return String(value);
  throw wrongType("not a number", allowed);
}

function numberOrText(value: unknown, allowed: string): string {
  if (typeof value === "number" || typeof value === "string") return String(value);
  throw wrongType("neither a number nor a text in quotes", allowed);
}

function plainTexts(value: unknown, allowed: string): readonly string[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [null];
  const texts = items.filter((item) => typeof item === "string");
  if (texts.length === items.length) return texts;
  throw wrongType('not a list of texts, as ["…", "…"]', allowed);
}

function wrongType(reason: string, allowed: string): SyntaxError {
  return new SyntaxError(`${reason}; allowed: ${allowed.replaceAll("`", "")}`);
}

function range({ min, max }: Bounds, format: (value: number) => string): string {
  return `${format(min)} to ${format(max)}`;
}
