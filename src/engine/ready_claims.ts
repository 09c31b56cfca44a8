import { describeEngine, type EngineName, idleCap } from "../engines.ts";
import { pathsOf } from "../system/paths.ts";
import { formatLease, isAbandoned, type Lease, parseLease, readProcessMarks } from "./lease.ts";
import { messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import { once } from "../system/once.ts";
import { listOwnDirectory, makeOwnDirectory } from "../system/own_directory.ts";
import type { System } from "../system/system.ts";

export interface ReadyClaimsOptions {
  readonly system: System;
  readonly log: Log;
  /** Absolute path of the launcher's part of the state directory. */
  readonly stateDir: string;
  /** Idle sandboxes that the user set for each bridge, or `null`. It raises a smaller cap. */
  readonly poolSize: number | null;
  /** Longest life of a sandbox, in seconds. A claim that is not renewed for that long expires. */
  readonly lifetimeSeconds: number;
}

/** Limits the idle sandboxes of all bridges of a user together. */
export interface ReadyClaims {
  /**
   * Claims this number of idle sandboxes and replaces the previous claim.
   *
   * @returns how many this bridge may keep, fewer when the cap is reached
   */
  claim(engine: EngineName, wanted: number): Promise<number>;
  /** Removes this bridge's claim, at the end of the bridge. Never throws. */
  release(): Promise<void>;
  /** The claims of dead bridges, by the names of their files. Changes nothing. */
  leftovers(): Promise<readonly string[]>;
  /**
   * Removes the claims of dead bridges.
   *
   * @returns the names of their files
   */
  clean(): Promise<readonly string[]>;
}

interface Claim {
  /** Kind of the engine, see `EngineDescriptor`. */
  readonly kind: string;
  readonly count: number;
  readonly lease: Lease;
}

/** The folder of the claims in the launcher's part of the state directory. */
export const CLAIMS_FOLDER = "ready";
const FILE_MODE = 0o600;
const MAX_FILE_BYTES = 1024;
/** Most files that are read. */
const MAX_FILES = 1000;
const FORMAT = /^([a-z]{1,20}) ([0-9]{1,4}) (\S{1,200})\n$/;

/**
 * Creates the claims of this bridge. Each bridge has one file, `ready/<pid>-<uuid>`, with the kind
 * of its sandboxes, their number, and its lease. A bridge writes its own claim before it reads the
 * others. So of two bridges that claim at the same time, at least one sees the other, and together
 * they never exceed the cap.
 */
export function createReadyClaims(options: ReadyClaimsOptions): ReadyClaims {
  return new ClaimFiles(options);
}

class ClaimFiles implements ReadyClaims {
  readonly #options: ReadyClaimsOptions;
  readonly #directory: string;
  readonly #name: string;
  readonly #join: (...parts: string[]) => string;
  #own: { readonly claim: Claim; readonly wanted: number } | null = null;
  readonly #marks = once(() => readProcessMarks(this.#options.system, this.#options.system.pid));
  /** The last operation. They run one at a time, because all use the same file. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: ReadyClaimsOptions) {
    const { platform, pid } = options.system;
    this.#options = options;
    this.#join = pathsOf(platform).join;
    this.#directory = this.#join(options.stateDir, CLAIMS_FOLDER);
    this.#name = `${pid}-${crypto.randomUUID()}`;
  }

  claim(engine: EngineName, wanted: number): Promise<number> {
    return this.#next(async () => {
      try {
        return await this.#claim(engine, wanted);
      } catch (error) {
        // without the others' claims this bridge works as if it were the only one
        this.#options.log("debug", `Cannot claim idle sandboxes: ${messageOf(error)}`);
        return wanted;
      }
    });
  }

  release(): Promise<void> {
    return this.#next(() => this.#removeOwn().catch(() => {}));
  }

  leftovers(): Promise<readonly string[]> {
    return this.#next(async () => (await this.#readOthers()).gone);
  }

  clean(): Promise<readonly string[]> {
    return this.#next(async () => {
      const { gone } = await this.#readOthers();
      await this.#remove(gone);
      return gone;
    });
  }

  #next<T>(action: () => Promise<T>): Promise<T> {
    const result = this.#last.then(action);
    this.#last = result.catch(() => {});
    return result;
  }

  async #claim(engine: EngineName, wanted: number): Promise<number> {
    const { kind } = describeEngine(engine);
    if (wanted === 0) {
      await this.#removeOwn();
      return 0;
    }
    const own = this.#own;
    const same = own !== null && own.claim.kind === kind && own.wanted === wanted;
    // a claim that was granted in full stays valid, because no other bridge may take it
    if (same && own.claim.count === wanted && this.#isFresh(own.claim)) return wanted;
    await this.#write({ kind, count: wanted }, wanted);
    const { claims, gone } = await this.#readOthers();
    await this.#remove(gone);
    const others = claims.filter((claim) => claim.kind === kind)
      .reduce((sum, { count }) => sum + count, 0);
    const granted = Math.max(0, Math.min(wanted, idleCap(engine, this.#options.poolSize) - others));
    if (granted < wanted) await this.#write({ kind, count: granted }, wanted);
    return granted;
  }

  async #write({ kind, count }: Pick<Claim, "kind" | "count">, wanted: number): Promise<void> {
    const { files } = this.#options.system;
    const claim = { kind, count, lease: await this.#lease() };
    await makeOwnDirectory(files, this.#directory);
    const text = `${kind} ${count} ${formatLease(claim.lease)}\n`;
    await files.writeAtomic(this.#path(this.#name), text, FILE_MODE);
    this.#own = { claim, wanted };
  }

  async #removeOwn(): Promise<void> {
    if (this.#own === null) return;
    this.#own = null;
    await this.#options.system.files.remove(this.#path(this.#name));
  }

  async #remove(names: readonly string[]): Promise<void> {
    for (const name of names) await this.#options.system.files.remove(this.#path(name));
  }

  /** Reads the claims of live bridges, and the names of those of dead ones. */
  async #readOthers(): Promise<{ readonly claims: Claim[]; readonly gone: string[] }> {
    const { files } = this.#options.system;
    const names = (await listOwnDirectory(files, this.#directory)).filter((name) =>
      name !== this.#name
    );
    const claims: Claim[] = [];
    const gone: string[] = [];
    for (const name of names.slice(0, MAX_FILES)) {
      const claim = await this.#read(name);
      if (claim === null) continue;
      if (await this.#isGone(claim.lease)) {
        gone.push(name);
      } else if (await this.#isHere(claim.lease)) {
        claims.push(claim);
      }
    }
    return { claims, gone };
  }

  /** `null` when the file is not a claim, or was removed after it was listed. */
  async #read(name: string): Promise<Claim | null> {
    try {
      const text = await this.#options.system.files.readOwnText(this.#path(name), MAX_FILE_BYTES);
      const [, kind, count, label = ""] = FORMAT.exec(text) ?? [];
      const lease = parseLease(label);
      if (kind === undefined || lease === null) return null;
      return { kind, count: Number(count), lease };
    } catch {
      return null;
    }
  }

  #isGone(lease: Lease): Promise<boolean> {
    return isAbandoned(this.#options.system, { lease, running: true });
  }

  /** Whether the claim is of this machine and this boot: no other sandbox uses memory here. */
  async #isHere(lease: Lease): Promise<boolean> {
    return lease.process.bootId === (await this.#marks.get()).bootId;
  }

  #isFresh({ lease }: Claim): boolean {
    const { system, lifetimeSeconds } = this.#options;
    return lease.expiresAt - system.clock.now() / 1000 > lifetimeSeconds / 2;
  }

  async #lease(): Promise<Lease> {
    const { system, lifetimeSeconds } = this.#options;
    return {
      uid: system.uid(),
      pid: system.pid,
      process: await this.#marks.get(),
      expiresAt: Math.ceil(system.clock.now() / 1000) + lifetimeSeconds,
    };
  }

  #path(name: string): string {
    return this.#join(this.#directory, name);
  }
}
