import { messageOf, UpstreamError } from "../errors.ts";
import type { Log } from "../log.ts";
import { type Catalogue, catalogueSteps } from "../catalogue/catalogue.ts";
import type { BridgeServer } from "../ipc/messages.ts";
import type { Clock } from "../system/system.ts";
import { inTurns } from "../system/in_turns.ts";
import type { Listing } from "../upstream/tool_list.ts";
import { admitting } from "../upstream/tool_filter.ts";
import type { RecordFiles } from "./record_files.ts";
import {
  EMPTY_RECORD,
  type Failure,
  isNews,
  type KeptList,
  keptList,
  mergeMarks,
  type ServerRecord,
} from "./server_record.ts";
import { compareMarks, markTools, type ToolChanges, type ToolMark } from "./tool_mark.ts";

const NO_CHANGES: ToolChanges = new Map();

/** The server that something is known of. Without a digest, it is known to this process alone. */
export type KnownTarget =
  & Pick<BridgeServer, "name" | "digest" | "tools">
  & Partial<Pick<BridgeServer, "revision">>;

/** What is known of a server without asking it. */
export interface Recalled {
  /** `null`: it never listed its tools. */
  readonly list: RecalledList | null;
  readonly changes: ToolChanges;
  /** The last one, if no list came after it. */
  readonly failure: Failure | null;
}

export interface RecalledList {
  readonly catalogue: Catalogue;
  readonly instructions: string | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly listedAt: number;
}

export interface KnownToolsOptions {
  readonly files: RecordFiles;
  readonly clock: Clock;
  readonly log: Log;
}

/** What this process knows of one definition of a server. */
interface Entry {
  readonly target: KnownTarget;
  /** As its file was read last, with what this process has learned since. */
  record: ServerRecord;
  /** State of the file when it was read; `null` before. */
  fileState: string | null;
  list: RecalledList | null;
  /** A failure that this process saw after its last list. */
  failure: Failure | null;
  /** Marks of the tools as this process saw them; `null` before it did. */
  marks: ReadonlyMap<string, ToolMark> | null;
  /** The comparison of the last list with what was seen first, under way. */
  comparing: Promise<void> | null;
}

/**
 * What is known of servers and their tools, from this process and from those before it. So tools are
 * found without a server's start, and a tool that is no longer what it was is noticed. Every list that
 * a server gives is kept; what several bridges keep at the same time is joined.
 */
export class KnownTools {
  readonly #options: KnownToolsOptions;
  readonly #entries = new Map<string, Entry>();

  constructor(options: KnownToolsOptions) {
    this.#options = options;
  }

  /** What is known of a server. Reads its file if that has changed, and starts nothing. */
  async recall(target: KnownTarget): Promise<Recalled> {
    const entry = this.#entry(target);
    await entry.comparing;
    await this.#refresh(entry);
    const { list, record: { changes } } = entry;
    return { list, changes, failure: lastFailure(entry) };
  }

  /** Takes a list that a server has just given. */
  listed(target: KnownTarget, { tools, catalogue, instructions }: Listing): void {
    const entry = this.#entry(target);
    const listedAt = this.#options.clock.now();
    entry.list = { catalogue, instructions, listedAt };
    entry.failure = null;
    const kept = { tools, listedAt, ...(instructions === undefined ? {} : { instructions }) };
    const comparing = (entry.comparing ?? Promise.resolve())
      .then(() => this.#compare(entry, kept))
      .finally(() => {
        if (entry.comparing === comparing) entry.comparing = null;
      });
    // whoever waits for it is told
    comparing.catch(() => {});
    entry.comparing = comparing;
  }

  /** Takes that a server could not be started or asked; `restMs`: a search leaves it alone so long. */
  failed(target: KnownTarget, { message, restMs }: Omit<Failure, "at">): void {
    const entry = this.#entry(target);
    const failure = { message, restMs, at: this.#options.clock.now() };
    entry.failure = failure;
    this.#keep(entry, (record) => ({ ...record, failure }));
  }

  /**
   * Parts of a server's tools that are not as they were first seen, or last accepted. A promise only
   * when that must be found out, or may have been accepted meanwhile.
   */
  changesOf(target: KnownTarget): ToolChanges | Promise<ToolChanges> {
    const entry = this.#entry(target);
    if (entry.comparing === null && entry.record.changes.size === 0) return NO_CHANGES;
    return this.recall(target).then(({ changes }) => changes);
  }

  /**
   * Accepts a server's tools as it last listed them to this process.
   *
   * @returns what had changed
   * @throws {UpstreamError} `NOT_AVAILABLE` when that cannot be kept
   */
  async accept(target: KnownTarget): Promise<ToolChanges> {
    const { changes } = await this.recall(target);
    const entry = this.#entry(target);
    const { marks } = entry;
    if (marks === null) return NO_CHANGES;
    const accepted = (record: ServerRecord): ServerRecord => ({
      ...record,
      marks: mergeMarks(new Map([...record.marks, ...marks]), marks),
      changes: NO_CHANGES,
    });
    try {
      if (target.digest === undefined) throw new Error("nothing is kept of this server");
      await this.#options.files.update(target.digest, accepted);
    } catch (error) {
      throw new UpstreamError(
        "NOT_AVAILABLE",
        `Cannot accept the tools of server ${JSON.stringify(target.name)}: ${messageOf(error)}; ` +
          "make the state directory writable",
        { cause: error },
      );
    }
    entry.record = accepted(entry.record);
    return changes;
  }

  /** Resolves when all that was to be written is written, or cannot be. */
  async settled(): Promise<void> {
    await Promise.all(Array.from(this.#entries.values(), ({ comparing }) => comparing));
    await this.#options.files.settled();
  }

  #entry(target: KnownTarget): Entry {
    const known = this.#entries.get(target.name);
    const same = target.digest === undefined
      ? known?.target.revision === target.revision
      : known?.target.digest === target.digest;
    if (known !== undefined && same) return known;
    const entry: Entry = {
      target,
      record: EMPTY_RECORD,
      fileState: null,
      list: null,
      failure: null,
      marks: null,
      comparing: null,
    };
    this.#entries.set(target.name, entry);
    return entry;
  }

  /** Reads the file again if it may have changed. What this process was told itself is not older. */
  async #refresh(entry: Entry): Promise<void> {
    const { target } = entry;
    if (target.digest === undefined) return;
    const { files } = this.#options;
    const state = await files.state(target.digest);
    if (state === null || state === entry.fileState) return;
    const record = await files.read(target.digest);
    entry.fileState = state;
    if (record === null) return;
    const { marks } = entry;
    entry.record = marks === null
      ? record
      : { ...record, changes: compareMarks(record.marks, marks) };
    if (record.list === null) return;
    const { tools, instructions, listedAt } = record.list;
    // a clock that was set back must not make an old list the newest for long
    const since = listedAt > this.#options.clock.now() ? 0 : listedAt;
    const isOld = () => entry.list !== null && since <= entry.list.listedAt;
    if (isOld()) return;
    const steps = catalogueSteps(tools, { admits: admitting(target.tools) });
    const catalogue = await inTurns(steps, this.#options.clock);
    // meanwhile the server may have listed them
    if (isOld()) return;
    entry.list = { catalogue, instructions, listedAt: since };
  }

  /** Notes what differs from what was seen first. */
  async #compare(entry: Entry, list: KeptList): Promise<void> {
    const marks = await markTools(list.tools);
    await this.#refresh(entry);
    entry.marks = marks;
    const kept = keptList(list);
    const taken = (record: ServerRecord): ServerRecord => ({
      list: kept,
      marks: mergeMarks(record.marks, marks),
      changes: compareMarks(record.marks, marks),
      failure: null,
    });
    entry.record = taken(entry.record);
    // whoever calls a tool waits for the comparison, and for no other bridge
    this.#keep(entry, (record) => isNews(record, taken(record)) ? taken(record) : null);
  }

  /** Nobody waits for it: what cannot be kept is known as long as this process lives. */
  #keep(
    { target: { digest } }: Entry,
    change: (record: ServerRecord) => ServerRecord | null,
  ): void {
    if (digest === undefined) return;
    this.#options.files.update(digest, change).catch((error: unknown) =>
      this.#options.log("debug", `Cannot keep what is known of a server: ${messageOf(error)}`)
    );
  }
}

function lastFailure({ failure, list, record }: Entry): Failure | null {
  const since = list?.listedAt ?? 0;
  const later = [failure, record.failure].filter((one) => one !== null && one.at >= since);
  return later.sort((one, other) => (other?.at ?? 0) - (one?.at ?? 0))[0] ?? null;
}
