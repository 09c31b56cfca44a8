import { writeJson } from "../json/write_json.ts";
import type { KeptRef } from "../sandbox/outcome.ts";
import { cleanLine } from "../text/clean_text.ts";
import { escapeName } from "../text/escape.ts";
import { formatBytes } from "../text/format_bytes.ts";

/** Refs that a note names. */
const MAX_NAMED = 20;
/** Characters of the beginning of a text. */
const MAX_HEAD = 60;

/** What an answer says of what its run kept, as one sentence; empty for nothing. */
export function keptNote(kept: readonly KeptRef[]): string {
  const [first] = kept;
  if (first === undefined) return "";
  const named = kept.slice(0, MAX_NAMED).map(describe);
  const more = kept.length - named.length;
  const others = more > 0 ? `; and ${more} more: runtime.refs()` : "";
  return `Kept for later runs, await runtime.ref("${first.ref}"): ${named.join("; ")}${others}.`;
}

function describe({ ref, name, schema, mime_type, bytes, head }: KeptRef): string {
  const what = schema ?? mime_type;
  const begins = schema === null && head !== null && head !== ""
    ? `, begins ${writeJson(cleanLine(head.split("\n", 1)[0] ?? "", MAX_HEAD))}`
    : "";
  const called = name === null ? ref : `${ref} ${escapeName(name)}`;
  return `${called} (${escapeName(what)}, ${formatBytes(bytes)}${begins})`;
}
