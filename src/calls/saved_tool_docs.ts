import type { SavedToolDoc, SavedToolRecord } from "../rpc/calls.ts";
import { cleanText, firstSentence } from "../text/clean_text.ts";
import type { Grant } from "./grant.ts";
import { type SavedTool, timeOf } from "./saved_tool_file.ts";
import type { SavedToolFiles } from "./saved_tool_files.ts";

/** Characters of a signature, and of a description, that are shown. */
const MAX_SIGNATURE = 700;
const MAX_DESCRIPTION = 240;
const MAX_WHOLE_DESCRIPTION = 4_096;

/**
 * Which saved tools a run may load: every one; only those whose author's run was granted all that
 * this run is granted; none, and none may be saved.
 */
export type SavedToolsPolicy = "on" | "same-grant" | "off";

/** What was read of a tool's file. */
interface Entry {
  readonly state: string | null;
  readonly tool: SavedTool | null;
}

export interface SavedToolDocsOptions {
  readonly store: SavedToolFiles;
  readonly policy: SavedToolsPolicy;
}

/** The documentation of the saved tools. A file is read again when it has changed. */
export class SavedToolDocs {
  readonly #options: SavedToolDocsOptions;
  #entries: ReadonlyMap<string, Entry> = new Map();

  constructor(options: SavedToolDocsOptions) {
    this.#options = options;
  }

  /** The tools that a run of this grant may load, for searches; none where the folder cannot be used. */
  async list(grant: Grant): Promise<readonly SavedToolDoc[]> {
    const records = await this.records(grant).catch(() => []);
    return records.map(({ name, signature, description }) => ({
      server: null,
      tool: name,
      alias: name,
      signature,
      description,
    }));
  }

  /**
   * The tools that a run of this grant may load.
   *
   * @throws {UpstreamError} `NOT_AVAILABLE` when the folder cannot be used
   */
  async records(grant: Grant): Promise<readonly SavedToolRecord[]> {
    const { store, policy } = this.#options;
    if (policy === "off") return [];
    const names = await store.names();
    const entries = await Promise.all(
      names.map(async (name) => [name, await this.#entry(name)] as const),
    );
    this.#entries = new Map(entries);
    return entries.flatMap(([name, { tool }]) => {
      if (tool === null) return [];
      if (policy === "same-grant" && serversBeyond(tool, grant).length > 0) return [];
      return [savedToolRecord(name, tool, "summary")];
    });
  }

  async #entry(name: string): Promise<Entry> {
    const { store } = this.#options;
    const state = await store.state(name);
    const known = this.#entries.get(name);
    if (known !== undefined && known.state === state) return known;
    return { state, tool: await store.read(name) };
  }
}

/** What is told of a saved tool; `full` has its source. */
export function savedToolRecord(
  name: string,
  { source, description, author }: SavedTool,
  detail: "summary" | "full",
): SavedToolRecord {
  const whole = cleanText(description, MAX_WHOLE_DESCRIPTION);
  return {
    name,
    signature: savedSignature(name, source),
    description: detail === "full" ? whole : firstSentence(whole, MAX_DESCRIPTION),
    saved: timeOf(author),
    servers: author?.grants ?? null,
    ...(detail === "full" ? { source } : {}),
  };
}

/** Servers of a run that a tool's author was not granted. */
export function serversBeyond({ author }: SavedTool, { names }: Grant): readonly string[] {
  return author === null ? names : names.filter((server) => !author.grants.includes(server));
}

/** A text, a comment, or one other character of Python. */
const PIECE = /'[^'\n]*'|"[^"\n]*"|#[^\n]*|[^]/gu;

/** The signature of the function that a source defines: `name(a: int, *, b="x")`. */
export function savedSignature(name: string, source: string): string {
  const head = source.slice(0, 4 * MAX_SIGNATURE);
  const begin = new RegExp(`\\bdef\\s+${name}\\s*\\(`).exec(head);
  if (begin === null) return `${name}(...)`;
  let depth = 0;
  let parameters = "";
  for (const [piece] of head.slice(begin.index + begin[0].length - 1).matchAll(PIECE)) {
    if (!piece.startsWith("#")) parameters += piece;
    if ("([{".includes(piece)) depth += 1;
    if (")]}".includes(piece)) depth -= 1;
    if (depth === 0) {
      const line = cleanText(parameters, MAX_SIGNATURE).split(/\s+/u).join(" ");
      return `${name}${line.replace("( ", "(").replace(/,? \)$/u, ")")}`;
    }
  }
  return `${name}(...)`;
}
