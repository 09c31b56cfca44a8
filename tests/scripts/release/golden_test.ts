/** The files of a release, byte for byte. `WRITE_GOLDEN=1` writes what is expected anew, for review. */

import assert from "node:assert/strict";
import { bundleManifest } from "../../../scripts/release/bundle_manifest.ts";
import { formatChecksums } from "../../../scripts/release/checksums.ts";
import { homebrewFormula } from "../../../scripts/release/homebrew_formula.ts";
import { mainPackage, platformPackage } from "../../../scripts/release/npm_packages.ts";
import {
  archiveName,
  bundleName,
  compiledName,
  platformName,
  PLATFORMS,
} from "../../../scripts/release/platforms.ts";
import { registryEntry } from "../../../scripts/release/registry_entry.ts";
import { formatJson } from "../../../scripts/release/release.ts";
import { sbom } from "../../../scripts/release/sbom.ts";
import { dirname, fromFileUrl, join } from "../../support/paths.ts";
import { LOCK, RELEASE, SUMS } from "./release_files.ts";

const FOLDER = join(dirname(fromFileUrl(import.meta.url)), "golden");

const NAMES = PLATFORMS.map((platform) =>
  [compiledName(platform), archiveName(RELEASE, platform), bundleName(RELEASE, platform)].join(" ")
);

const FILES: Readonly<Record<string, string>> = {
  "names.txt": `${NAMES.join("\n")}\n`,
  "SHA256SUMS": formatChecksums(SUMS),
  "mcp-code-bridge.rb": homebrewFormula(RELEASE, SUMS),
  "server.json": formatJson(registryEntry(RELEASE)),
  "sbom.json": formatJson(sbom(RELEASE, { lock: LOCK, deno: "2.9.6" })),
  "package.json": formatJson(mainPackage(RELEASE)),
  ...Object.fromEntries(PLATFORMS.flatMap((platform) => [
    [`package-${platformName(platform)}.json`, formatJson(platformPackage(RELEASE, platform))],
    [`manifest-${platformName(platform)}.json`, formatJson(bundleManifest(RELEASE, platform))],
  ])),
};

for (const [name, text] of Object.entries(FILES)) {
  Deno.test(`the release's ${name} is the reviewed one`, async () => {
    const path = join(FOLDER, name);
    if (Deno.env.get("WRITE_GOLDEN") === "1") await Deno.writeTextFile(path, text);
    assert.equal(text, await Deno.readTextFile(path));
  });
}

Deno.test("every reviewed file is one of the release", async () => {
  const reviewed = (await Array.fromAsync(Deno.readDir(FOLDER))).map(({ name }) => name);
  assert.deepEqual(reviewed.sort(), Object.keys(FILES).sort());
});
