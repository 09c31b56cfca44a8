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
import { keys, type NamedValue, readFields, seconds, type Spellings } from "./entry_fields.ts";

/** The table that holds the servers, by name. */
const SERVERS_TABLE = "mcp_servers";
/** Deepest nesting that is read. */
const MAX_DEPTH = 64;
/** Most lines in which a server's head is looked for. */
const MAX_LINES = 100_000;

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
  enabled: keys("enabled"),
  startTimeout: [...seconds("startup_timeout_sec"), ...keys("startup_timeout_ms")],
  callTimeout: seconds("tool_timeout_sec"),
  allowTools: keys("enabled_tools"),
  denyTools: keys("disabled_tools"),
};

/** `config.toml` of Codex: a table `mcp_servers.NAME` for each server. */
export const codex: ConfigFormat = { extension: ".toml", parse: parseCodex };

function parseCodex(text: string): ParsedFile {
  let top: unknown;
  try {
    top = parse(text, { maxDepth: MAX_DEPTH, integersAsBigInt: true });
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const place = { line: error.line, column: error.column };
    const [, what = "this is not TOML"] = /^[^:]*: ([^\n]{1,200})/.exec(error.message) ?? [];
    return { ok: false, problem: `${formatPlace(place)}: ${what}` };
  }
  const lines = text.split("\n", MAX_LINES);
  const servers = isTable(top) ? top[SERVERS_TABLE] : undefined;
  if (servers === undefined) return { ok: true, entries: [] };
  if (!isTable(servers)) {
    const place = formatPlace(placeOf(null, lines));
    return { ok: false, problem: `${place}: "${SERVERS_TABLE}" must be a table` };
  }
  const toEntry = ([name, value]: [string, unknown]): RawEntry => {
    const place = placeOf(name, lines);
    const content = contentOf(value, place);
    return { name, place, forDirectory: false, dialect: LITERAL, content };
  };
  return { ok: true, entries: Iterator.from(Object.entries(servers)).map(toEntry) };
}

function contentOf(value: unknown, place: Place): RawContent {
  if (!isTable(value)) return { ok: false, reason: `${formatPlace(place)}: it must be a table` };
  const members = Object.entries(value).map(([name, member]): NamedValue => ({
    name,
    value: () => toRawValue(member, place),
  }));
  return { ok: true, fields: readFields(members, SPELLINGS) };
}

/** The parser tells no places, so every value of a server has the place of its head. */
function toRawValue(value: unknown, place: Place): RawValue {
  if (typeof value === "string") return { place, kind: "string", text: value };
  if (typeof value === "number" || typeof value === "bigint") {
    return { place, kind: "number", text: String(value) };
  }
  if (typeof value === "boolean") return { place, kind: "boolean", text: String(value) };
  if (Array.isArray(value)) {
    return { place, kind: "array", items: value.map((item) => toRawValue(item, place)) };
  }
  if (!isTable(value)) return { place, kind: "string", text: String(value) };
  const toMember = ([name, member]: [string, unknown]): RawMember => ({
    name,
    place,
    value: toRawValue(member, place),
  });
  return { place, kind: "object", members: Object.entries(value).map(toMember) };
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    !(value instanceof TomlDate);
}

/** The line of a server's head, or the first that names the table of servers. */
function placeOf(name: string | null, lines: readonly string[]): Place {
  const isHead = (line: string): boolean => {
    const head = line.replaceAll(/["'\s]/g, "");
    const start = `[${SERVERS_TABLE}.${name?.replaceAll(/["'\s]/g, "")}`;
    return head.startsWith(`${start}]`) || head.startsWith(`${start}.`);
  };
  const own = name === null ? -1 : lines.findIndex(isHead);
  const first = own === -1 ? lines.findIndex((line) => line.includes(SERVERS_TABLE)) : own;
  return { line: Math.max(0, first) + 1, column: null };
}
