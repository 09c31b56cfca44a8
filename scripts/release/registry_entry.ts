import { DESCRIPTION, NAME, registryName, type Release, repositoryUrl, TITLE } from "./release.ts";

/** The schema of the MCP registry that an entry is written for. */
export const REGISTRY_SCHEMA =
  "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json";

/**
 * The entry of the MCP registry, `server.json`. It names the npm package alone: an entry cannot say
 * for which platform an MCP bundle is, and the first bundle would be installed on all.
 */
export function registryEntry(release: Release): Record<string, unknown> {
  return {
    $schema: REGISTRY_SCHEMA,
    name: registryName(release),
    title: TITLE,
    description: DESCRIPTION,
    version: release.version,
    repository: { url: repositoryUrl(release), source: "github" },
    packages: [{
      registryType: "npm",
      identifier: NAME,
      version: release.version,
      runtimeHint: "npx",
      // starts what is cached without waiting for the registry
      runtimeArguments: [{ type: "named", name: "--prefer-offline" }],
      transport: { type: "stdio" },
    }],
  };
}
