import { parse, TomlDate, TomlError } from "smol-toml";
import { LITERAL } from "../dialect.ts";
import {
  type ConfigFormat,
  formatPlace,
  type ParsedFile,
  type Place,
  type RawContent,
  type RawEntry,
  type RawMember,
  type RawValue,
} from "./config_format.ts";
import {
  keys,
  type NamedValue,
  OAUTH_SPELLINGS,
  readFields,
  seconds,
  type Spellings,
} from "./entry_fields.ts";
import type { EntryShape } from "./json_file.ts";
import { plainShape } from "./mcp_servers.ts";

/** The table that holds the servers, by name. */
export const CODEX_KEY = "mcp_servers";
/** Deepest nesting that is read. */
const MAX_DEPTH = 64;
/** Most characters that are read: values in TOML cost more time than those in JSON. */
const MAX_TEXT = 2 * 1024 * 1024;

/** A table's head without quotes and blanks. */
const HEAD = /^\[mcp_servers\.(.*?)\]/;

/** As `codex-rs/config/src/mcp_types.rs` of openai/codex has them. */
const SPELLINGS: Spellings = {
  command: keys("command"),
  args: keys("args"),
  env: keys("env"),
  envNames: keys("env_vars"),
  cwd: keys("cwd"),
  url: keys("url"),
  headers: keys("http_headers"),
  headerVariables: keys("env_http_headers"),
  bearerVariable: keys("bearer_token_env_var"),
  ...OAUTH_SPELLINGS,
  enabled: keys("enabled"),
  startTimeout: [...seconds("startup_timeout_sec"), ...keys("startup_timeout_ms")],
  callTimeout: seconds("tool_timeout_sec"),
  allowTools: keys("enabled_tools"),
  denyTools: keys("disabled_tools"),
};

/** An entry of Codex whose values were carried over into JSON. */
export const CODEX_SHAPE: EntryShape = plainShape(LITERAL, SPELLINGS);

/** `config.toml` of Codex: a table `mcp_servers.NAME` for each server. */
export const codex: ConfigFormat = { extension: ".toml", parse: parseCodex };

function parseCodex(text: string): ParsedFile {
  if (text.length > MAX_TEXT) {
    return { ok: false, problem: `it has ${text.length} characters; at most ${MAX_TEXT} are read` };
  }
  let top: unknown;
  try {
    top = parse(text, { maxDepth: MAX_DEPTH, integersAsBigInt: true });
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const place = { line: error.line, column: error.column };
    const [, what = "this is not TOML"] = /^[^:]*: ([^\n]{1,200})/.exec(error.message) ?? [];
    return { ok: false, problem: `${formatPlace(place)}: ${what}` };
  }
  const heads = findHeads(text);
  const servers = isTable(top) ? top[CODEX_KEY] : undefined;
  if (servers === undefined) return { ok: true, entries: [] };
  if (!isTable(servers)) {
    const place = formatPlace(placeOf(null, heads));
    return { ok: false, problem: `${place}: "${CODEX_KEY}" must be a table` };
  }
  const toEntry = ([name, value]: [string, unknown]): RawEntry => {
    const place = placeOf(name, heads);
    const content = contentOf(value, place);
    return { name, place, forDirectory: false, dialect: LITERAL, content };
  };
  return { ok: true, entries: Iterator.from(Object.entries(servers)).map(toEntry) };
}

function contentOf(value: unknown, place: Place): RawContent {
  if (!isTable(value)) return { ok: false, reason: `${formatPlace(place)}: it must be a table` };
  const members = Object.entries(value).map(([name, member]): NamedValue => ({
    name,
    value: () => toRawValue(member, { place, depth: 0 }),
  }));
  try {
    return { ok: true, fields: readFields(members, SPELLINGS) };
  } catch (error) {
    if (error instanceof TooDeep) return { ok: false, reason: error.message };
    throw error;
  }
}

/** Tables that dotted keys nest deeper than the parser's own bound. */
class TooDeep extends Error {}

interface Nesting {
  readonly place: Place;
  readonly depth: number;
}

/**
 * The parser tells no places, so every value of a server has the place of its head.
 *
 * @throws {TooDeep}
 */
function toRawValue(value: unknown, { place, depth }: Nesting): RawValue {
  if (depth > MAX_DEPTH) {
    throw new TooDeep(`${formatPlace(place)}: nested deeper than ${MAX_DEPTH} levels`);
  }
  const inside = { place, depth: depth + 1 };
  if (typeof value === "string") return { place, kind: "string", text: value };
  if (typeof value === "number" || typeof value === "bigint") {
    return { place, kind: "number", text: String(value) };
  }
  if (typeof value === "boolean") return { place, kind: "boolean", text: String(value) };
  if (Array.isArray(value)) {
    return { place, kind: "array", items: value.map((item) => toRawValue(item, inside)) };
  }
  if (!isTable(value)) return { place, kind: "string", text: String(value) };
  const toMember = ([name, member]: [string, unknown]): RawMember => ({
    name,
    place,
    value: toRawValue(member, inside),
  });
  return { place, kind: "object", members: Object.entries(value).map(toMember) };
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    !(value instanceof TomlDate);
}

/** Lines of the heads of servers' tables, by the server's name, and the first that names them all. */
interface Heads {
  readonly byName: ReadonlyMap<string, number>;
  readonly first: number;
}

function findHeads(text: string): Heads {
  const byName = new Map<string, number>();
  let first = 0;
  for (const [index, line] of text.split("\n").entries()) {
    if (!line.includes(CODEX_KEY)) continue;
    if (first === 0) first = index + 1;
    const [, name] = HEAD.exec(withoutQuotes(line)) ?? [];
    // a name in quotes may hold a dot
    for (const own of name === undefined ? [] : [name, name.replace(/\..*$/, "")]) {
      if (!byName.has(own)) byName.set(own, index + 1);
    }
  }
  return { byName, first: Math.max(1, first) };
}

function placeOf(name: string | null, { byName, first }: Heads): Place {
  const own = name === null ? undefined : byName.get(withoutQuotes(name));
  return { line: own ?? first, column: null };
}

function withoutQuotes(text: string): string {
  return text.slice(0, 1000).replaceAll(/["'\s]/g, "");
}
