import { ConfigError, messageOf } from "../errors.ts";
import { isJsonArray, isJsonObject, type JsonValue, ownText, ownValue } from "../json/json.ts";
import { parseJson } from "../json/read_json.ts";
import type { ResolvedPackage } from "../packages/resolve.ts";
import { sha256 } from "../system/sha256.ts";
import { makeOwnDirectory } from "../system/own_directory.ts";
import { pathsOf } from "../system/paths.ts";
import type { System } from "../system/system.ts";

/** A package of an earlier build. */
export interface Pin {
  readonly version: string;
  /** Of its wheel. */
  readonly sha256: string;
}

/** What makes two builds the same. */
export interface BuildRequest {
  /** Reference of the image that it begins with. */
  readonly base: string;
  /** As requirements, sorted. */
  readonly requested: readonly string[];
  /** Version of the Python and the machine. */
  readonly python: string;
}

const FOLDER = "images";
const FORMAT = 1;
const MAX_BYTES = 256 * 1024;
const KEY_DIGITS = 32;

/** What builds chose, one file for each request, so that the same request chooses the same again. */
export class BuildPins {
  readonly #system: System;
  readonly #directory: string;

  /** @param stateDir the launcher's part of the state directory, absolute */
  constructor(system: System, stateDir: string) {
    this.#system = system;
    this.#directory = pathsOf(system.platform).join(stateDir, FOLDER);
  }

  /** What a request chose before, by name; empty when it was not made, or its file is damaged. */
  async read(request: BuildRequest): Promise<ReadonlyMap<string, Pin>> {
    const { files } = this.#system;
    const path = await this.#pathOf(request);
    try {
      if (await files.info(path) === null) return new Map();
      return parsePins(parseJson(await files.readOwnText(path, MAX_BYTES)));
    } catch (error) {
      throw new ConfigError(
        "BAD_FILE",
        `Cannot read the versions of an earlier build "${path}": ${messageOf(error)}; remove it`,
      );
    }
  }

  async write(request: BuildRequest, packages: readonly ResolvedPackage[]): Promise<void> {
    const { files } = this.#system;
    await makeOwnDirectory(files, this.#directory);
    const pins = packages.map(({ name, version, file }) => ({
      name,
      version,
      sha256: file.sha256,
      file: file.name,
      origin: file.origin,
    }));
    const text = JSON.stringify({ format: FORMAT, ...request, packages: pins }, null, 2);
    await files.writeAtomic(await this.#pathOf(request), `${text}\n`, 0o600);
  }

  async #pathOf({ base, requested, python }: BuildRequest): Promise<string> {
    const key = (await sha256(JSON.stringify([base, requested, python]))).slice(0, KEY_DIGITS);
    return pathsOf(this.#system.platform).join(this.#directory, `${key}.json`);
  }
}

function parsePins(value: JsonValue | undefined): ReadonlyMap<string, Pin> {
  const packages = isJsonObject(value) && ownValue(value, "format") === FORMAT
    ? ownValue(value, "packages")
    : undefined;
  if (!isJsonArray(packages)) throw new SyntaxError("it is damaged");
  return new Map(packages.map((item) => {
    const [name, version, hash] = isJsonObject(item)
      ? [ownText(item, "name"), ownText(item, "version"), ownText(item, "sha256")]
      : [];
    if (name === undefined || version === undefined || hash === undefined) {
      throw new SyntaxError("it is damaged");
    }
    return [name, { version, sha256: hash }];
  }));
}
