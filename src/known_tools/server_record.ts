import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  ownText,
  ownValue,
} from "../json/json.ts";
import { parseJson } from "../json/read_json.ts";
import { writeJson } from "../json/write_json.ts";
import type { ChangedPart } from "../rpc/calls.ts";
import { MAX_TOOL_NAME } from "../catalogue/catalogue.ts";
import { MARKED_PARTS, type ToolChanges, type ToolMark } from "./tool_mark.ts";

/** Changes with what follows; a file of another format is ignored and written anew. */
const FORMAT = 1;
/** Bytes of a record's file, at most. */
export const MAX_RECORD_BYTES = 8 * 1024 * 1024;
/** Characters of a list; a longer one is not kept, and its server is asked for it again. */
const MAX_LIST_CHARS = 3 * 1024 * 1024;
/** A list that has not changed is written again after this long, so that its age is about right. */
const REWRITE_AFTER_MS = 60 * 60_000;
/** Tools of a list, and tools whose marks are kept: those that are gone stay known. */
const MAX_TOOLS = 10_000;
const MAX_MARKS = 10_000;
const MAX_TEXT = 4_096;
/** What a catalogue is made of; icons and the like are left out. */
const KEPT_KEYS = [
  "name",
  "title",
  "description",
  "inputSchema",
  "outputSchema",
  "annotations",
];

/** A server's tools as it listed them. */
export interface KeptList {
  /** Unchecked, as the server described them. */
  readonly tools: readonly JsonObject[];
  /** What the server says of itself, cleaned and cut. */
  readonly instructions?: string;
  /** Milliseconds since the Unix epoch. */
  readonly listedAt: number;
}

/** Why a server could not be asked for its tools. */
export interface Failure {
  readonly message: string;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  /** Milliseconds for which a search does not start the server again. */
  readonly restMs: number;
}

/** What is kept of one server. */
export interface ServerRecord {
  /** `null` when it never listed its tools, or more than is kept. */
  readonly list: KeptList | null;
  /** Each tool as it was first seen, or last accepted. */
  readonly marks: ReadonlyMap<string, ToolMark>;
  readonly changes: ToolChanges;
  /** The last one, if no list came after it. */
  readonly failure: Failure | null;
}

export const EMPTY_RECORD: ServerRecord = {
  list: null,
  marks: new Map(),
  changes: new Map(),
  failure: null,
};

/** A list as it is kept; `null` when it is too large. */
export function keptList(list: KeptList): KeptList | null {
  const tools = list.tools.slice(0, MAX_TOOLS).map((tool) =>
    Object.fromEntries(
      KEPT_KEYS.flatMap((key) => {
        const value = ownValue(tool, key);
        return value === undefined ? [] : [[key, value]];
      }),
    )
  );
  return writeJson(tools).length > MAX_LIST_CHARS ? null : { ...list, tools };
}

/**
 * Marks of tools that were known before, and of those that are new. Beyond the bound, tools that are
 * listed no more are forgotten first.
 */
export function mergeMarks(
  known: ReadonlyMap<string, ToolMark>,
  listed: ReadonlyMap<string, ToolMark>,
): ReadonlyMap<string, ToolMark> {
  const present = [...listed].map(([name, mark]) => [name, known.get(name) ?? mark] as const);
  const gone = [...known].filter(([name]) => !listed.has(name));
  return new Map([...present, ...gone].slice(0, MAX_MARKS));
}

/** Whether a record says more than another: a time alone counts when it is an hour later. */
export function isNews(before: ServerRecord, after: ServerRecord): boolean {
  const passed = (after.list?.listedAt ?? 0) - (before.list?.listedAt ?? 0);
  return passed < 0 || passed >= REWRITE_AFTER_MS || undated(before) !== undated(after);
}

function undated({ list, ...record }: ServerRecord): string {
  return formatRecord({ ...record, list: list === null ? null : { ...list, listedAt: 0 } });
}

/** The record as the text of its file. */
export function formatRecord(record: ServerRecord): string {
  const { list, marks, changes, failure } = record;
  return writeJson({ format: FORMAT, list, marks: [...marks], changes: [...changes], failure });
}

/** The record of a file, which anyone may have written; `null` when it is none. */
export function parseRecord(text: string): ServerRecord | null {
  const value = parseJson(text, { maxChars: MAX_RECORD_BYTES });
  if (!isJsonObject(value) || ownValue(value, "format") !== FORMAT) return null;
  const list = parseList(ownValue(value, "list") ?? null);
  const failure = parseFailure(ownValue(value, "failure") ?? null);
  const marks = parsePairs(ownValue(value, "marks"), isMark);
  const changes = parsePairs(ownValue(value, "changes"), isPartList);
  if (list === undefined || failure === undefined || marks === null || changes === null) {
    return null;
  }
  return { list, marks, changes, failure };
}

function parseList(value: JsonValue): KeptList | null | undefined {
  if (value === null) return null;
  if (!isJsonObject(value)) return undefined;
  const tools = ownValue(value, "tools");
  const listedAt = ownValue(value, "listedAt");
  if (!isJsonArray(tools) || typeof listedAt !== "number") return undefined;
  const instructions = ownText(value, "instructions")?.slice(0, MAX_TEXT);
  return {
    tools: tools.slice(0, MAX_TOOLS).filter(isJsonObject),
    listedAt,
    ...(instructions === undefined ? {} : { instructions }),
  };
}

function parseFailure(value: JsonValue): Failure | null | undefined {
  if (value === null) return null;
  if (!isJsonObject(value)) return undefined;
  const message = ownText(value, "message");
  const [at, restMs] = [ownValue(value, "at"), ownValue(value, "restMs")];
  if (message === undefined || typeof at !== "number" || typeof restMs !== "number") {
    return undefined;
  }
  return { message: message.slice(0, MAX_TEXT), at, restMs };
}

function parsePairs<T extends JsonValue>(
  value: JsonValue | undefined,
  isItem: (item: JsonValue | undefined) => item is T,
): ReadonlyMap<string, T> | null {
  if (!isJsonArray(value) || value.length > MAX_MARKS) return null;
  const pairs = new Map<string, T>();
  for (const pair of value) {
    const [name, item] = isJsonArray(pair) ? pair : [];
    if (typeof name !== "string" || name.length > MAX_TOOL_NAME || !isItem(item)) return null;
    pairs.set(name, item);
  }
  return pairs;
}

function isMark(value: JsonValue | undefined): value is readonly string[] {
  return isJsonArray(value) && value.length === MARKED_PARTS.length &&
    value.every((hash) => typeof hash === "string" && /^(?:[0-9a-f]{32})?$/.test(hash));
}

function isPartList(value: JsonValue | undefined): value is readonly ChangedPart[] {
  return isJsonArray(value) && value.length > 0 &&
    value.every((part) => MARKED_PARTS.some((known) => known === part));
}
