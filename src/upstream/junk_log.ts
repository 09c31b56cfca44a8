import type { Log } from "../log.ts";
import { cleanLine } from "../text/clean_text.ts";

/** Characters of the first of each kind that the log shows. */
const SHOWN = 200;
const UTF8 = new TextDecoder();

/** What a server sends that it should not, and what becomes of it. */
const KINDS = {
  no_message: "that are not MCP; skipped",
  unreadable: "that are answers and cannot be read; their calls fail",
  too_large: "that are larger than may be read; their calls fail",
  unmarked: 'without "jsonrpc": "2.0"; read all the same',
  constants: "with NaN or Infinity, which JSON does not know; read as null",
  spread: "that are part of one message; they are read as one",
  words_around: "with other words around the message; the words are skipped",
} as const;

export type JunkKind = keyof typeof KINDS;

export interface JunkLogOptions {
  readonly server: string;
  /** What the server does, as a verb and a noun: `writes lines to stdout`. */
  readonly does: string;
  readonly log: Log;
}

/** Tells of each kind of junk that a server sends, once when it comes, and at the end how often. */
export class JunkLog {
  readonly #options: JunkLogOptions;
  readonly #counts = new Map<JunkKind, number>();

  constructor(options: JunkLogOptions) {
    this.#options = options;
  }

  /** @param text the line or text that it was in */
  note(kind: JunkKind, text: Uint8Array): void {
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    if (count > 1) return;
    const shown = cleanLine(UTF8.decode(text.subarray(0, 4 * SHOWN)), SHOWN);
    this.#tell(`${KINDS[kind]}: ${shown}`);
  }

  /** Tells how often each kind came that came more than once. To be called once, at the end. */
  end(): void {
    for (const [kind, count] of this.#counts) {
      if (count > 1) this.#tell(`${KINDS[kind]}; there were ${count}`);
    }
    this.#counts.clear();
  }

  #tell(what: string): void {
    const { server, does, log } = this.#options;
    log("warning", `Server "${server}" ${does} ${what}`);
  }
}
