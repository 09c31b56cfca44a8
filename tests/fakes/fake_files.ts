import { decodeUtf8 } from "../../src/system/decode_utf8.ts";
import type { FileInfo, Files } from "../../src/system/system.ts";

/** Something in the fake file system. */
export interface FakeEntry {
  readonly kind: FileInfo["kind"];
  readonly bytes?: Uint8Array;
  /** Where a symbolic link leads, absolute. */
  readonly target?: string;
  /** Permission bits. @default {0o644} for files, {0o755} for directories */
  readonly mode?: number;
  /** @default the user of the fake system */
  readonly uid?: number;
  /** Milliseconds since the Unix epoch. @default {0} */
  readonly modified?: number;
  /** Reading or listing it fails with this message. */
  readonly unreadable?: string;
}

/** A program: a regular file with execute permission. */
export function executable(): FakeEntry {
  return { kind: "file", mode: 0o755 };
}

/** A symbolic link to an absolute path. */
export function link(target: string): FakeEntry {
  return { kind: "symlink", target };
}

export interface FakeFilesOptions {
  readonly separator: "/" | "\\";
  readonly uid: number | null;
  readonly entries: Readonly<Record<string, string | Uint8Array | FakeEntry>>;
}

/** Files in memory. Paths are taken as they are: absolute, without `.` and `..`. */
export class FakeFiles implements Files {
  /** Every file and directory by path, for tests to look at and to change. */
  readonly entries = new Map<string, FakeEntry>();
  /** Bytes that may still be written. */
  free: number | null = 100 * 1024 ** 3;
  readonly #separator: string;
  readonly #uid: number | null;
  #serial = 0;

  constructor(options: FakeFilesOptions) {
    this.#separator = options.separator;
    this.#uid = options.uid;
    for (const [path, entry] of Object.entries(options.entries)) this.put(path, entry);
  }

  /** Puts a file, or another entry, in its place, and makes the directories above it. */
  put(path: string, entry: string | Uint8Array | FakeEntry): void {
    const bytes = typeof entry === "string" ? new TextEncoder().encode(entry) : entry;
    this.entries.set(path, bytes instanceof Uint8Array ? { kind: "file", bytes } : bytes);
    this.#putParents(path, 0o755);
  }

  async readText(path: string, maxBytes: number): Promise<string> {
    const entry = this.#regularFile(path);
    const size = entry.bytes?.length ?? 0;
    if (size > maxBytes) {
      throw new Error(`"${path}" is larger than ${maxBytes} bytes: it has ${size}`);
    }
    return decodeUtf8(await this.readBytes(path));
  }

  async readOwnText(path: string, maxBytes: number): Promise<string> {
    if (this.infoSync(path)?.kind === "symlink") throw new Error(`"${path}" is a symbolic link`);
    return await this.readText(path, maxBytes);
  }

  // deno-lint-ignore require-await -- what it throws must reject
  async readBytes(
    path: string,
    range?: { readonly offset: number; readonly length: number },
  ): Promise<Uint8Array> {
    const entry = this.#regularFile(path);
    if (entry.unreadable !== undefined) throw new Error(entry.unreadable);
    const bytes = entry.bytes ?? new Uint8Array();
    return range === undefined ? bytes : bytes.slice(range.offset, range.offset + range.length);
  }

  writeAtomic(path: string, data: string | Uint8Array, mode: number): Promise<void> {
    if (!this.entries.has(this.#parent(path))) return nothingAt(this.#parent(path));
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
    this.entries.set(path, { kind: "file", bytes, mode });
    return Promise.resolve();
  }

  // deno-lint-ignore require-await -- what it throws must reject
  async info(path: string): Promise<FileInfo | null> {
    return this.infoSync(path);
  }

  existsSync(path: string): boolean {
    try {
      return this.statSync(path) !== null;
    } catch {
      return false;
    }
  }

  infoSync(path: string): FileInfo | null {
    const parent = this.#parent(path);
    return this.#infoOf(this.#follow(parent) + path.slice(parent.length));
  }

  statSync(path: string): FileInfo | null {
    return this.#infoOf(this.#follow(path));
  }

  realPath(path: string): Promise<string | null> {
    const resolved = this.#follow(path);
    return Promise.resolve(this.entries.has(resolved) ? resolved : null);
  }

  // deno-lint-ignore require-await -- what it throws must reject
  async list(path: string): Promise<readonly string[]> {
    return this.listSync(path);
  }

  listSync(path: string): readonly string[] {
    const { unreadable } = this.entries.get(this.#follow(path)) ?? {};
    if (unreadable !== undefined) throw new Error(unreadable);
    const prefix = this.#follow(path) + this.#separator;
    const names = [...this.entries.keys()]
      .filter((other) => other.startsWith(prefix))
      .map((other) => other.slice(prefix.length))
      .filter((name) => name !== "" && !name.includes(this.#separator));
    return names.sort();
  }

  makeDirectory(path: string, mode: number): Promise<void> {
    if (!this.entries.has(path)) this.entries.set(path, { kind: "directory", mode });
    this.#putParents(path, mode);
    return Promise.resolve();
  }

  setMode(path: string, mode: number): Promise<void> {
    const entry = this.entries.get(path);
    if (entry === undefined) return nothingAt(path);
    this.entries.set(path, { ...entry, mode });
    return Promise.resolve();
  }

  remove(path: string): Promise<void> {
    for (const other of [...this.entries.keys()]) {
      if (other === path || other.startsWith(path + this.#separator)) this.entries.delete(other);
    }
    return Promise.resolve();
  }

  rename(from: string, to: string): Promise<void> {
    const entry = this.entries.get(from);
    if (entry === undefined) return nothingAt(from);
    this.entries.delete(from);
    this.entries.set(to, entry);
    return Promise.resolve();
  }

  freeBytes(): Promise<number | null> {
    return Promise.resolve(this.free);
  }

  makeTemporaryDirectory(prefix: string): Promise<string> {
    const path = `${this.#separator}tmp${this.#separator}${prefix}${++this.#serial}`;
    this.put(path, { kind: "directory", mode: 0o700 });
    return Promise.resolve(path);
  }

  #infoOf(resolved: string): FileInfo | null {
    const entry = this.entries.get(resolved);
    if (entry === undefined) return null;
    const windows = this.#uid === null;
    return {
      kind: entry.kind,
      size: entry.bytes?.length ?? 0,
      mode: windows ? null : entry.mode ?? (entry.kind === "directory" ? 0o755 : 0o644),
      uid: windows ? null : entry.uid ?? this.#uid,
      modified: entry.modified ?? 0,
    };
  }

  #regularFile(path: string): FakeEntry {
    const entry = this.entries.get(this.#follow(path));
    if (entry === undefined) throw new Error(`nothing at "${path}"`);
    if (entry.kind !== "file") throw new Error(`"${path}" is not a regular file`);
    return entry;
  }

  /** Resolves links in every part of the path, as the operating system would. */
  #follow(path: string): string {
    const parts = path.split(this.#separator);
    for (let end = 1; end <= parts.length; end++) {
      const head = parts.slice(0, end).join(this.#separator);
      const entry = this.entries.get(head);
      if (entry?.kind === "symlink" && entry.target !== undefined) {
        const rest = parts.slice(end);
        return this.#follow([entry.target, ...rest].join(this.#separator));
      }
    }
    return path;
  }

  #putParents(path: string, mode: number): void {
    const parent = this.#parent(path);
    if (parent === path || parent === "" || this.entries.has(parent)) return;
    this.entries.set(parent, { kind: "directory", mode });
    this.#putParents(parent, mode);
  }

  #parent(path: string): string {
    return path.slice(0, Math.max(0, path.lastIndexOf(this.#separator)));
  }
}

function nothingAt(path: string): Promise<never> {
  return Promise.reject(new Error(`nothing at "${path}"`));
}
