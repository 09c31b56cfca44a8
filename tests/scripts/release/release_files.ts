/** A release as the tests of its files have it. */

import type { Checksums } from "../../../scripts/release/checksums.ts";
import { archiveName, PLATFORMS } from "../../../scripts/release/platforms.ts";
import type { Release } from "../../../scripts/release/release.ts";
import type { Lock } from "../../../scripts/release/sbom.ts";

export const RELEASE: Release = { version: "1.2.3", repository: "Example-Org/mcp-code-bridge" };

/** A sum for every archive, each of one digit. */
export const SUMS: Checksums = new Map(
  PLATFORMS.map((platform, index) => [archiveName(RELEASE, platform), `${index + 1}`.repeat(64)]),
);

const integrity = `sha512-${"A".repeat(86)}==`;

/** A lock with two versions of one package, a scope, a peer, and the packages of tests. */
export const LOCK: Lock = {
  npm: {
    "@scope/client@2.0.0": { integrity, dependencies: ["shared@2.0.0", "plain"] },
    "gpt-tokenizer@4.0.0": { integrity },
    "oidc-provider@9.0.0": { integrity, dependencies: ["only-in-tests"] },
    "only-in-tests@1.0.0": { integrity },
    "plain@3.1.0_peer@1.0.0": { integrity, dependencies: ["shared@1.0.0"] },
    "shared@1.0.0": { integrity },
    "shared@2.0.0": { integrity, dependencies: ["plain"] },
  },
  workspace: {
    dependencies: [
      "npm:@scope/client@2.0.0",
      "npm:gpt-tokenizer@4.0.0",
      "npm:oidc-provider@9.0.0",
    ],
  },
};
