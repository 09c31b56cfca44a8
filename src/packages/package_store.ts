import { ConfigError, messageOf } from "../errors.ts";
import { withFileLock } from "../system/file_lock.ts";
import { listOwnDirectory, makeOwnDirectory } from "../system/own_directory.ts";
import { pathsOf } from "../system/paths.ts";
import type { System } from "../system/system.ts";
import {
  EMPTY_LOCK,
  formatLock,
  LOCK_FILE,
  MAX_LOCK_BYTES,
  type PackageLock,
  parseLock,
  SANDBOX_KINDS,
  wheelFile,
} from "./package_lock.ts";

const FILE_MODE = 0o600;
/** Locked while the list is changed. */
const CHANGING = "changing";

/** The added packages in the state directory: their list, and a file for each wheel. */
export class PackageStore {
  readonly #system: System;
  readonly #directory: string;

  /** @param directory absolute; made when something is added */
  constructor(system: System, directory: string) {
    this.#system = system;
    this.#directory = directory;
  }

  /** @throws {ConfigError} `BAD_FILE` when the list cannot be read */
  async read(): Promise<PackageLock> {
    const { files } = this.#system;
    const path = this.#path(LOCK_FILE);
    try {
      if (await files.info(path) === null) return EMPTY_LOCK;
      return parseLock(await files.readOwnText(path, MAX_LOCK_BYTES));
    } catch (error) {
      throw new ConfigError(
        "BAD_FILE",
        `Cannot read the list of packages "${path}": ${
          messageOf(error)
        }; remove the file and add ` +
          "them again",
        { cause: error },
      );
    }
  }

  /**
   * Replaces the list, while no other process does, and removes the wheels that nothing needs any
   * more.
   *
   * @throws {ConfigError} `BAD_FILE`, and what `change` throws
   */
  async change(change: (lock: PackageLock) => Promise<PackageLock>): Promise<PackageLock> {
    const { files } = this.#system;
    await makeOwnDirectory(files, this.#directory);
    return await withFileLock(this.#path(CHANGING), async () => {
      const lock = await change(await this.read());
      const text = formatLock(lock);
      if (text.length > MAX_LOCK_BYTES) {
        throw new ConfigError("BAD_FILE", "Cannot add packages: their list would be too long");
      }
      await files.writeAtomic(this.#path(LOCK_FILE), text, FILE_MODE);
      await this.#prune(lock);
      return lock;
    });
  }

  /** Bytes of a wheel that is kept; `null` when it is not. */
  async size(sha256: string): Promise<number | null> {
    const info = await this.#system.files.info(this.#path(wheelFile(sha256)));
    return info?.kind === "file" ? info.size : null;
  }

  async keep(sha256: string, bytes: Uint8Array): Promise<void> {
    await this.#system.files.writeAtomic(this.#path(wheelFile(sha256)), bytes, FILE_MODE);
  }

  async #prune(lock: PackageLock): Promise<void> {
    const { files } = this.#system;
    const kept = new Set(
      SANDBOX_KINDS.flatMap((kind) =>
        (lock[kind]?.packages ?? []).map(({ sha256 }) => wheelFile(sha256))
      ),
    );
    for (const name of await listOwnDirectory(files, this.#directory)) {
      if (name !== LOCK_FILE && name !== CHANGING && !kept.has(name)) {
        await files.remove(this.#path(name));
      }
    }
  }

  #path(name: string): string {
    return pathsOf(this.#system.platform).join(this.#directory, name);
  }
}
