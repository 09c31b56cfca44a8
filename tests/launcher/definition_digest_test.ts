import assert from "node:assert/strict";
import { join } from "node:path";
import type { DiscoveredServer, ServerDefinition } from "../../src/discovery/server_definition.ts";
import { createDefinitionDigest } from "../../src/launcher/definition_digest.ts";
import { createDenoFiles } from "../../src/system/deno_files.ts";

const STDIO = { kind: "stdio", command: "npx", args: ["x"], env: { A: "1", B: "2" } } as const;

function server(definition: ServerDefinition | null, name = "files"): DiscoveredServer {
  return {
    name,
    alias: name,
    definition,
    origin: { file: "/x.json", client: "x", scope: "user" },
    availability: { state: "ready" },
    shadowed: [],
  };
}

async function withStateDir(test: (stateDir: string) => Promise<void>): Promise<void> {
  const stateDir = await Deno.makeTempDir();
  try {
    await test(stateDir);
  } finally {
    await Deno.remove(stateDir, { recursive: true });
  }
}

function create(stateDir: string) {
  const system = { files: createDenoFiles(), platform: "linux" } as const;
  return createDefinitionDigest({ system, log: () => {}, stateDir });
}

Deno.test("createDefinitionDigest() names a definition equally in every bridge of the user", async () => {
  await withStateDir(async (stateDir) => {
    const digests = await Promise.all(
      Array.from({ length: 5 }, () => create(stateDir)(server(STDIO))),
    );
    assert.equal(new Set(digests).size, 1);
    assert.match(digests[0] ?? "", /^[0-9a-f]{32}$/);
    const reordered = { ...STDIO, env: { B: "2", A: "1" }, timeouts: { callMs: 5 } };
    assert.equal(await create(stateDir)(server(reordered)), digests[0]);
    assert.equal(await create(stateDir)(server(null)), null);
  });
});

Deno.test("createDefinitionDigest() names another way to start or to reach a server otherwise", async () => {
  await withStateDir(async (stateDir) => {
    const digest = create(stateDir);
    const web = { kind: "http", url: "https://a.example/", headers: {} } as const;
    const servers = [
      server(STDIO),
      server(STDIO, "other"),
      server({ ...STDIO, command: "uvx" }),
      server({ ...STDIO, args: ["x", "y"] }),
      server({ ...STDIO, env: { A: "1", B: "3" } }),
      server({ ...STDIO, cwd: "/tmp" }),
      server(web),
      server({ ...web, type: "sse" }),
      server({ ...web, headers: { Authorization: "x" } }),
    ];
    const digests = await Promise.all(servers.map((one) => digest(one)));
    assert.equal(new Set(digests).size, servers.length);
  });
});

Deno.test("createDefinitionDigest() takes a key that only the user may read, so that no secret can be guessed", async () => {
  await withStateDir(async (one) => {
    await withStateDir(async (other) => {
      const digests = [await create(one)(server(STDIO)), await create(other)(server(STDIO))];
      assert.notEqual(digests[0], digests[1]);
      if (Deno.build.os === "windows") return;
      const { mode } = await Deno.stat(join(one, "digest-key"));
      assert.equal((mode ?? 0) & 0o777, 0o600);
    });
  });
});

Deno.test("createDefinitionDigest() does without a state directory that cannot be written", async () => {
  const digest = create("/nonexistent/state");
  assert.equal(await digest(server(STDIO)), await digest(server(STDIO)));
});
