/**
 * The file of each client before and after: `golden/CLIENT/before`, `registered` and `imported`, with
 * the servers that moved in `servers.json`.
 */

import assert from "node:assert/strict";
import { discover } from "../../src/discovery/discover.ts";
import type { ClientSlug } from "../../src/discovery/formats/client_shapes.ts";
import type { FakeSystem } from "../fakes/fake_system.ts";
import { join } from "../support/paths.ts";
import { backupsOf, createMachine, fileOf, run, SLUGS, textOf } from "./support/machines.ts";

const GOLDEN = join(import.meta.dirname ?? "", "golden");
const SETTINGS = { stateDir: "/state", allowSelfServer: false, configFiles: [] };

function golden(slug: ClientSlug, name: string): Promise<string> {
  return Deno.readTextFile(join(GOLDEN, slug, name));
}

function extensionOf(slug: ClientSlug): string {
  return slug === "codex" ? "toml" : "json";
}

/** What discovery makes of every server but the bridge itself. */
async function serversOf(system: FakeSystem) {
  const { servers } = await discover({ system, settings: SETTINGS, log: () => {} });
  return new Map(
    servers.filter(({ name }) => name !== "code-bridge")
      .map(({ name, alias, definition, availability }) => [name, {
        alias,
        definition,
        availability,
      }]),
  );
}

const ENV = {
  HOME: "/home/ada",
  SITE: "s",
  KEY: "k",
  GITHUB_TOKEN: "g",
  DB_PASSWORD: "p",
  JIRA_TOKEN: "j",
  TEAM: "t",
};

for (const slug of SLUGS) {
  const path = fileOf(slug, "linux");
  const servers = `/home/ada/.config/mcp/servers/${slug}.json`;

  Deno.test(`register writes the entry of ${slug}, and unregister takes out just that`, async () => {
    const before = await golden(slug, `before.${extensionOf(slug)}`);
    const system = createMachine({ [path]: before });
    const set = ["--set", "MCP_BRIDGE_MEMORY=1g"];
    assert.equal((await run(system, ["register", slug, ...set])).code, 0);
    assert.equal(textOf(system, path), await golden(slug, `registered.${extensionOf(slug)}`));
    assert.equal((await run(system, ["unregister", slug])).code, 0);
    assert.equal(textOf(system, path), before);
  });

  Deno.test(`import moves the servers of ${slug}, and --undo brings the file back`, async () => {
    const before = await golden(slug, `before.${extensionOf(slug)}`);
    const files = {
      [path]: before,
      "/home/ada/.jira.env": "JIRA=1",
      "/home/ada/.gemini/.env": "DB_PASSWORD=q",
    };
    const system = createMachine(files, { env: ENV });
    const found = await serversOf(system);
    const { code, stdout, stderr } = await run(system, ["import", slug, "--yes"]);
    assert.equal(code, 0, stdout + stderr);
    assert.equal(textOf(system, path), await golden(slug, `imported.${extensionOf(slug)}`));
    assert.equal(textOf(system, servers), await golden(slug, "servers.json"));
    assert.deepEqual(await serversOf(system), found);
    assert.equal((await run(system, ["import", slug, "--undo"])).code, 0);
    assert.equal(textOf(system, path), before);
    assert.equal(textOf(system, servers), null);
    assert.deepEqual(backupsOf(system), []);
  });
}
