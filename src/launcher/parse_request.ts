import type { BridgeMessage, OutputStream } from "../ipc/messages.ts";
import type { RemoteRequest } from "../ipc/port.ts";
import { parsePackageReport } from "./parse_package_report.ts";
import { parseReports } from "./parse_reports.ts";
import { type LogLevel, MAX_LOG_CHARACTERS } from "../log.ts";

/** Characters of a server's name. */
const MAX_NAME_CHARACTERS = 1_024;
/** Characters of an address for the browser. */
const MAX_URL_CHARACTERS = 8_192;
/** Headers of a request, and characters of one. */
const MAX_HEADERS = 64;
const MAX_HEADER_CHARACTERS = 8_192;
const HEADER_NAME = /^[a-z0-9_-]{1,80}$/;
const HEADER_VALUE = /^[\t\x20-\x7e]*$/;
/** Bytes of one `write`, `emit` or `http_request`. */
const MAX_CHUNK_BYTES = 128 * 1024 * 1024;
/** Sandboxes that a bridge may want to keep ready. */
const MAX_READY = 512;

/**
 * Turns whatever the bridge posted into a request, or `null`. The bridge may have been taken over,
 * so nothing about the value is taken for granted; what comes back is made anew, field by field.
 */
export function parseRequest(value: unknown): BridgeMessage | null {
  if (!isRecord(value)) return null;
  const { op } = value;
  switch (op) {
    case "start_sandbox":
    case "engine_state":
    case "start_reader":
    case "withdraw":
    case "flush":
    case "close_input":
    case "stop":
    case "kill":
    case "disconnect_server":
      return isId(value.id) ? { op, id: value.id } : null;
    case "start_server":
    case "connect_server":
      return isId(value.id) && isText(value.name, MAX_NAME_CHARACTERS)
        ? { op, id: value.id, name: value.name }
        : null;
    case "http_request":
      return parseHttpRequest(value);
    case "open_browser":
      return isId(value.id) && isText(value.url, MAX_URL_CHARACTERS)
        ? { op, id: value.id, url: value.url }
        : null;
    case "claim_ready":
      return isId(value.id) && isCount(value.count) && value.count <= MAX_READY
        ? { op, id: value.id, count: value.count }
        : null;
    case "write":
      return isId(value.id) && isChunk(value.bytes)
        ? { op, id: value.id, bytes: tight(value.bytes) }
        : null;
    case "data_ack":
      return isId(value.id) && isStream(value.stream) && isCount(value.bytes)
        ? { op, id: value.id, stream: value.stream, bytes: value.bytes }
        : null;
    case "emit":
      return isStream(value.stream) && isChunk(value.bytes)
        ? { op, stream: value.stream, bytes: tight(value.bytes) }
        : null;
    case "log":
      return isLevel(value.level) && typeof value.message === "string"
        ? { op, level: value.level, message: value.message.slice(0, MAX_LOG_CHARACTERS) }
        : null;
    case "server_reports": {
      const reports = parseReports(value.reports);
      return reports === null ? null : { op, reports };
    }
    case "package_report": {
      const report = parsePackageReport(value.report);
      return report === null ? null : { op, report };
    }
    case "end_reader":
      return { op };
    case "finished":
      return isExitCode(value.exitCode) ? { op, exitCode: value.exitCode } : null;
    default:
      return null;
  }
}

function parseHttpRequest(value: Record<string, unknown>): BridgeMessage | null {
  const { id, server, method, target, body } = value;
  const headers = parseHeaders(value.headers);
  if (!isId(id) || !isId(server) || headers === null || !isMethod(method)) return null;
  if (target !== null && !isText(target, MAX_URL_CHARACTERS)) return null;
  if (body !== null && !isChunk(body)) return null;
  const bytes = body === null ? null : tight(body);
  return { op: "http_request", id, server, method, target, headers, body: bytes };
}

function parseHeaders(value: unknown): Readonly<Record<string, string>> | null {
  if (!isRecord(value)) return null;
  const entries = Object.entries(value);
  if (entries.length > MAX_HEADERS) return null;
  const headers: Record<string, string> = Object.create(null);
  for (const [name, text] of entries) {
    if (!HEADER_NAME.test(name) || typeof text !== "string") return null;
    if (text.length > MAX_HEADER_CHARACTERS || !HEADER_VALUE.test(text)) return null;
    headers[name] = text;
  }
  return headers;
}

function isMethod(value: unknown): value is RemoteRequest["method"] {
  return value === "GET" || value === "POST" || value === "DELETE";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isId(value: unknown): value is number {
  return isCount(value) && value <= 0xffff_ffff;
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isExitCode(value: unknown): value is number {
  return isCount(value) && value <= 255;
}

function isText(value: unknown, most: number): value is string {
  return typeof value === "string" && value.length > 0 && value.length <= most;
}

/** Bytes that nobody else can change: memory that is shared or grows could, after it was measured. */
function isChunk(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array && value.buffer instanceof ArrayBuffer &&
    !value.buffer.resizable && value.length <= MAX_CHUNK_BYTES;
}

/** The same bytes without the rest of a larger buffer, which would be kept with them. */
function tight(bytes: Uint8Array): Uint8Array {
  return bytes.buffer.byteLength === bytes.length ? bytes : bytes.slice();
}

function isStream(value: unknown): value is OutputStream {
  return value === "stdout" || value === "stderr";
}

function isLevel(value: unknown): value is LogLevel {
  return value === "debug" || value === "info" || value === "warning" || value === "error";
}
