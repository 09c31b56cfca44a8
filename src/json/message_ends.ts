import { parseJson } from "./read_json.ts";

/** What the two ends of a JSON-RPC message show of it. */
export interface MessageEnds {
  /** Its id if it is a string or a safe integer; `null` when neither end shows one. */
  readonly id: string | number | null;
  /** Whether it is a request or an answer; `null` when neither end shows it. */
  readonly kind: "request" | "answer" | null;
}

const SPACE = "[ \\t\\r\\n]*";
const STRING = '"(?:[^"\\\\]|\\\\.)*"';
const SCALAR = `${STRING}|-?\\d[\\d.eE+-]*|true|false|null`;
const OPENING = new RegExp(`^${SPACE}\\{`);
const KEY = new RegExp(`${SPACE}(${STRING})${SPACE}:${SPACE}`, "y");
const SCALAR_VALUE = new RegExp(`(${SCALAR})${SPACE}(?:,|\\}${SPACE}$)`, "y");
/** The last members: a brace at the end closes the message, so they are its own. */
const LAST_MEMBERS = new RegExp(
  `[,{]${SPACE}"id"${SPACE}:${SPACE}(${SCALAR})${SPACE}` +
    `(?:,${SPACE}"(jsonrpc|method)"${SPACE}:${SPACE}${STRING}${SPACE})*\\}${SPACE}$`,
);

/**
 * Finds the id of a JSON-RPC message that is too large to be parsed, and whether it asks or answers.
 * The id is found before the first member that is an array or an object, and after the last one. The
 * cost depends on the ends alone, so they must be short.
 *
 * @param head the text that the message begins with
 * @param tail the text that it ends with
 */
export function readMessageEnds({ head, tail }: { head: string; tail: string }): MessageEnds {
  const first = readHead(head);
  if (first.id !== null) return first;
  const last = LAST_MEMBERS.exec(tail);
  if (last === null) return first;
  return { id: toId(last[1] ?? ""), kind: first.kind ?? (last[2] === "method" ? "request" : null) };
}

function readHead(head: string): MessageEnds {
  let id: MessageEnds["id"] = null;
  let kind: MessageEnds["kind"] = null;
  let at = OPENING.exec(head)?.[0].length ?? null;
  while (at !== null) {
    const key = matchAt(KEY, head, at);
    if (key === null) break;
    if (key.text === '"method"') kind ??= "request";
    if (key.text === '"result"' || key.text === '"error"') kind ??= "answer";
    const value = matchAt(SCALAR_VALUE, head, key.end);
    if (key.text === '"id"' && value !== null) id = toId(value.text);
    at = value?.end ?? null;
  }
  return { id, kind };
}

function matchAt(
  pattern: RegExp,
  text: string,
  at: number,
): { readonly text: string; readonly end: number } | null {
  pattern.lastIndex = at;
  const found = pattern.exec(text)?.[1];
  return found === undefined ? null : { text: found, end: pattern.lastIndex };
}

function toId(text: string): MessageEnds["id"] {
  const value = parseJson(text);
  if (typeof value === "string") return value;
  return typeof value === "number" && Number.isSafeInteger(value) ? value : null;
}
