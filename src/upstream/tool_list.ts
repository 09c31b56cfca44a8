import { type Catalogue, catalogueSteps } from "../catalogue/catalogue.ts";
import type { ToolFilter } from "../discovery/server_definition.ts";
import { isJsonObject, type JsonObject, ownText, ownValue } from "../json/json.ts";
import type { Log } from "../log.ts";
import type { Clock } from "../system/system.ts";
import { inTurns } from "../system/in_turns.ts";
import { deadline } from "../system/waiting.ts";
import { cleanText } from "../text/clean_text.ts";
import { explainMissingTools } from "./gateway_advice.ts";
import { listPages } from "./list_pages.ts";
import type { OpenClient } from "./open_client.ts";
import { headerProblem } from "./parameter_headers.ts";
import { plainWords } from "./plain_words.ts";
import { admitting } from "./tool_filter.ts";

/** How long a list of tools may take. */
const LIST_TIMEOUT_MS = 30_000;
/** Changes that a server announces within this time cost one refresh. */
const REFRESH_DELAY_MS = 1_000;
/** Tools that are left out which the log names. */
const SHOWN_TOOLS = 5;

/** A list of tools as a server has just given it. */
export interface Listing {
  /** Unchecked, as the server described them. */
  readonly tools: readonly JsonObject[];
  readonly catalogue: Catalogue;
  readonly instructions: string | undefined;
}

export interface ToolListOptions {
  readonly name: string;
  readonly opened: OpenClient;
  readonly clock: Clock;
  readonly log: Log;
  readonly instructions: string | undefined;
  /** Makes a request, which keeps the server in use. */
  readonly use: <T>(request: () => Promise<T>) => Promise<T>;
  /** Which of its tools may be used. @default all */
  readonly tools?: ToolFilter;
  /** Called at each list of tools that the server gives. */
  readonly onListed?: (listing: Listing) => void;
}

/** The tools of a running server: asked for once, and again when it says that they have changed. */
export class ToolList {
  readonly #options: ToolListOptions;
  readonly #admits: (name: string) => boolean;
  #catalogue: Promise<Catalogue> | null = null;
  #known: Catalogue | null = null;
  /** Whether the server said that its tools have changed since they were last asked for. */
  #stale = false;
  #refreshing: Promise<Catalogue> | null = null;
  #cancelRefresh: (() => void) | null = null;
  #closed = false;

  constructor(options: ToolListOptions) {
    this.#options = options;
    this.#admits = admitting(options.tools);
  }

  /** The tools if they were listed before. */
  get known(): Catalogue | null {
    return this.#known;
  }

  /** Whether the server said that its tools have changed since they were last listed. */
  get hasNews(): boolean {
    return this.#stale || this.#refreshing !== null;
  }

  /**
   * The server's tools; asked for once, then kept until the server announces a change.
   *
   * @throws {Error} when they were never listed and cannot be now
   */
  catalogue(): Promise<Catalogue> {
    this.#catalogue ??= this.#list().catch((error) => {
      this.#catalogue = null;
      throw error;
    });
    return this.#catalogue;
  }

  /** Like {@linkcode catalogue}, without waiting for the refresh that an announced change will bring. */
  async fresh(): Promise<Catalogue> {
    const known = await this.catalogue();
    // a change that was announced during a refresh is not in it
    if (this.#stale) {
      const refreshing = this.#refresh(known).finally(() => {
        if (this.#refreshing === refreshing) this.#refreshing = null;
      });
      this.#refreshing = refreshing;
    }
    return await (this.#refreshing ?? known);
  }

  /** Why tools that are expected may be missing from the known ones, and what mends it; often unknown. */
  explainMissing(): string | null {
    const names = this.#known?.tools.map(({ description: { name } }) => name) ?? [];
    return explainMissingTools(names, this.#options.opened.link.said?.() ?? "");
  }

  /** The server said that its tools have changed. */
  changed(): void {
    this.#stale = true;
    if (this.#closed || this.#cancelRefresh !== null || this.#catalogue === null) return;
    this.#cancelRefresh = this.#options.clock.after(REFRESH_DELAY_MS, () => {
      this.#cancelRefresh = null;
      this.fresh().catch(() => {});
    });
  }

  /** Asks no more by itself. */
  close(): void {
    this.#closed = true;
    this.#cancelRefresh?.();
    this.#cancelRefresh = null;
  }

  async #list(): Promise<Catalogue> {
    this.#stale = false;
    const late = deadline({
      clock: this.#options.clock,
      ms: LIST_TIMEOUT_MS,
      reason: () => new Error(`no list of tools within ${LIST_TIMEOUT_MS / 1000} s`),
    });
    try {
      const { use, opened: { client } } = this.#options;
      const { items, cut } = await use(() =>
        listPages(client, { method: "tools/list", signal: late.signal })
      );
      if (cut !== null) this.#warn(`its list of tools ends at ${cut}`);
      const sendable = this.#sendable(items);
      const steps = catalogueSteps(sendable, { admits: this.#admits, cut });
      const catalogue = await inTurns(steps, this.#options.clock);
      this.#known = catalogue;
      const missing = this.explainMissing();
      if (missing !== null) this.#warn(`tools are missing: ${missing}`);
      const { instructions, onListed } = this.#options;
      onListed?.({ tools: sendable, catalogue, instructions });
      return catalogue;
    } finally {
      late.cancel();
    }
  }

  /** Without the tools whose calls cannot be sent over this link. */
  #sendable(tools: readonly JsonObject[]): readonly JsonObject[] {
    const { client, link } = this.#options.opened;
    if (client.getProtocolEra() !== "modern" || link.calls !== undefined) return tools;
    const left: string[] = [];
    const sendable = tools.filter((tool) => {
      const schema = ownValue(tool, "inputSchema");
      const problem = isJsonObject(schema) ? headerProblem(schema) : null;
      if (problem !== null) left.push(`"${ownText(tool, "name") ?? ""}" (${problem})`);
      return problem === null;
    });
    if (left.length > 0) {
      const shown = cleanText(left.slice(0, SHOWN_TOOLS).join(", "), 1_000);
      this.#warn(`${left.length} tools are left out: ${shown}`);
    }
    return sendable;
  }

  /** Asks again; what was known stays when that fails. */
  async #refresh(known: Catalogue): Promise<Catalogue> {
    try {
      const fresh = await this.#list();
      this.#catalogue = Promise.resolve(fresh);
      return fresh;
    } catch (error) {
      this.#warn(`keeping its known tools: ${plainWords(error)}`);
      return known;
    }
  }

  #warn(message: string): void {
    this.#options.log("warning", `Server "${this.#options.name}": ${message}`);
  }
}
