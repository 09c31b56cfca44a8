import { withFileLock } from "../system/file_lock.ts";
import { listOwnDirectory, makeOwnDirectory } from "../system/own_directory.ts";
import type { Files } from "../system/system.ts";
import {
  EMPTY_RECORD,
  formatRecord,
  MAX_RECORD_BYTES,
  parseRecord,
  type ServerRecord,
} from "./server_record.ts";

/** Records that are kept; when there are more, those that were written longest ago go. */
const MAX_RECORDS = 500;
const RECORDS_AFTER_CLEANING = 400;
/** The folder of the records, in the folder that the bridge may write. */
export const RECORDS_FOLDER = "known-tools";
const FILE_MODE = 0o600;
const SUFFIX = ".json";
const DIGEST = /^[0-9a-f]{32}$/;

/** Does something while no other bridge of the user that locks the same file does. */
export type Lock = <T>(path: string, action: () => Promise<T>) => Promise<T>;

export interface RecordFilesOptions {
  readonly files: Files;
  /** Absolute path of the folder; made when first needed. */
  readonly directory: string;
  /** @default {withFileLock} */
  readonly lock?: Lock;
}

/**
 * What is kept of servers, one file for each definition, in the folder that the bridge may write. A
 * file that is damaged, too large, or reached by a symbolic link counts as none.
 */
export class RecordFiles {
  readonly #options: RecordFilesOptions;
  readonly #lock: Lock;
  /** The last change. They run one at a time, so that at most one waits for the lock. */
  #last: Promise<void> = Promise.resolve();

  constructor(options: RecordFilesOptions) {
    this.#options = options;
    this.#lock = options.lock ?? withFileLock;
  }

  /** A text that is another when the file may have changed; `null` when there is none. */
  async state(digest: string): Promise<string | null> {
    if (!DIGEST.test(digest)) return null;
    const info = await this.#options.files.info(this.#path(digest)).catch(() => null);
    return info?.kind === "file" ? `${info.size} ${info.modified}` : null;
  }

  /** `null` when there is none, or none that can be used. */
  async read(digest: string): Promise<ServerRecord | null> {
    if (!DIGEST.test(digest)) return null;
    const { files } = this.#options;
    try {
      return parseRecord(await files.readOwnText(this.#path(digest), MAX_RECORD_BYTES));
    } catch {
      return null;
    }
  }

  /**
   * Changes a record, while no other bridge does.
   *
   * @param change makes the record that is to be kept of the one that is there; `null`: no change
   * @throws {Error} when it cannot be written
   */
  update(digest: string, change: (record: ServerRecord) => ServerRecord | null): Promise<void> {
    if (!DIGEST.test(digest)) return Promise.resolve();
    const updated = this.#last.then(() => this.#update(digest, change));
    this.#last = updated.catch(() => {});
    return updated;
  }

  /** Resolves when every change so far is written, or cannot be. */
  settled(): Promise<void> {
    return this.#last;
  }

  async #update(
    digest: string,
    change: (record: ServerRecord) => ServerRecord | null,
  ): Promise<void> {
    const { files, directory } = this.#options;
    await makeOwnDirectory(files, directory);
    await this.#lock(`${directory}/lock`, async () => {
      const before = await this.read(digest);
      const after = change(before ?? EMPTY_RECORD);
      if (after === null) return;
      await this.#makePlace(this.#path(digest));
      await files.writeAtomic(this.#path(digest), formatRecord(after), FILE_MODE);
    });
  }

  /** What is at the path and no file is removed: a rename would refuse a directory. */
  async #makePlace(path: string): Promise<void> {
    const { files } = this.#options;
    const info = await files.info(path);
    if (info !== null && info.kind !== "file") await files.remove(path);
    if (info === null) await this.#removeOldest();
  }

  async #removeOldest(): Promise<void> {
    const { files, directory } = this.#options;
    const names = (await listOwnDirectory(files, directory)).filter((name) =>
      name.endsWith(SUFFIX)
    );
    if (names.length < MAX_RECORDS) return;
    const aged = await Promise.all(names.map(async (name) => {
      const path = `${directory}/${name}`;
      return { path, modified: (await files.info(path))?.modified ?? 0 };
    }));
    aged.sort((one, other) => one.modified - other.modified);
    for (const { path } of aged.slice(0, names.length - RECORDS_AFTER_CLEANING)) {
      await files.remove(path);
    }
  }

  #path(digest: string): string {
    return `${this.#options.directory}/${digest}${SUFFIX}`;
  }
}
