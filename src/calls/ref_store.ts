import { UpstreamError } from "../errors.ts";
import type { JsonValue } from "../json/json.ts";
import { toShapedBytes, WrittenJson } from "../json/written_json.ts";
import type { KeptRef } from "../rpc/calls.ts";
import type { FileMessage } from "../rpc/frames.ts";
import type { Clock } from "../system/system.ts";
import { cleanLine } from "../text/clean_text.ts";
import { quoted } from "../text/nearest.ts";
import { mimeTypeOf } from "./mime_type.ts";

/** Bounds on what is kept. */
export interface RefLimits {
  /** Refs in all. */
  readonly refs: number;
  /** Bytes of one value as JSON. Those of a file are bounded by its message. */
  readonly valueBytes: number;
  /** Bytes in memory, of all together. */
  readonly bytes: number;
  /** Milliseconds after its last use that a ref is kept. */
  readonly idleMs: number;
}

/** 100 refs, 16 MiB each, 64 MiB together, 30 minutes. */
export const REF_LIMITS: RefLimits = {
  refs: 100,
  valueBytes: 16 * 1024 * 1024,
  bytes: 64 * 1024 * 1024,
  idleMs: 30 * 60 * 1000,
};

/** A ref with what it stands for. */
export interface StoredRef {
  readonly info: KeptRef;
  /** The value, or the bytes of the file in base64 as a string of JSON. */
  readonly content: WrittenJson;
}

interface Entry extends StoredRef {
  /** By the monotonic clock. */
  usedAt: number;
  /** Counts up: of several with one name the newest is meant. */
  readonly number: number;
}

/** Characters of a beginning. */
const MAX_HEAD = 200;
/** Refs that an error names, and characters of each. */
const MAX_NAMED = 12;
const MAX_NAME = 80;

export interface RefStoreOptions {
  readonly clock: Clock;
  readonly limits?: RefLimits;
}

/**
 * Values and files that outlive the run that made them. There is one store for a bridge, and so for
 * one client: what it holds is that client's. It is in memory, so nothing of the servers' data is
 * written to a disk and nothing is left when the bridge ends. What was not used for longest makes
 * room for what is new.
 */
export class RefStore {
  readonly #clock: Clock;
  readonly #limits: RefLimits;
  /** By id, in the order of the last use. */
  readonly #entries = new Map<string, Entry>();
  readonly #counts = { r: 0, f: 0 };
  #number = 0;
  #bytes = 0;
  #cancelClock = () => {};

  constructor({ clock, limits = REF_LIMITS }: RefStoreOptions) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /**
   * Keeps a value.
   *
   * @throws {UpstreamError} `LIMIT` when it is too large
   */
  keepValue(value: JsonValue | WrittenJson, name: string | null): KeptRef {
    const content = value instanceof WrittenJson ? value : new WrittenJson(toShapedBytes(value));
    const { length } = content.bytes;
    const most = this.#limits.valueBytes;
    if (length > most) {
      throw new UpstreamError(
        "LIMIT",
        `Cannot keep ${name === null ? "the value" : quoted(name)}: it has ${length} bytes as ` +
          `JSON, and the most is ${most}; keep a part of it`,
      );
    }
    const head = content.head(MAX_HEAD);
    const info = {
      ref: `r${++this.#counts.r}`,
      name,
      schema: content.shape ?? "a value",
      mime_type: head.startsWith('"') ? "text/plain" : "application/json",
      bytes: length,
      head,
    };
    return this.#add({ info, content });
  }

  /** Keeps a file that a run left. Its type is what its name says. */
  keepFile({ name, size, content, head }: Omit<FileMessage, "type">): KeptRef {
    const info = {
      ref: `f${++this.#counts.f}`,
      name,
      schema: null,
      mime_type: mimeTypeOf(name, head !== null),
      bytes: size,
      head: head?.slice(0, MAX_HEAD) ?? null,
    };
    return this.#add({ info, content: new WrittenJson(content) });
  }

  /** What is kept, the one that was used last at the end. */
  list(): readonly KeptRef[] {
    return [...this.#entries.values()].map(({ info }) => info);
  }

  /**
   * Gives what is kept, which counts as a use.
   *
   * @param ref an id or a name
   * @throws {UpstreamError} `NOT_FOUND`
   */
  open(ref: string): StoredRef {
    const entry = this.#entries.get(ref) ?? this.#newest(ref);
    if (entry === undefined) throw this.#notFound(ref);
    this.#entries.delete(entry.info.ref);
    this.#entries.set(entry.info.ref, entry);
    entry.usedAt = this.#clock.monotonic();
    this.#watch();
    return entry;
  }

  /** Forgets everything. */
  close(): void {
    this.#cancelClock();
    this.#entries.clear();
    this.#bytes = 0;
  }

  #add(stored: StoredRef): KeptRef {
    const { info, content } = stored;
    const usedAt = this.#clock.monotonic();
    this.#entries.set(info.ref, { ...stored, usedAt, number: ++this.#number });
    this.#bytes += content.bytes.length;
    for (const [ref] of this.#entries) {
      if (this.#entries.size <= this.#limits.refs && this.#bytes <= this.#limits.bytes) break;
      this.#forget(ref);
    }
    this.#watch();
    return info;
  }

  #forget(ref: string): void {
    this.#bytes -= this.#entries.get(ref)?.content.bytes.length ?? 0;
    this.#entries.delete(ref);
  }

  /** Waits for the moment at which the first one has not been used for too long. */
  #watch(): void {
    this.#cancelClock();
    const [oldest] = this.#entries.values();
    if (oldest === undefined) return;
    const ms = oldest.usedAt + this.#limits.idleMs - this.#clock.monotonic();
    this.#cancelClock = this.#clock.after(ms, () => {
      this.#forget(oldest.info.ref);
      this.#watch();
    });
  }

  #newest(name: string): Entry | undefined {
    let newest: Entry | undefined;
    for (const entry of this.#entries.values()) {
      if (entry.info.name === name && entry.number > (newest?.number ?? 0)) newest = entry;
    }
    return newest;
  }

  #notFound(ref: string): UpstreamError {
    const all = [...this.#entries.values()];
    const named = all.slice(-MAX_NAMED).map(({ info }) =>
      `${info.ref} (${cleanLine(info.name ?? info.schema ?? "", MAX_NAME)})`
    );
    const more = all.length - named.length;
    const there = all.length === 0
      ? "nothing is kept"
      : `there are: ${named.join(", ")}${more > 0 ? `, and ${more} more` : ""}`;
    const minutes = Math.round(this.#limits.idleMs / 60_000);
    return new UpstreamError(
      "NOT_FOUND",
      `Cannot open the ref ${quoted(cleanLine(ref, MAX_NAME))}: ${there}; what nobody opens for ` +
        `${minutes} minutes goes, and the oldest make room for new ones: make it again`,
    );
  }
}
