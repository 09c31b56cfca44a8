import { type ContainerEngineName } from "../engines.ts";
import { EngineError } from "../errors.ts";
import { isJsonArray, isJsonObject, type JsonValue, ownText, ownValue } from "../json/json.ts";
import { parseJson } from "../json/read_json.ts";
import { parseImageReference } from "../settings/image_reference.ts";
import { PACKAGES_LABEL, PYTHON_LABEL } from "./build_files.ts";
import type { ImageEngine } from "./image_engine.ts";
import { describeCommandFailure } from "../executables/command_failure.ts";

/** An image of an engine that has a name. */
export interface ListedImage {
  readonly engine: ContainerEngineName;
  readonly reference: string;
  readonly id: string;
  readonly sizeBytes: number | null;
  /** `2026-01-02T03:04:05Z`; `null` when it is not told. */
  readonly created: string | null;
  /** Whether sandboxes run it. */
  readonly configured: boolean;
  /** Version of its Python as the image tells it; `null` when it does not. */
  readonly python: string | null;
  /** What `image build` put into it; `null` for an image of others. */
  readonly packages: string | null;
}

const LIST_MS = 15_000;
/** Images that are looked at. */
const MAX_IMAGES = 500;
const ID = /^(?:sha256:)?[0-9a-f]{64}$/;
/** Set by the official images of Python. */
const PYTHON_VARIABLE = /^PYTHON_VERSION=(3\.\d{1,2}\.\d{1,3}(?:[abrc]+\d{1,3})?)$/;
const MAX_TEXT = 2_000;

/**
 * Lists the named images of an engine.
 *
 * @param configured reference of the image that sandboxes run
 * @throws {EngineError} `IMAGE_FAILED`
 */
export async function listImages(
  engine: ImageEngine,
  configured: string,
): Promise<readonly ListedImage[]> {
  const listed = await ask(engine, ["image", "ls", "--no-trunc", "--quiet"]);
  const ids = [...new Set(listed.split("\n").filter((id) => ID.test(id)))].slice(0, MAX_IMAGES);
  if (ids.length === 0) return [];
  const described = parseJson(await ask(engine, ["image", "inspect", ...ids]));
  if (!isJsonArray(described)) throw failed(engine, "what it says of them is not a list");
  return described.flatMap((image) => readImages(image, engine.name, configured))
    .sort((one, other) => one.reference < other.reference ? -1 : 1);
}

/** One for each name of the image. */
function readImages(
  image: JsonValue,
  engine: ContainerEngineName,
  configured: string,
): readonly ListedImage[] {
  if (!isJsonObject(image)) return [];
  const id = (ownText(image, "Id") ?? "").replace(/^sha256:/, "");
  const tags = ownValue(image, "RepoTags");
  if (!ID.test(id) || !isJsonArray(tags)) return [];
  const config = ownValue(image, "Config") ?? null;
  const size = ownValue(image, "Size");
  return tags.flatMap((tag) => {
    const reference = referenceOf(tag);
    if (reference === null) return [];
    return [{
      engine,
      reference,
      id,
      sizeBytes: typeof size === "number" ? size : null,
      created: ownText(image, "Created")?.slice(0, 19).concat("Z") ?? null,
      configured: reference === configured,
      python: labelOf(config, PYTHON_LABEL) ?? pythonOf(config),
      packages: labelOf(config, PACKAGES_LABEL),
    }];
  });
}

/** docker leaves out the parts of a name that podman shows. */
function referenceOf(tag: JsonValue): string | null {
  try {
    return typeof tag === "string" ? parseImageReference(tag) : null;
  } catch {
    return null;
  }
}

function pythonOf(config: JsonValue): string | null {
  const env = isJsonObject(config) ? ownValue(config, "Env") : undefined;
  if (!isJsonArray(env)) return null;
  const found = env.map((pair) => PYTHON_VARIABLE.exec(String(pair))?.[1])
    .find((version) => version !== undefined);
  return found ?? null;
}

function labelOf(config: JsonValue, label: string): string | null {
  const labels = isJsonObject(config) ? ownValue(config, "Labels") : undefined;
  return isJsonObject(labels) ? ownText(labels, label)?.slice(0, MAX_TEXT) ?? null : null;
}

async function ask(engine: ImageEngine, args: readonly string[]): Promise<string> {
  const result = await engine.client.run(args, LIST_MS);
  if (result.kind === "exited" && result.code === 0) return result.stdout;
  throw failed(engine, describeCommandFailure(result));
}

function failed({ name }: ImageEngine, why: string): EngineError {
  return new EngineError("IMAGE_FAILED", `Cannot list the images of ${name}: ${why}`);
}
