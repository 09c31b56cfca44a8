import { LOG_LEVEL_META_KEY } from "@modelcontextprotocol/client";
import { UpstreamError } from "../errors.ts";
import type { ValueForm } from "../catalogue/value.ts";
import type { JsonObject, JsonValue } from "../json/json.ts";
import type { WrittenJson } from "../json/written_json.ts";
import type { Log } from "../log.ts";
import { Gate } from "../system/gate.ts";
import type { Clock } from "../system/system.ts";
import type { Catalogue } from "../catalogue/catalogue.ts";
import { cleanText } from "../text/clean_text.ts";
import { withForm } from "./answer_form.ts";
import { CARRIED, type Carried } from "./carried_result.ts";
import { type ListMethod, listPages, untilAborted } from "./list_pages.ts";
import type { OpenClient, Opening } from "./open_client.ts";
import type { LinkEnding } from "./link.ts";
import { plainWords } from "./plain_words.ts";
import type { ToolFilter } from "../discovery/server_definition.ts";
import type { ServerLogEntry } from "./server_log.ts";
import { type OnProgress, ServerNotices } from "./server_notices.ts";
import { type Listing, ToolList } from "./tool_list.ts";

const MAX_INSTRUCTIONS = 4_096;
/** Calls that wait for a place at one server, of all runs: as many as one run may make. */
const MAX_WAITING_CALLS = 10_000;
/** How long a server that is no longer wanted must be left alone before it is ended. */
const RETIRE_DELAY_MS = 1_000;

export interface ConnectionOptions {
  readonly name: string;
  readonly opened: OpenClient;
  readonly clock: Clock;
  readonly log: Log;
  /** Most calls of tools that it works on at once; the others wait. */
  readonly maxCalls: number;
  /** Which of its tools may be used. @default all */
  readonly tools?: ToolFilter;
  /** Called at each list of tools that the server gives. */
  readonly onListed?: (listing: Listing) => void;
}

export interface CallToolOptions {
  readonly signal: AbortSignal;
  readonly headers: Readonly<Record<string, string>>;
  /** The form in which the answer is wanted. */
  readonly form: ValueForm;
  /** Learns of the progress that the server tells of. @default {the server is not asked for it} */
  readonly onProgress?: OnProgress;
}

/** A request for something that a server has besides tools. */
export interface ContentRequest {
  readonly method: "resources/read" | "prompts/get";
  readonly params: JsonObject;
}

/** A server that has shaken hands: one warm client and what is known of its tools. */
export class Connection {
  readonly name: string;
  /** How it is best opened again. */
  readonly opening: Opening;
  /** What the server says of itself, cleaned and cut. */
  readonly instructions: string | undefined;
  /** Settles once, when the link to the server has ended, as the link says; never rejects. */
  readonly ended: Promise<LinkEnding | null>;

  readonly #opened: OpenClient;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #calls: Gate;
  /** What each request for a tool, a resource or a prompt carries. */
  readonly #meta: { readonly _meta?: JsonObject };
  readonly #notices: ServerNotices;
  readonly #tools: ToolList;
  #cancelRetire: (() => void) | null = null;
  #over = false;
  #retired = false;
  /** Requests under way. */
  #underWay = 0;
  /** When the last of them ended. */
  #usedAt: number;

  constructor(options: ConnectionOptions) {
    const { client, link, opening } = options.opened;
    this.name = options.name;
    this.opening = opening;
    this.ended = link.ended;
    this.#opened = options.opened;
    this.#clock = options.clock;
    this.#log = options.log;
    this.#usedAt = options.clock.monotonic();
    this.#calls = new Gate(options.maxCalls, {
      maxWaiting: MAX_WAITING_CALLS,
      refuse: () => tooManyCalls(options),
    });
    // since revision 2026-07-28 a server logs only for requests that ask for it
    const asksForLog = this.modern &&
      client.getServerCapabilities()?.logging !== undefined;
    this.#meta = asksForLog ? { _meta: { [LOG_LEVEL_META_KEY]: "info" } } : {};
    const instructions = client.getInstructions();
    this.instructions = instructions === undefined
      ? undefined
      : cleanText(instructions, MAX_INSTRUCTIONS);
    client.onerror = (error) =>
      this.#log("debug", `Server "${this.name}": ${cleanText(plainWords(error), 500)}`);
    this.#tools = new ToolList({
      ...options,
      instructions: this.instructions,
      use: (request) => this.#use(request),
    });
    link.ended.then(() => this.#finish());
    this.#followChanges();
    this.#notices = new ServerNotices(() => this.#clock.now());
    this.#notices.takeFrom(link.transport);
  }

  /** When something was last asked of it, by the monotonic clock: now while anything is. */
  get lastUsed(): number {
    return this.#underWay > 0 ? this.#clock.monotonic() : this.#usedAt;
  }

  /** Whether the server speaks revision 2026-07-28 or a later one. */
  get modern(): boolean {
    return this.#opened.client.getProtocolEra() === "modern";
  }

  /** Whether the link to the server has ended. */
  get lost(): boolean {
    return this.#over;
  }

  /** The last messages that the server logged, the oldest first. */
  get logEntries(): readonly ServerLogEntry[] {
    return this.#notices.log.entries;
  }

  /** The server's tools if they were listed before: most calls need not wait for them. */
  get knownCatalogue(): Catalogue | null {
    return this.#tools.known;
  }

  /** Whether the server said that its tools have changed since they were last listed. */
  get hasNews(): boolean {
    return this.#tools.hasNews;
  }

  /**
   * The server's tools; asked for once, then kept until the server announces a change.
   *
   * @throws {Error} when they were never listed and cannot be now
   */
  catalogue(): Promise<Catalogue> {
    return this.#tools.catalogue();
  }

  /** Like {@linkcode catalogue}, without waiting for the refresh that an announced change will bring. */
  freshCatalogue(): Promise<Catalogue> {
    return this.#tools.fresh();
  }

  /** Why tools that are expected may be missing from the known ones, and what mends it; often unknown. */
  explainMissingTools(): string | null {
    return this.#tools.explainMissing();
  }

  /**
   * One call of a tool, by the server's own name for it. An abort is told to the server. The headers
   * are sent over HTTP, to a server of the newer era.
   *
   * @returns what the answer carries
   * @throws {ProtocolError | SdkError | Error} when the server refuses, ends, or the signal aborts
   * @throws {UpstreamError} `LIMIT` when too many calls wait for it
   */
  async callTool(
    name: string,
    args: JsonObject | WrittenJson,
    { signal, headers, form, onProgress }: CallToolOptions,
  ): Promise<Carried> {
    const { client, link: { calls } } = this.#opened;
    const params = { name, arguments: args, ...this.#meta };
    const own = this.modern ? { headers } : {};
    const send = (meta: { readonly _meta?: JsonObject }) =>
      client.request(
        { method: "tools/call", params: withForm({ ...params, ...meta }, form) },
        CARRIED,
        { ...untilAborted(signal), ...own },
      );
    const request = () => {
      if (onProgress === undefined) {
        return calls === undefined ? send({}) : calls.call({ ...params, form }, { client, signal });
      }
      return this.#notices.listenDuring(
        (progressToken) => send({ _meta: { ...params._meta, progressToken } }),
        onProgress,
      );
    };
    return await this.#use(() => this.#calls.run(request, signal));
  }

  /**
   * One of the server's lists, as it is now: nothing of it is kept.
   *
   * @throws {ProtocolError | SdkError | Error} when the server refuses, ends, or the signal aborts
   */
  async list(method: ListMethod, signal: AbortSignal): Promise<readonly JsonObject[]> {
    const { client } = this.#opened;
    const { items, cut } = await this.#use(() => listPages(client, { method, signal }));
    if (cut !== null) this.#log("warning", `Server "${this.name}": ${method} ends at ${cut}`);
    return items;
  }

  /**
   * Asks for a resource or a prompt. An abort is told to the server.
   *
   * @returns the result as it came
   * @throws {ProtocolError | SdkError | Error} when the server refuses, ends, or the signal aborts
   */
  async request({ method, params }: ContentRequest, signal: AbortSignal): Promise<JsonValue> {
    const { client } = this.#opened;
    const carried = await this.#use(() =>
      client.request(
        { method, params: { ...params, ...this.#meta } },
        CARRIED,
        untilAborted(signal),
      )
    );
    return carried.kind === "result" ? carried.result : null;
  }

  /** Ends the server once nothing is asked of it any more: its configuration has changed. */
  retire(): void {
    if (this.#over) return;
    this.#retired = true;
    this.#closeIfUnused();
  }

  /** What became of the server, for a request that has just failed; `null` when the link cannot say. */
  explainLoss(): Promise<LinkEnding | null> {
    return this.#opened.link.explainLoss();
  }

  /** Ends the link to the server. Resolves when it is gone. */
  async close(): Promise<void> {
    this.#finish();
    await this.#opened.link.close();
  }

  async #use<T>(request: () => Promise<T>): Promise<T> {
    this.#underWay++;
    try {
      return await request();
    } finally {
      this.#underWay--;
      this.#usedAt = this.#clock.monotonic();
      this.#closeIfUnused();
    }
  }

  #closeIfUnused(): void {
    this.#cancelRetire?.();
    this.#cancelRetire = null;
    if (!this.#retired || this.#underWay > 0) return;
    // whoever has looked for a tool is about to call it
    this.#cancelRetire = this.#clock.after(RETIRE_DELAY_MS, () => {
      this.#cancelRetire = null;
      if (this.#underWay > 0) return;
      this.close().catch((error: unknown) =>
        this.#log("warning", `Server "${this.name}": cannot be closed: ${plainWords(error)}`)
      );
    });
  }

  #followChanges(): void {
    const { client } = this.#opened;
    client.setNotificationHandler("notifications/tools/list_changed", () => this.#tools.changed());
    if (client.getServerCapabilities()?.tools?.listChanged !== true) return;
    if (!this.modern) return;
    // since revision 2026-07-28 changes are announced to those who asked
    client.listen({ toolsListChanged: true }).catch((error) =>
      this.#log("debug", `Server "${this.name}": no news of its tools: ${plainWords(error)}`)
    );
  }

  #finish(): void {
    this.#over = true;
    this.#retired = false;
    this.#tools.close();
    this.#cancelRetire?.();
    this.#cancelRetire = null;
  }
}

function tooManyCalls({ name, maxCalls }: ConnectionOptions): UpstreamError {
  return new UpstreamError(
    "LIMIT",
    `Cannot call server "${name}": it works on ${maxCalls} calls and ${MAX_WAITING_CALLS} wait, the ` +
      "most that may; wait for some before you make more",
  );
}
