import type { SavedToolDoc } from "../rpc/calls.ts";
import { cleanText, firstSentence } from "../text/clean_text.ts";
import type { Grant } from "./grant.ts";
import {
  type SavedTool,
  SavedToolFiles,
  type SavedToolsOptions,
  serversBeyond,
} from "./saved_tools.ts";

/** Characters of a signature, and of a description, that are shown. */
const MAX_SIGNATURE = 700;
const MAX_DESCRIPTION = 240;

/** What was read of a tool's file. */
interface Entry {
  readonly state: string | null;
  readonly tool: SavedTool | null;
}

/** The documentation of the saved tools, for searches. A file is read again when it has changed. */
export class SavedToolDocs {
  readonly #options: SavedToolsOptions;
  readonly #store: SavedToolFiles;
  #entries: ReadonlyMap<string, Entry> = new Map();

  constructor(options: SavedToolsOptions) {
    this.#options = options;
    this.#store = new SavedToolFiles(options);
  }

  /** The tools that a run of this grant may load; none where the folder cannot be used. */
  async list(grant: Grant): Promise<readonly SavedToolDoc[]> {
    const { policy } = this.#options;
    if (policy === "off") return [];
    const names = await this.#store.names().catch(() => []);
    const entries = await Promise.all(
      names.map(async (name) => [name, await this.#entry(name)] as const),
    );
    this.#entries = new Map(entries);
    return entries.flatMap(([name, { tool }]) => {
      if (tool === null) return [];
      if (policy === "same-grant" && serversBeyond(tool, grant).length > 0) return [];
      return [{
        server: null,
        tool: name,
        alias: name,
        signature: savedSignature(name, tool.source),
        description: firstSentence(
          cleanText(tool.description, 4 * MAX_DESCRIPTION),
          MAX_DESCRIPTION,
        ),
      }];
    });
  }

  async #entry(name: string): Promise<Entry> {
    const state = await this.#store.state(name);
    const known = this.#entries.get(name);
    if (known !== undefined && known.state === state) return known;
    return { state, tool: await this.#store.read(name) };
  }
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
