import { executableName, type Platform } from "./platforms.ts";
import { DESCRIPTION, LICENSE, NAME, type Release, repositoryUrl, TITLE } from "./release.ts";

/** Name of the manifest in a bundle. */
export const BUNDLE_MANIFEST = "manifest.json";

/**
 * The manifest of a platform's MCP bundle, of version 0.3 of its specification
 * (https://github.com/modelcontextprotocol/mcpb/blob/main/MANIFEST.md). There is a bundle for each
 * platform, because one for all would hold five executables of 110 MiB.
 */
export function bundleManifest(release: Release, platform: Platform): Record<string, unknown> {
  const executable = executableName(platform);
  return {
    manifest_version: "0.3",
    name: NAME,
    display_name: TITLE,
    version: release.version,
    description: DESCRIPTION,
    author: { name: `${NAME} contributors`, url: repositoryUrl(release) },
    repository: { type: "git", url: repositoryUrl(release) },
    homepage: repositoryUrl(release),
    support: `${repositoryUrl(release)}/issues`,
    license: LICENSE,
    server: {
      type: "binary",
      entry_point: executable,
      mcp_config: { command: `\${__dirname}/${executable}`, args: [], env: {} },
    },
    tools: [{ name: "run_python", description: "Runs a Python program that calls MCP servers" }],
    compatibility: { platforms: [platform.os] },
  };
}
