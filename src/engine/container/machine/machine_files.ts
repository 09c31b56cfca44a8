import { parseJson } from "../../../json/read_json.ts";
import { listOwnDirectory, makeOwnDirectory } from "../../../system/own_directory.ts";
import { pathsOf } from "../../../system/paths.ts";
import type { System } from "../../../system/system.ts";
import { formatLease, isAbandoned, parseLease, readProcessMarks } from "../../lease.ts";
import { record } from "../fact_checks.ts";

/** A start that a bridge made and nobody has undone. */
export interface StartedMachine {
  /** Name of the machine. */
  readonly name: string;
  /** See `Machine.session()`. */
  readonly session: string | null;
}

export interface MachineFilesOptions {
  readonly system: System;
  /** The launcher's state directory. */
  readonly stateDir: string;
  readonly engine: string;
}

const FOLDER = "machines";
const FILE_MODE = 0o600;
const MAX_FILE_BYTES = 1024;
/** Bridges whose use of a machine is looked at. */
const MAX_USERS = 1000;
/** Longest life of a lease that cannot be checked otherwise, in seconds: a day. */
const LEASE_SECONDS = 24 * 60 * 60;

/**
 * What all bridges of a state directory know of an engine's machine: `machines/podman.json`, that one
 * of them started it, and in `machines/podman/` a file with a lease for each bridge that uses it.
 */
export class MachineFiles {
  /** Path of the file that is locked while the machine is started or stopped. */
  readonly lockPath: string;
  readonly #system: System;
  readonly #folder: string;
  readonly #users: string;
  readonly #mark: string;
  readonly #own: string;

  constructor({ system, stateDir, engine }: MachineFilesOptions) {
    const { join } = pathsOf(system.platform);
    this.#system = system;
    this.#folder = join(stateDir, FOLDER);
    this.#users = join(this.#folder, engine);
    this.#mark = join(this.#folder, `${engine}.json`);
    this.#own = join(this.#users, `${system.pid}-${crypto.randomUUID()}`);
    this.lockPath = join(this.#folder, `${engine}.lock`);
  }

  /** Makes the folders. @throws {Error} when they cannot be made */
  async prepare(): Promise<void> {
    await makeOwnDirectory(this.#system.files, this.#folder);
    await makeOwnDirectory(this.#system.files, this.#users);
  }

  /** The start that a bridge made; `null` when none did, or the file cannot be read. */
  async started(): Promise<StartedMachine | null> {
    const text = await this.#system.files.readOwnText(this.#mark, MAX_FILE_BYTES).catch(() => "");
    const { name, session } = { name: null, session: null, ...record(parseJson(text)) };
    if (typeof name !== "string") return null;
    return { name, session: typeof session === "string" ? session : null };
  }

  async setStarted(started: StartedMachine | null): Promise<void> {
    const { files } = this.#system;
    if (started === null) await files.remove(this.#mark);
    else await files.writeAtomic(this.#mark, JSON.stringify(started), FILE_MODE);
  }

  /** Says that this bridge uses the machine. */
  async use(): Promise<void> {
    const { clock, files, pid } = this.#system;
    const lease = formatLease({
      uid: this.#system.uid(),
      pid,
      process: await readProcessMarks(this.#system, pid),
      expiresAt: Math.ceil(clock.now() / 1000) + LEASE_SECONDS,
    });
    await files.writeAtomic(this.#own, lease, FILE_MODE);
  }

  /** Takes back {@linkcode MachineFiles.use}. */
  async leave(): Promise<void> {
    await this.#system.files.remove(this.#own);
  }

  /** Whether another bridge uses the machine. Removes the files of dead ones. */
  async isUsedByOthers(): Promise<boolean> {
    const { files, platform } = this.#system;
    const { basename, join } = pathsOf(platform);
    const names = await listOwnDirectory(files, this.#users);
    for (const name of names.slice(0, MAX_USERS)) {
      const path = join(this.#users, name);
      if (name === basename(this.#own)) continue;
      const lease = parseLease(await files.readOwnText(path, MAX_FILE_BYTES).catch(() => ""));
      if (lease !== null && !(await isAbandoned(this.#system, { lease, running: true }))) {
        return true;
      }
      await files.remove(path);
    }
    return names.length > MAX_USERS;
  }
}
