import { messageOf, PackageError } from "../errors.ts";
import { cleanLine } from "../text/clean_text.ts";
import { parseCoreMetadata } from "./core_metadata.ts";
import { holds } from "./marker.ts";
import type { IndexFile } from "./package_index.ts";
import {
  type Candidate,
  hasPython,
  type OfferOptions,
  ProjectOffers,
  type Want,
} from "./project_offers.ts";
import { formatRequirement, type Requirement } from "./requirement.ts";
import { asksForPrerelease, fits, isPrerelease } from "./version.ts";

export type ResolveOptions = OfferOptions;

/** A package that was chosen. */
export interface ResolvedPackage {
  readonly name: string;
  readonly version: string;
  readonly file: IndexFile;
  /** Names of the packages that it needs, sorted. */
  readonly requires: readonly string[];
  /** Specifiers of the Python; empty for any. */
  readonly requiresPython: string;
}

/** Packages of one answer. */
const MAX_PACKAGES = 100;
/** Versions that are tried in all, and of one package. */
const MAX_STEPS = 300;
const MAX_VERSIONS = 20;

/**
 * Chooses a wheel for each of the wanted packages and all that they need: the newest version that
 * fits, with another choice where two packages contradict each other. Source distributions are not
 * used, because to build one is to run its code.
 *
 * @returns the packages, sorted by name
 * @throws {PackageError}
 */
export async function resolve(
  wanted: readonly Requirement[],
  options: ResolveOptions,
): Promise<readonly ResolvedPackage[]> {
  return await new Resolver(options).resolve(wanted);
}

interface Chosen extends Candidate {
  readonly requirements: readonly Requirement[];
  readonly requiresPython: string;
  readonly extras: readonly string[];
}

type Choices = ReadonlyMap<string, Chosen>;

class Resolver {
  readonly #options: ResolveOptions;
  readonly #offers: ProjectOffers;
  readonly #metadata = new Map<IndexFile, ReturnType<typeof parseCoreMetadata>>();
  #steps = 0;
  #conflict = "";

  constructor(options: ResolveOptions) {
    this.#options = options;
    this.#offers = new ProjectOffers(options);
  }

  async resolve(wanted: readonly Requirement[]): Promise<readonly ResolvedPackage[]> {
    const wants = wanted.map((one) => ({ ...one, by: "you" }));
    const found = await this.#solve(this.#applying(wants, []), new Map());
    if (found === null) {
      throw new PackageError("CONFLICT", `Cannot choose versions: ${this.#conflict}`);
    }
    return [...found.values()]
      .map(({ name, version, file, requirements, requiresPython, extras }) => ({
        name,
        version,
        file,
        requiresPython,
        requires: [
          ...new Set(
            this.#applying(requirements.map((one) => ({ ...one, by: name })), extras)
              .map((one) => one.name),
          ),
        ].sort(),
      }))
      .sort((one, other) => one.name < other.name ? -1 : 1);
  }

  /** Choices that satisfy what is wanted; `null` when there are none. */
  async #solve(wants: readonly Want[], chosen: Choices): Promise<Choices | null> {
    const [want, ...rest] = wants;
    if (want === undefined) return chosen;
    const held = chosen.get(want.name);
    if (held !== undefined) {
      if (!fits(held.version, want.specifiers)) {
        this.#conflict ||= `${want.by} ${want.by === "you" ? "want" : "needs"} ${
          formatRequirement(want)
        }, and ${held.name} ${held.version} is needed by others`;
        return null;
      }
      const added = want.extras.filter((extra) => !held.extras.includes(extra));
      if (added.length === 0) return await this.#solve(rest, chosen);
      const extras = [...held.extras, ...added];
      return await this.#solve(
        [...rest, ...this.#wantsOf(held, extras)],
        new Map(chosen).set(held.name, { ...held, extras }),
      );
    }
    if (chosen.size === MAX_PACKAGES) throw limit(`more than ${MAX_PACKAGES} packages are needed`);
    for (const candidate of await this.#fitting(want, rest)) {
      if (++this.#steps > MAX_STEPS) {
        throw limit(
          `no choice was found in ${MAX_STEPS} steps; name versions (NAME==VERSION). ` +
            this.#conflict,
        );
      }
      const { requirements, requiresPython } = await this.#read(candidate);
      if (!hasPython(this.#options.target, requiresPython)) continue;
      const one = { ...candidate, requirements, requiresPython, extras: want.extras };
      const found = await this.#solve(
        [...rest, ...this.#wantsOf(one, want.extras)],
        new Map(chosen).set(one.name, one),
      );
      if (found !== null) return found;
    }
    return null;
  }

  #wantsOf({ name, requirements }: Chosen, extras: readonly string[]): readonly Want[] {
    return this.#applying(requirements.map((one) => ({ ...one, by: name })), extras);
  }

  #applying(wants: readonly Want[], extras: readonly string[]): readonly Want[] {
    const { environment } = this.#options.target;
    return wants.filter(({ marker }) => marker === null || holds(marker, environment, extras));
  }

  /** Versions that fit all that is wanted of a package so far, the best first. */
  async #fitting(want: Want, rest: readonly Want[]): Promise<readonly Candidate[]> {
    const { preferred } = this.#options;
    const { candidates: all, versions } = await this.#offers.of(want);
    const specifiers = [want, ...rest.filter(({ name }) => name === want.name)]
      .map((one) => one.specifiers);
    const good = all.filter(({ version }) => specifiers.every((one) => fits(version, one)));
    if (good.length === 0 && versions.some((one) => specifiers.every((some) => fits(one, some)))) {
      // an older version of what needs it would hardly be meant
      throw this.#offers.noWheel(want);
    }
    if (good.length === 0) {
      const newest = all[0]?.version ?? "none";
      this.#conflict ||= `no version of ${want.name} fits ${
        [...new Set(specifiers)].filter((one) => one !== "").join(" and ")
      }, which ${want.by} ${
        want.by === "you" ? "want" : "needs"
      }; the newest that ${this.#options.target.label} can use is ${newest}`;
    }
    const early = specifiers.some(asksForPrerelease);
    const final = early ? good : good.filter(({ version }) => !isPrerelease(version));
    const usable = final.length > 0 ? final : good;
    const first = usable.filter(({ name, version }) => preferred?.get(name)?.version === version);
    return [...first, ...usable.filter((one) => !first.includes(one))].slice(0, MAX_VERSIONS);
  }

  async #read({ name, version, file }: Candidate): Promise<ReturnType<typeof parseCoreMetadata>> {
    const known = this.#metadata.get(file);
    if (known !== undefined) return known;
    const { index, onProgress } = this.#options;
    onProgress?.(`Reading what ${name} ${version} needs`);
    const text = await index.metadata(file);
    try {
      const metadata = parseCoreMetadata(text);
      this.#metadata.set(file, metadata);
      return metadata;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      const why = cleanLine(messageOf(error), 200);
      throw new PackageError("BAD_WHEEL", `Cannot read what ${name} ${version} needs: ${why}`);
    }
  }
}

function limit(why: string): PackageError {
  return new PackageError("LIMIT", `Cannot choose versions: ${why}`);
}
