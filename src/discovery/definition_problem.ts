import { escapeName } from "../text/escape.ts";
import type { HttpDefinition, ServerDefinition, StdioDefinition } from "./server_definition.ts";

/** Longest path or name that an operating system takes, in characters. */
const MAX_PATH = 4096;
const MAX_URL = 8192;
/** `token` of RFC 9110. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}$/;
/** `field-value` of RFC 9110, in the characters that `fetch` can send. */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
/** Headers that say where a message goes and ends: the connection writes them. */
const CONNECTION_HEADERS: readonly string[] = [
  "connection",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

/**
 * Why an expanded definition cannot be used, as a clause that names the field; `null` when it can.
 * Its types were checked when it was parsed; this looks at what variables put into it, too. Shows no
 * values, which may be secrets.
 */
export function findDefinitionProblem(definition: ServerDefinition): string | null {
  return definition.kind === "http" ? findHttpProblem(definition) : findStdioProblem(definition);
}

function findStdioProblem({ command, cwd, env }: StdioDefinition): string | null {
  if (command.trim() === "") return '"command" is empty';
  for (const [field, text] of [["command", command], ["cwd", cwd ?? "."]] as const) {
    if (text === "") return `"${field}" is empty`;
    if (text.length > MAX_PATH) return `"${field}" is longer than ${MAX_PATH} characters`;
    if (isUnshowable(text)) return `"${field}" holds characters that cannot be shown`;
  }
  for (const name of Object.keys(env)) {
    if (isUnshowable(name)) return '"env" has a name with characters that cannot be shown';
  }
  return null;
}

function findHttpProblem({ url, headers }: HttpDefinition): string | null {
  if (url.length > MAX_URL) return `"url" is longer than ${MAX_URL} characters`;
  // a URL is parsed without its line breaks, so that what is shown would not be what is reached
  if (isUnshowable(url) || url.trim() !== url) {
    return '"url" holds blanks at its ends, or characters that cannot be shown';
  }
  if (url.includes("\\")) return '"url" holds a backslash, which programs read differently';
  const parsed = URL.parse(url);
  if (parsed === null) return '"url" is not a URL';
  const { protocol, username, password } = parsed;
  if (protocol !== "https:" && protocol !== "http:") return '"url" must be https or http';
  if (username !== "" || password !== "") {
    return '"url" has a user or a password: put them into "headers"';
  }
  for (const [name, value] of Object.entries(headers)) {
    if (!HEADER_NAME.test(name)) return '"headers" has a name that is no header\'s';
    if (CONNECTION_HEADERS.includes(name.toLowerCase())) {
      return `"headers" has "${name}", which the connection writes itself`;
    }
    if (!HEADER_VALUE.test(value)) {
      return `"headers"."${name}" holds characters that no header can have`;
    }
  }
  return null;
}

/** Whether it holds control or other invisible characters, line breaks included. */
function isUnshowable(text: string): boolean {
  return escapeName(text) !== text;
}
