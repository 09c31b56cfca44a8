/** Servers by URL, called by programs of a real bridge. */

import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import { serveBothEras, serveSessions, serveSse } from "../support/http_servers.ts";
import { startBridge } from "./support/bridge_client.ts";
import { createHome } from "./support/home.ts";

const TOKEN = "tOk3nQ8zR5xW1vB7";

Deno.test("a program calls servers by URL like others, each by its transport", async () => {
  await using modern = serveBothEras();
  await using sessions = serveSessions();
  await using sse = serveSse();
  await using home = await createHome({
    modern: { type: "http", url: modern.url, headers: { Authorization: `Bearer ${TOKEN}` } },
    sessions: { url: sessions.url },
    old: { type: "sse", url: sse.url },
    fallen: { url: sse.url },
  });
  await using bridge = await startBridge({
    home: home.path,
    env: { MCP_BRIDGE_RUNTIME: "embedded" },
  });
  const servers = ["modern", "sessions", "old", "fallen"];
  const answer = await bridge.run(
    `import asyncio
eras = await asyncio.gather(mcp_modern.era(), mcp_sessions.era(), mcp_old.era(), mcp_fallen.era())
[eras, (await mcp_modern.add(a=2, b=3)).sum, len(await mcp_sessions.large(items=200000))]`,
    { servers },
  );
  assert.equal(answer.status, "success", JSON.stringify(answer));
  const eras = ["modern", "sessions", "sse", "sse"];
  assert.deepEqual(answer.result, [eras, 5, 200_000]);
  const seen = modern.seen.map(({ headers }) => headers.get("authorization"));
  assert.deepEqual(new Set(seen), new Set([`Bearer ${TOKEN}`]));
});

Deno.test("a server by URL that is added is called without a restart, and one that fails says why", async () => {
  await using server = serveSessions();
  await using home = await createHome({});
  await using bridge = await startBridge({
    home: home.path,
    env: { MCP_BRIDGE_RUNTIME: "embedded" },
  });
  assert.equal((await bridge.run("1")).status, "success");
  await home.write(".config/mcp/servers/web.json", {
    mcpServers: { web: { url: server.url }, gone: { url: "http://169.254.169.254/mcp" } },
  });
  await eventually("the server is known", async () => {
    // until the change is found, the call is refused
    const answer = await bridge.run("1", { servers: ["web"] }).catch(() => null);
    return answer?.status === "success";
  });
  const answer = await bridge.run("await mcp_web.era()", { servers: ["web"] });
  assert.equal(answer.result, "sessions", JSON.stringify(answer));
  const refused = await bridge.run("await mcp_gone.era()", { servers: ["gone"] });
  assert.match(refused.error ?? "", /Cannot reach server "gone": .*metadata service/);
});
