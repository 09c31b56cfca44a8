import type { ServerDefinition } from "../discovery/server_definition.ts";
import { encodingsOf } from "./encodings.ts";
import { findSecrets, type Secret } from "./find_secrets.ts";
import { normalForms } from "./normal_form.ts";
import { PatternSearch } from "./pattern_search.ts";
import { type Redactions, StreamRedactor } from "./stream_redactor.ts";

/** Bytes of the shortest pattern; a value that is hardly more than backslashes has a shorter one. */
const MIN_PATTERN = 6;
/** Characters of a name that are shown. */
const SHOWN_NAME = 64;

/** Keeps the secrets of one server out of what it writes and of what is said of it. */
export interface Redaction {
  /** For one stream of the server. */
  stream(): StreamRedactor;
  /** A text without the secrets. */
  text(text: string): string;
}

/** The redaction for a server's entry, and the names of secrets that it leaves as they are. */
export interface CreatedRedaction {
  /** `null` when there are no secrets: then nothing is to be done. */
  readonly redaction: Redaction | null;
  readonly left: readonly string[];
}

/** Finds the secrets of a server's entry and prepares their redaction. */
export function createRedaction(definition: ServerDefinition): CreatedRedaction {
  const { secrets, left } = findSecrets(definition);
  const redactions = prepare(secrets);
  return { redaction: redactions === null ? null : new ByteRedaction(redactions), left };
}

class ByteRedaction implements Redaction {
  readonly #redactions: Redactions;

  constructor(redactions: Redactions) {
    this.#redactions = redactions;
  }

  stream(): StreamRedactor {
    return new StreamRedactor(this.#redactions);
  }

  text(text: string): string {
    const redactor = this.stream();
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    const passed = redactor.push(new TextEncoder().encode(text));
    return decoder.decode(passed, { stream: true }) + decoder.decode(redactor.end());
  }
}

function prepare(secrets: readonly Secret[]): Redactions | null {
  const patterns = new Map<string, { pattern: Uint8Array; replacement: Uint8Array }>();
  for (const { name, value } of secrets) {
    const replacement = new TextEncoder().encode(replacementOf(name));
    for (const pattern of [value, ...encodingsOf(value)].flatMap(normalForms)) {
      if (pattern.length < MIN_PATTERN || pattern.includes(0x0a)) continue;
      const key = pattern.toBase64();
      if (!patterns.has(key)) patterns.set(key, { pattern, replacement });
    }
  }
  if (patterns.size === 0) return null;
  const all = [...patterns.values()];
  return {
    search: new PatternSearch(all.map(({ pattern }) => pattern)),
    replacements: all.map(({ replacement }) => replacement),
  };
}

/** Says the name of what was there, in characters that mean nothing in JSON, a URL or a terminal. */
function replacementOf(name: string): string {
  return `[redacted:${name.replace(/[^\w.-]/g, "_").slice(0, SHOWN_NAME)}]`;
}
