import { PackageError } from "../errors.ts";
import type { IndexFile, PackageIndex } from "./package_index.ts";
import type { PythonTarget } from "./python_target.ts";
import type { Requirement } from "./requirement.ts";
import { fits, isSpecifiers, newestFirst } from "./version.ts";
import { parseWheelName } from "./wheel_name.ts";

export interface OfferOptions {
  readonly index: PackageIndex;
  readonly target: PythonTarget;
  /** Wheels that were chosen before, to be taken again where they fit, by name. */
  readonly preferred?: ReadonlyMap<string, PreferredWheel>;
  /** What to do about a package that has no wheel for the target, as a clause. */
  readonly withoutWheel: (name: string) => string;
  readonly onProgress?: (text: string) => void;
}

/** A wheel that was chosen before. */
export interface PreferredWheel {
  readonly version: string;
  readonly sha256: string;
}

/** A requirement, and who has it: `you`, or a package. */
export interface Want extends Requirement {
  readonly by: string;
}

/** A version of a project, and its best wheel. */
export interface Candidate {
  readonly name: string;
  readonly version: string;
  readonly file: IndexFile;
}

/** What an index has of a project. */
export interface Offer {
  /** The versions that have a wheel for the target, the newest first. */
  readonly candidates: readonly Candidate[];
  /** The versions that have a wheel for any. */
  readonly versions: readonly string[];
}

/** What an index has for one Python, asked once for each project. */
export class ProjectOffers {
  readonly #options: OfferOptions;
  readonly #ranks: ReadonlyMap<string, number>;
  readonly #offers = new Map<string, Offer>();

  constructor(options: OfferOptions) {
    this.#options = options;
    this.#ranks = new Map(options.target.tags.map((tag, rank) => [tag, rank]));
  }

  /** @throws {PackageError} `NOT_FOUND`, `NO_WHEEL`, and what the index throws */
  async of(want: Want): Promise<Offer> {
    const { name } = want;
    const known = this.#offers.get(name);
    if (known !== undefined) return known;
    const { index, onProgress } = this.#options;
    onProgress?.(`Looking up ${name}`);
    const files = await index.files(name);
    if (files === null) {
      throw new PackageError(
        "NOT_FOUND",
        `Cannot add ${name}${forWhom(want)}: ${index.label} has no package of this name`,
      );
    }
    const offer = this.#choose(name, files);
    if (offer.candidates.length === 0) throw this.noWheel(want);
    this.#offers.set(name, offer);
    return offer;
  }

  /** The error of a package whose wheels are for others. */
  noWheel(want: Want): PackageError {
    const { index, target, withoutWheel } = this.#options;
    return new PackageError(
      "NO_WHEEL",
      `Cannot add ${want.name}${forWhom(want)}: ${index.label} has no wheel of it that ` +
        `${target.label} can use; ${withoutWheel(want.name)}`,
    );
  }

  #choose(name: string, files: readonly IndexFile[]): Offer {
    const { target, preferred } = this.#options;
    const versions = new Set<string>();
    const best = new Map<string, { readonly rank: number; readonly candidate: Candidate }>();
    for (const file of files) {
      const wheel = parseWheelName(file.name);
      if (wheel?.name !== name || file.sha256 === null || file.yanked) continue;
      if (!hasPython(target, file.requiresPython)) continue;
      versions.add(wheel.version);
      const fitting = Math.min(...wheel.tags.map((tag) => this.#ranks.get(tag) ?? Infinity));
      const isPreferred = file.sha256 === preferred?.get(name)?.sha256;
      const rank = isPreferred && fitting !== Infinity ? -1 : fitting;
      if (rank === Infinity || rank >= (best.get(wheel.version)?.rank ?? Infinity)) continue;
      best.set(wheel.version, { rank, candidate: { name, version: wheel.version, file } });
    }
    const candidates = [...best.values()].map(({ candidate }) => candidate)
      .sort((one, other) => newestFirst(one.version, other.version));
    return { candidates, versions: [...versions] };
  }
}

/** Whether specifiers allow a Python. What cannot be read forbids nothing, as with pip. */
export function hasPython({ version }: PythonTarget, specifiers: string): boolean {
  return !isSpecifiers(specifiers) || fits(version, specifiers);
}

function forWhom({ by }: Want): string {
  return by === "you" ? "" : `, which ${by} needs`;
}
