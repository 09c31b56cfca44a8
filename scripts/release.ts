/** `deno task release`: writes all files of a release from compiled executables. See `--help`. */

import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import manifest from "../deno.json" with { type: "json" };
import { sha256 } from "../src/system/sha256.ts";
import { removeTree } from "./build/put_in_place.ts";
import { BUNDLE_MANIFEST, bundleManifest } from "./release/bundle_manifest.ts";
import { type Checksums, formatChecksums } from "./release/checksums.ts";
import { homebrewFormula } from "./release/homebrew_formula.ts";
import { mainPackage, platformPackage, START_SCRIPT } from "./release/npm_packages.ts";
import {
  parseReleaseFlags,
  RELEASE_USAGE,
  type ReleasePlan,
} from "./release/parse_release_flags.ts";
import {
  archiveName,
  bundleName,
  compiledName,
  executableName,
  type Platform,
  platformName,
  PLATFORMS,
} from "./release/platforms.ts";
import { registryEntry } from "./release/registry_entry.ts";
import { formatJson, NAME } from "./release/release.ts";
import { type Lock, sbom } from "./release/sbom.ts";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** The folders of a release: what is attached to it, and what is published elsewhere. */
interface Folders {
  readonly assets: string;
  readonly npm: string;
  readonly tap: string;
}

async function main(args: readonly string[]): Promise<number> {
  try {
    const plan = parseReleaseFlags(args, manifest.version);
    if (plan === null) Deno.stdout.writeSync(new TextEncoder().encode(RELEASE_USAGE));
    else await writeRelease(plan);
    return 0;
  } catch (error) {
    // deno-lint-ignore no-console -- the script's own report
    console.error(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

async function writeRelease(plan: ReleasePlan): Promise<void> {
  const { release, platforms } = plan;
  const out = resolve(plan.out);
  await removeTree(out);
  const folders = { assets: join(out, "assets"), npm: join(out, "npm"), tap: join(out, "tap") };
  for (const folder of Object.values(folders)) await Deno.mkdir(folder, { recursive: true });

  await writeMainPackage(plan, folders);
  for (const platform of platforms) await writePlatform(plan, platform, folders);
  const lock: Lock = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.lock")));
  const list = sbom(release, { lock, deno: Deno.version.deno });
  await Deno.writeTextFile(
    join(folders.assets, `${NAME}-${release.version}.cdx.json`),
    formatJson(list),
  );
  const sums = await sumFiles(folders.assets);
  await Deno.writeTextFile(join(folders.assets, "SHA256SUMS"), formatChecksums(sums));
  await Deno.writeTextFile(join(out, "server.json"), formatJson(registryEntry(release)));
  if (platforms.length === PLATFORMS.length) {
    await Deno.writeTextFile(join(folders.tap, `${NAME}.rb`), homebrewFormula(release, sums));
  }
}

async function writeMainPackage({ release }: ReleasePlan, { npm }: Folders): Promise<void> {
  const folder = join(npm, NAME);
  await Deno.mkdir(folder);
  await Deno.writeTextFile(join(folder, "package.json"), formatJson(mainPackage(release)));
  for (const name of [START_SCRIPT, "README.md"]) {
    await Deno.copyFile(join(ROOT, "packaging", "npm", name), join(folder, name));
  }
  await Deno.copyFile(join(ROOT, "LICENSE"), join(folder, "LICENSE"));
}

/** Writes a platform's package, archive and bundle. */
async function writePlatform(
  plan: ReleasePlan,
  platform: Platform,
  folders: Folders,
): Promise<void> {
  const { release } = plan;
  const folder = join(folders.npm, platformName(platform));
  const executable = join(folder, executableName(platform));
  const license = join(folder, "LICENSE");
  await Deno.mkdir(folder);
  await Deno.copyFile(join(resolve(plan.executables), compiledName(platform)), executable);
  // artifacts of workflows lose it on their way
  if (Deno.build.os !== "windows") await Deno.chmod(executable, 0o755);
  await Deno.copyFile(join(ROOT, "LICENSE"), license);
  await Deno.writeTextFile(
    join(folder, "package.json"),
    formatJson(platformPackage(release, platform)),
  );

  const files = { [executableName(platform)]: executable, LICENSE: license };
  await pack(join(folders.assets, archiveName(release, platform)), files);
  const bundled = join(folders.assets, BUNDLE_MANIFEST);
  await Deno.writeTextFile(bundled, formatJson(bundleManifest(release, platform)));
  await pack(join(folders.assets, bundleName(release, platform)), {
    ...files,
    [BUNDLE_MANIFEST]: bundled,
  });
  await Deno.remove(bundled);
}

async function pack(archive: string, files: Readonly<Record<string, string>>): Promise<void> {
  const script = join(ROOT, "scripts", "release", "pack.py");
  const named = Object.entries(files).map(([name, path]) => `${name}=${path}`);
  const { success, stderr } = await new Deno.Command("python3", {
    args: [script, archive, ...named],
  }).output();
  if (!success) throw new Error(`Cannot write ${archive}: ${new TextDecoder().decode(stderr)}`);
}

async function sumFiles(folder: string): Promise<Checksums> {
  const sums = new Map<string, string>();
  for await (const { name } of Deno.readDir(folder)) {
    sums.set(name, await sha256(await Deno.readFile(join(folder, name))));
  }
  return sums;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
