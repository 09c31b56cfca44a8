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
  /** How many sandboxes have each user, by `UID:GID` and base. */
  readonly #held = new Map<string, number>();
  #next: number;

  constructor({ user, namespaces, random }: SandboxUsersOptions) {
    this.#user = user;
    // the ids of a range are what the user wants outside
    this.#namespaces = namespaces && user.kind === "fixed";
    this.#count = user.kind === "range" ? user.to - user.from + 1 : BASES;
    this.#next = Math.floor(random * this.#count);
  }

  /** Whether each sandbox has a user namespace of its own. */
  get hasNamespaces(): boolean {
    return this.#namespaces;
  }

  /** User ids that sandboxes have outside, all together. */
  get ids(): number {
    return this.#namespaces || this.#user.kind === "range" ? this.#count : 1;
  }

  /**
   * The user of the next sandbox: the next in turn that no sandbox has, or the next when there is none.
   * Give it to `release()` when the sandbox has ended.
   */
  next(): SandboxUser {
    let turn = this.#next;
    // a run may last longer than it takes the turn to come round
    for (let tried = 0; tried < this.#held.size && this.#held.has(keyOf(this.#at(turn))); tried++) {
      turn = (turn + 1) % this.#count;
    }
    this.#next = (turn + 1) % this.#count;
    const user = this.#at(turn);
    this.#held.set(keyOf(user), (this.#held.get(keyOf(user)) ?? 0) + 1);
    return user;
  }

  /** Its sandbox has ended. */
  release(user: SandboxUser): void {
    const left = (this.#held.get(keyOf(user)) ?? 1) - 1;
    if (left === 0) this.#held.delete(keyOf(user));
    else this.#held.set(keyOf(user), left);
  }

  #at(turn: number): SandboxUser {
    if (this.#user.kind === "range") {
      const id = this.#user.from + turn;
      return { user: `${id}:${id}`, base: null };
    }
    const base = this.#namespaces ? FIRST_BASE + turn * MAPPED_IDS : null;
    return { user: this.#user.user, base };
  }
}

function keyOf({ user, base }: SandboxUser): string {
  return `${user} ${base}`;
}
