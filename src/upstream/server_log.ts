import { type JsonObject, ownText, ownValue } from "../json/json.ts";
import { writeJson } from "../json/write_json.ts";
import { cleanLine, cleanText } from "../text/clean_text.ts";

/** Messages of one server that are kept, and characters of each; older ones make room. */
const MAX_ENTRIES = 200;
const MAX_MESSAGE = 2_000;
const MAX_LOGGER = 100;

/** The levels of RFC 5424, as the protocol names them. */
const LEVELS: ReadonlySet<string> = new Set([
  "debug",
  "info",
  "notice",
  "warning",
  "error",
  "critical",
  "alert",
  "emergency",
]);

/** A log message that a server sent. */
export interface ServerLogEntry {
  /** When it came, in milliseconds since the Unix epoch. */
  readonly atMs: number;
  readonly level: string;
  /** Which part of the server it is from, where the server says so. */
  readonly logger: string | null;
  /** Its text, or its data as JSON; cleaned and cut. */
  readonly message: string;
}

/**
 * The last log messages of one server
 * (https://modelcontextprotocol.io/specification/2025-11-25/server/utilities/logging).
 */
export class ServerLog {
  readonly #entries: ServerLogEntry[] = [];

  /** Takes the params of a `notifications/message`, whatever they are. */
  add(params: JsonObject, atMs: number): void {
    const level = ownText(params, "level") ?? "";
    const data = ownValue(params, "data") ?? null;
    const logger = ownText(params, "logger");
    this.#entries.push({
      atMs,
      level: LEVELS.has(level) ? level : "info",
      logger: logger === undefined ? null : cleanLine(logger, MAX_LOGGER),
      message: cleanText(typeof data === "string" ? data : writeJson(data), MAX_MESSAGE),
    });
    if (this.#entries.length > MAX_ENTRIES) this.#entries.shift();
  }

  /** The messages that are kept, the oldest first. */
  get entries(): readonly ServerLogEntry[] {
    return this.#entries;
  }
}
