import { inspectImageArgs } from "../engine/container/inquiry.ts";
import { parseImageFacts } from "../engine/container/image_facts.ts";
import { EngineError, messageOf } from "../errors.ts";
import { type ImagePython, imageTarget } from "../packages/python_target.ts";
import type { PackageIndex } from "../packages/package_index.ts";
import { formatRequirement, parseRequirement, type Requirement } from "../packages/requirement.ts";
import { resolve, type ResolvedPackage } from "../packages/resolve.ts";
import { pathsOf } from "../system/paths.ts";
import type { System } from "../system/system.ts";
import { type BuildFiles, writeBuildFiles } from "./build_files.ts";
import type { BuildPins } from "./build_pins.ts";
import type { ImageEngine } from "./image_engine.ts";
import { askImagePython } from "./image_python.ts";
import { runLongCommand } from "./long_command.ts";
import { describeCommandFailure } from "../executables/command_failure.ts";

export interface BuildImageOptions {
  readonly system: System;
  readonly engine: ImageEngine;
  /** Reference of the image to begin with. */
  readonly base: string;
  readonly index: PackageIndex;
  readonly pins: BuildPins;
  /** Whether newer versions are chosen than those of the same build before. */
  readonly upgrade: boolean;
  readonly onProgress?: (text: string) => void;
  /** Ends the build. */
  readonly signal: AbortSignal;
}

/** An image that was built. */
export interface BuiltImage {
  readonly reference: string;
  readonly python: string;
  readonly packages: readonly ResolvedPackage[];
}

const INSPECT_MS = 15_000;

/**
 * Builds an image with packages. The wheels are chosen and fetched here, so the build has no network;
 * it sees a temporary folder with them and nothing of the user's.
 *
 * @throws {EngineError | PackageError | ConfigError}
 */
export async function buildImage(
  wanted: readonly Requirement[],
  options: BuildImageOptions,
): Promise<BuiltImage> {
  const { engine, base, pins, upgrade, onProgress } = options;
  onProgress?.(`Asking ${base} for its Python`);
  const id = await imageId(engine, base);
  const python = await askImagePython(engine, base);
  const request = {
    base,
    requested: wanted.map(formatRequirement).sort(),
    python: `${python.version} ${python.machine}`,
  };
  const preferred = upgrade ? new Map() : await pins.read(request);
  const choose = (requirements: readonly Requirement[]) =>
    resolve(requirements, {
      index: options.index,
      target: imageTarget(python),
      preferred,
      withoutWheel: () =>
        "what must be compiled first is not supported: build a wheel of it, and give its folder by " +
        "--wheels",
      ...(onProgress === undefined ? {} : { onProgress }),
    });
  const packages = await choose(wanted);
  const pip = await choosePip(python, choose);
  const files = await writeBuildFiles({
    base: { reference: base, id },
    python: python.version,
    packages,
    pip: pip?.file ?? null,
  });
  // its name tells what is in it, so an image of this name is the one that would be built
  if (!await hasImage(engine, files.tag)) {
    await runBuild(files, { ...options, wheels: pip === null ? packages : [...packages, pip] });
  }
  await pins.write(request, packages);
  return { reference: files.tag, python: python.version, packages };
}

async function choosePip(
  { hasPip }: ImagePython,
  choose: (requirements: readonly Requirement[]) => Promise<readonly ResolvedPackage[]>,
): Promise<ResolvedPackage | null> {
  if (hasPip) return null;
  try {
    return (await choose([parseRequirement("pip")])).find(({ name }) => name === "pip") ?? null;
  } catch (error) {
    throw new EngineError(
      "IMAGE_FAILED",
      `Cannot install packages: the image has no pip, and none was found to do without ` +
        `(${messageOf(error)})`,
      { cause: error },
    );
  }
}

async function runBuild(
  files: BuildFiles,
  options: BuildImageOptions & { readonly wheels: readonly ResolvedPackage[] },
): Promise<void> {
  const { system, engine, index, onProgress, signal } = options;
  const { join } = pathsOf(system.platform);
  const directory = await system.files.makeTemporaryDirectory("mcp-code-bridge-build-");
  try {
    const context = join(directory, "context");
    await system.files.makeDirectory(context, 0o700);
    for (const { file } of options.wheels) {
      await system.files.writeAtomic(join(context, file.name), await index.wheel(file), 0o644);
    }
    await system.files.writeAtomic(join(context, "requirements.txt"), files.requirements, 0o644);
    const containerfile = join(directory, "Containerfile");
    await system.files.writeAtomic(containerfile, files.containerfile, 0o644);
    await runLongCommand(
      [
        "build",
        "--network=none",
        // podman: the image that is here, and one layer, so that the wheels are not kept in another
        ...(engine.name === "podman" ? ["--pull=never", "--layers=false"] : []),
        `--tag=${files.tag}`,
        `--file=${containerfile}`,
        context,
      ],
      {
        client: engine.client,
        clock: system.clock,
        what: "build an image",
        signal,
        ...(onProgress === undefined ? {} : { onProgress }),
      },
    );
  } finally {
    await system.files.remove(directory);
  }
}

async function hasImage({ client }: ImageEngine, reference: string): Promise<boolean> {
  const result = await client.run(inspectImageArgs(reference), INSPECT_MS);
  return result.kind === "exited" && result.code === 0;
}

async function imageId({ name, client }: ImageEngine, reference: string): Promise<string> {
  const result = await client.run(inspectImageArgs(reference), INSPECT_MS);
  if (result.kind === "exited" && result.code === 0) return parseImageFacts(result.stdout).id;
  throw new EngineError(
    "IMAGE_FAILED",
    `Cannot begin with the image "${reference}": ${name} does not have it ` +
      `(${describeCommandFailure(result)}); run: mcp-code-bridge image pull`,
  );
}
