import type { Log } from "../log.ts";
import { withFileLock } from "../system/file_lock.ts";
import { makeOwnDirectory } from "../system/own_directory.ts";
import { pathsOf } from "../system/paths.ts";
import { sha256 } from "../system/sha256.ts";
import type { System } from "../system/system.ts";
import { formatSignIn, parseSignIn, type SignIn } from "./sign_in.ts";

/** The folder of the sign-ins in the launcher's part of the state directory. */
export const SIGN_INS_FOLDER = "tokens";
/** Only the user may read tokens. */
const MODE = 0o600;
const MAX_BYTES = 256 * 1024;

export interface SignInStoreOptions {
  readonly system: Pick<System, "files" | "platform">;
  readonly log: Log;
  /** The launcher's part of the state directory, absolute. */
  readonly stateDir: string;
}

/**
 * The sign-ins of a user, one file for each server's URL, in a directory that the bridge may not read.
 */
export class SignInStore {
  readonly #options: SignInStoreOptions;

  constructor(options: SignInStoreOptions) {
    this.#options = options;
  }

  /** `null` when there is none, or its file cannot be read. */
  async read(url: string): Promise<SignIn | null> {
    const { system: { files }, log } = this.#options;
    const path = await this.#path(url);
    if (await files.info(path) === null) return null;
    const text = await files.readOwnText(path, MAX_BYTES).catch(() => "");
    const signIn = parseSignIn(text);
    if (signIn !== null && signIn.url === url) return signIn;
    log("warning", `Cannot read ${path}: it holds no sign-in`);
    return null;
  }

  /** @throws {Error} when the directory cannot be made or written */
  async write(signIn: SignIn): Promise<void> {
    const { files } = this.#options.system;
    await makeOwnDirectory(files, this.#directory);
    await files.writeAtomic(await this.#path(signIn.url), formatSignIn(signIn), MODE);
  }

  /** @returns whether there was one */
  async remove(url: string): Promise<boolean> {
    const { files } = this.#options.system;
    const path = await this.#path(url);
    if (await files.info(path) === null) return false;
    await files.remove(path);
    return true;
  }

  /** Does something while no other bridge of the user does so for the same server. */
  async locked<T>(url: string, action: () => Promise<T>): Promise<T> {
    await makeOwnDirectory(this.#options.system.files, this.#directory);
    return await withFileLock(`${await this.#path(url)}.lock`, action);
  }

  get #directory(): string {
    const { stateDir, system } = this.#options;
    return pathsOf(system.platform).join(stateDir, SIGN_INS_FOLDER);
  }

  async #path(url: string): Promise<string> {
    const name = `${(await sha256(url)).slice(0, 32)}.json`;
    return pathsOf(this.#options.system.platform).join(this.#directory, name);
  }
}
