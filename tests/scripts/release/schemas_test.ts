/**
 * The files that others read, held against the schemas of those who read them: `schemas/server.json`
 * is https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json, and
 * `schemas/mcpb-manifest.json` is `schemas/mcpb-manifest-v0.3.schema.json` of the repository
 * modelcontextprotocol/mcpb, both under the MIT License.
 */

import assert from "node:assert/strict";
import { CfWorkerJsonSchemaValidator } from "@modelcontextprotocol/client/validators/cf-worker";
import { bundleManifest } from "../../../scripts/release/bundle_manifest.ts";
import { PLATFORMS } from "../../../scripts/release/platforms.ts";
import { REGISTRY_SCHEMA, registryEntry } from "../../../scripts/release/registry_entry.ts";
import { DESCRIPTION } from "../../../scripts/release/release.ts";
import manifestSchema from "./schemas/mcpb-manifest.json" with { type: "json" };
import registrySchema from "./schemas/server.json" with { type: "json" };
import { RELEASE } from "./release_files.ts";

const validators = new CfWorkerJsonSchemaValidator({ draft: "7" });

Deno.test("registryEntry() fits the registry's schema", () => {
  const validate = validators.getValidator(registrySchema);
  assert.equal(registrySchema.$id, REGISTRY_SCHEMA);
  const entry = registryEntry(RELEASE);
  assert.deepEqual(validate(entry).errorMessage, undefined);
  for (const wrong of [{ name: "no-namespace" }, { description: "" }, { packages: [{}] }]) {
    assert.equal(validate({ ...entry, ...wrong }).valid, false, JSON.stringify(wrong));
  }
});

Deno.test("bundleManifest() fits the schema of MCP bundles on every platform", () => {
  const validate = validators.getValidator(manifestSchema);
  for (const platform of PLATFORMS) {
    const manifest = bundleManifest(RELEASE, platform);
    assert.deepEqual(validate(manifest).errorMessage, undefined);
    for (const wrong of [{ server: {} }, { manifest_version: "9" }, { unknown: 1 }]) {
      assert.equal(validate({ ...manifest, ...wrong }).valid, false, JSON.stringify(wrong));
    }
  }
});

Deno.test("DESCRIPTION is as short as the registry and Homebrew want it", () => {
  // of the registry: 100 characters; of `brew audit`: 80, with no article first and no full stop
  assert.ok(DESCRIPTION.length <= 80, `${DESCRIPTION.length}`);
  assert.doesNotMatch(DESCRIPTION, /^(An?|The) |\.$/);
});
