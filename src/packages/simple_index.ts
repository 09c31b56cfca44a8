import { PackageError } from "../errors.ts";
import { isJsonArray, isJsonObject, type JsonValue, ownText, ownValue } from "../json/json.ts";
import { readJson } from "../json/read_json.ts";
import { decodeUtf8 } from "../system/decode_utf8.ts";
import { sha256 } from "../system/sha256.ts";
import { type Fetcher, shown } from "./fetch_bytes.ts";
import type { IndexFile, PackageIndex } from "./package_index.ts";
import { MAX_METADATA_BYTES, readWheel } from "./wheel_archive.ts";

/** The JSON form of the simple repository API (PEP 691). */
const JSON_TYPE = "application/vnd.pypi.simple.v1+json";
/** Bytes of a project's page: the largest of PyPI have some MiB. */
const MAX_PAGE_BYTES = 48 * 1024 * 1024;
/** Files of one project. */
const MAX_FILES = 100_000;
const SHA256 = /^[0-9a-f]{64}$/;

export interface SimpleIndexOptions {
  readonly fetcher: Pick<Fetcher, "fetch">;
  /** The address of the index; projects are below it. */
  readonly index: URL;
  /** Bytes of one wheel. */
  readonly maxWheelBytes: number;
  readonly onProgress?: (text: string) => void;
}

interface SimpleFile extends IndexFile {
  readonly url: URL;
  /** SHA-256 of the `METADATA` that is served beside it (PEP 658, PEP 714). */
  readonly metadataSha256: string | null;
}

/** An index that speaks the simple repository API. */
export class SimpleIndex implements PackageIndex {
  readonly label: string;
  readonly #options: SimpleIndexOptions;
  readonly #files = new Map<string, SimpleFile>();
  readonly #wheels = new Map<string, Uint8Array>();

  constructor(options: SimpleIndexOptions) {
    this.#options = options;
    this.label = shown(options.index);
  }

  async files(name: string): Promise<readonly IndexFile[] | null> {
    const { fetcher, index } = this.#options;
    const base = index.pathname.endsWith("/") ? index.pathname : `${index.pathname}/`;
    const page = new URL(`${base}${name}/`, index.origin);
    const answer = await fetcher.fetch(page, { accept: JSON_TYPE, maxBytes: MAX_PAGE_BYTES });
    if (answer === null) return null;
    if (!answer.type.startsWith("application/vnd.pypi.simple.") || !answer.type.includes("json")) {
      throw failed(
        page,
        "it does not speak the JSON form of the index (PEP 691); name another by " +
          "MCP_BRIDGE_PACKAGE_INDEX",
      );
    }
    const files = parsePage(textOf(page, answer.bytes), answer.url);
    if (files === null) throw failed(page, "its answer is not that of a package index");
    for (const file of files) this.#files.set(keyOf(file), file);
    return files;
  }

  async metadata(file: IndexFile): Promise<string> {
    const { url, metadataSha256 } = this.#known(file);
    if (metadataSha256 === null) return readWheel(file.name, await this.wheel(file)).metadata;
    const beside = new URL(url.href);
    beside.pathname += ".metadata";
    const answer = await this.#options.fetcher.fetch(beside, {
      accept: "*/*",
      maxBytes: MAX_METADATA_BYTES,
    });
    if (answer === null) throw failed(beside, "there is no such file");
    await check(beside, answer.bytes, metadataSha256);
    return textOf(beside, answer.bytes);
  }

  async wheel(file: IndexFile): Promise<Uint8Array> {
    const known = this.#wheels.get(keyOf(file));
    if (known !== undefined) return known;
    const { fetcher, maxWheelBytes, onProgress } = this.#options;
    const { url, sha256: expected } = this.#known(file);
    if (expected === null) throw failed(url, "the index names no SHA-256 of it");
    const answer = await fetcher.fetch(url, {
      accept: "*/*",
      maxBytes: maxWheelBytes,
      onBytes: (bytes) => onProgress?.(`Fetching ${file.name}: ${Math.ceil(bytes / 1024)} KiB`),
    });
    if (answer === null) throw failed(url, "there is no such file");
    await check(url, answer.bytes, expected);
    this.#wheels.set(keyOf(file), answer.bytes);
    return answer.bytes;
  }

  #known(file: IndexFile): SimpleFile {
    const known = this.#files.get(keyOf(file));
    if (known === undefined) throw new Error(`Cannot find "${file.name}": it is of another index`);
    return known;
  }
}

function keyOf({ name, sha256 }: IndexFile): string {
  return `${sha256} ${name}`;
}

function parsePage(text: string, base: URL): readonly SimpleFile[] | null {
  let page: JsonValue;
  try {
    page = readJson(text);
  } catch {
    return null;
  }
  const files = isJsonObject(page) ? ownValue(page, "files") : undefined;
  if (!isJsonArray(files) || files.length > MAX_FILES) return null;
  return files.flatMap((file) => parseFile(file, base) ?? []);
}

function parseFile(value: JsonValue, base: URL): SimpleFile | null {
  if (!isJsonObject(value)) return null;
  const name = ownText(value, "filename");
  const address = ownText(value, "url");
  const url = address === undefined ? null : URL.parse(address, base.href);
  if (name === undefined || url === null) return null;
  const yanked = ownValue(value, "yanked") ?? false;
  return {
    name,
    url,
    sha256: hashIn(ownValue(value, "hashes")),
    requiresPython: ownText(value, "requires-python") ?? "",
    yanked: yanked !== false,
    metadataSha256: hashIn(
      ownValue(value, "core-metadata") ?? ownValue(value, "dist-info-metadata"),
    ),
    origin: shown(url),
  };
}

function hashIn(hashes: JsonValue | undefined): string | null {
  const text = isJsonObject(hashes) ? ownText(hashes, "sha256") ?? "" : "";
  return SHA256.test(text) ? text : null;
}

async function check(url: URL, bytes: Uint8Array, expected: string): Promise<void> {
  const seen = await sha256(bytes);
  if (seen === expected) return;
  throw new PackageError(
    "BAD_WHEEL",
    `Cannot use ${shown(url)}: its SHA-256 is ${seen}, and the index says ${expected}`,
  );
}

function textOf(url: URL, bytes: Uint8Array): string {
  try {
    return decodeUtf8(bytes);
  } catch {
    throw failed(url, "it is not text");
  }
}

function failed(url: URL, why: string): PackageError {
  return new PackageError("INDEX_FAILED", `Cannot use ${shown(url)}: ${why}`);
}
