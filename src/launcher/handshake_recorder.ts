import { isJsonObject, ownText } from "../json/json.ts";
import { parseJson } from "../json/read_json.ts";
import { LineSplitter } from "../text/line_splitter.ts";

/** Bytes of a line that is looked at; an opening that is longer is not remembered. */
const MAX_LINE_BYTES = 64 * 1024;
/** Lines that are looked at: clients open with the first, or after a probe or two. */
const MAX_LINES = 16;

/**
 * Remembers how the MCP client opened its connection, so that a fresh bridge can be told the same.
 * Up to protocol revision 2025-11-25 a client sends `initialize` and `notifications/initialized`;
 * since 2026-07-28 every request says all of it, and there is nothing to remember.
 *
 * It is the launcher that remembers, from the client's own bytes: a bridge that was taken over has no
 * say in what its successor is told.
 */
export class HandshakeRecorder {
  readonly #splitter = new LineSplitter({
    maxBytes: MAX_LINE_BYTES,
    onLine: (line) => this.#read(new TextDecoder().decode(line)),
    onTooLong: () => this.#seen++,
  });
  #initialize: string | null = null;
  #initialized: string | null = null;
  /** Lines. */
  #seen = 0;

  /** The lines to say again, in order, without newlines. */
  get lines(): readonly string[] {
    return [this.#initialize, this.#initialized].filter((line) => line !== null);
  }

  /** Takes bytes of the client, before they are sent on. */
  push(bytes: Uint8Array): void {
    if (this.#listening) this.#splitter.push(bytes);
  }

  get #listening(): boolean {
    return this.#seen < MAX_LINES && this.#initialized === null;
  }

  #read(line: string): void {
    if (!this.#listening) return;
    this.#seen++;
    const method = methodOf(line);
    if (method === "initialize") this.#initialize ??= line;
    // without a request before it there is no handshake that it could end
    const opened = this.#initialize !== null;
    if (method === "notifications/initialized" && opened) this.#initialized = line;
  }
}

function methodOf(line: string): string | null {
  const message = parseJson(line);
  return isJsonObject(message) ? ownText(message, "method") ?? null : null;
}
