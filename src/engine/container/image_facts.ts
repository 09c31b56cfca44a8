import { parseJson } from "../../json/read_json.ts";
/** What the engine reports about an image before anything runs in it. */
export interface ImageFacts {
  /** Identifies the image's content, so that a tag that moves later has no effect. */
  readonly id: string;
  /** Names of the variables that the image sets. */
  readonly envNames: readonly string[];
  /** Paths that the image declares as volumes. */
  readonly volumes: readonly string[];
}

/** The format of `image inspect` that {@linkcode parseImageFacts} reads. */
export const IMAGE_FORMAT = "{{.Id}} {{json .Config}}";

const ID = /^(?:sha256:)?[0-9a-f]{64}$/;
const ENV_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const MAX_ENV = 256;

/**
 * Parses the output of `image inspect`. It is not trusted, because the image's author wrote it.
 *
 * @throws {Error} with a clause that says what is wrong with it
 */
export function parseImageFacts(text: string): ImageFacts {
  const space = text.indexOf(" ");
  const id = text.slice(0, space);
  if (!ID.test(id)) throw new Error("its id cannot be read");
  const { Env: env, Volumes: volumes } = record(configuration(text.slice(space + 1)));
  return { id, envNames: envNames(env ?? []), volumes: Object.keys(record(volumes ?? {})) };
}

function envNames(env: unknown): string[] {
  if (!Array.isArray(env) || env.length > MAX_ENV) {
    throw new Error(`its environment is not a list of at most ${MAX_ENV} variables`);
  }
  const names = env.map((pair) => String(pair).split("=", 1)[0] ?? "");
  const bad = names.find((name) => !ENV_NAME.test(name));
  if (bad !== undefined) {
    throw new Error(`it sets a variable with the name ${JSON.stringify(bad.slice(0, 64))}`);
  }
  return [...new Set(names)];
}

function configuration(text: string): unknown {
  const value = parseJson(text);
  if (value === undefined) throw new Error("its configuration is not JSON");
  return value ?? {};
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error("its configuration has an unknown shape");
  }
  return { ...value };
}
