import type { ContainerUser } from "../../settings/quantities.ts";

/** The user of one sandbox. */
export interface SandboxUser {
  /** `UID:GID` inside. */
  readonly user: string;
  /** The id outside that is 0 inside, the first of {@linkcode MAPPED_IDS}; `null`: they are the same. */
  readonly base: number | null;
}

/** Ids of a sandbox with a user namespace of its own. */
export const MAPPED_IDS = 65_536;
/**
 * Ids that no distribution and no systemd gives to users, services or containers, up to its foreign
 * ids at 2147352576 (https://systemd.io/UIDS-GIDS/).
 */
const FIRST_BASE = 0x7000_0000;
const BASES = 4_000;

export interface SandboxUsersOptions {
  readonly user: ContainerUser;
  /** Whether the engine can give each sandbox a user namespace, without a copy of the image. */
  readonly namespaces: boolean;
  /** From 0 to 1, where to begin: bridges that know nothing of each other should differ. */
  readonly random: number;
}

/**
 * Gives each sandbox its user. The kernel counts waiting signals, pipes, watches and keys by the user
 * id outside, so sandboxes that share one can use them up for each other.
 */
export class SandboxUsers {
  readonly #user: ContainerUser;
  readonly #namespaces: boolean;
  readonly #count: number;
  #next: number;

  constructor({ user, namespaces, random }: SandboxUsersOptions) {
    this.#user = user;
    // the ids of a range are what the user wants outside
    this.#namespaces = namespaces && user.kind === "fixed";
    this.#count = user.kind === "range" ? user.to - user.from + 1 : BASES;
    this.#next = Math.floor(random * this.#count);
  }

  /** User ids that sandboxes have outside, all together. */
  get ids(): number {
    return this.#namespaces || this.#user.kind === "range" ? this.#count : 1;
  }

  next(): SandboxUser {
    const turn = this.#next;
    this.#next = (turn + 1) % this.#count;
    if (this.#user.kind === "range") {
      const id = this.#user.from + turn;
      return { user: `${id}:${id}`, base: null };
    }
    const base = this.#namespaces ? FIRST_BASE + turn * MAPPED_IDS : null;
    return { user: this.#user.user, base };
  }
}
