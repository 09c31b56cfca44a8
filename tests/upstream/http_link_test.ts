/** Calls to real servers over real HTTP, through both halves of the real port. */

import assert from "node:assert/strict";
import { RunNotes } from "../../src/calls/run_notes.ts";
import { eventually } from "../support/eventually.ts";
import { withHttp } from "../support/http_bench.ts";
import { serveBothEras, serveSessions, serveSse } from "../support/http_servers.ts";

Deno.test("createHttpLinks() speaks revision 2026-07-28 with a server that knows server/discover", async () => {
  await using server = serveBothEras();
  await withHttp({ web: server.url }, async ({ call }) => {
    assert.equal(await call("web", "era"), "modern");
    assert.deepEqual(await call("web", "add", { a: 1, b: 2 }), { sum: 3 });
    assert.equal(await call("web", "length", { text: "vier" }), "4");
    assert.deepEqual(server.seen.filter(({ rpc }) => rpc === "initialize"), []);
    const posts = server.seen.filter(({ rpc }) => rpc === "tools/call");
    assert.deepEqual(
      posts.map(({ headers }) => headers.get("mcp-method")),
      Array(3).fill("tools/call"),
    );
    assert.deepEqual(
      posts.map(({ headers }) => headers.get("mcp-name")),
      ["era", "add", "length"],
    );
    assert.equal(posts[0]?.headers.get("mcp-protocol-version"), "2026-07-28");
  });
});

Deno.test("createHttpLinks() repeats marked arguments as headers, which the server compares", async () => {
  await using server = serveBothEras();
  await withHttp({ web: server.url }, async ({ call }) => {
    assert.equal(await call("web", "route", { region: "eu west" }), "eu west");
    const sent = server.seen.at(-1)?.headers.get("mcp-param-region");
    assert.equal(sent, "eu west");
  });
});

Deno.test("createHttpLinks() opens a session with an older server, names it, and ends it", async () => {
  await using server = serveSessions();
  await withHttp({ web: server.url }, async ({ call }) => {
    assert.equal(await call("web", "era"), "sessions");
    assert.deepEqual(await call("web", "add", { a: 1, b: 2 }), { sum: 3 });
    assert.equal(server.sessions, 1);
    const [, ...posts] = server.seen.filter(({ rpc }) => rpc !== "" && rpc !== "server/discover");
    const ids = new Set(posts.map(({ headers }) => headers.get("mcp-session-id")));
    assert.equal(ids.size, 1);
    assert.ok(posts.every(({ headers }) => headers.get("mcp-protocol-version") === "2025-11-25"));
  });
  await eventually("the session is ended", () => server.sessions === 0);
  assert.equal(server.seen.at(-1)?.method, "DELETE");
});

Deno.test("createHttpLinks() calls 32 tools at once over one session", async () => {
  await using server = serveSessions();
  await withHttp({ web: server.url }, async ({ call }) => {
    const sums = Array.from({ length: 32 }, (_, a) => call("web", "add", { a, b: 1 }));
    assert.deepEqual(await Promise.all(sums), sums.map((_, a) => ({ sum: a + 1 })));
    assert.equal(server.sessions, 1);
  });
});

for (const [what, serve] of [["both eras", serveBothEras], ["sessions", serveSessions]] as const) {
  Deno.test(`a large answer of a server with ${what} is read elsewhere`, async () => {
    await using server = serve();
    await withHttp({ web: server.url }, async ({ upstreams }) => {
      const value = await upstreams.handlers.call_tool(
        { server: "web", tool: "large", arguments: { items: 120_000 }, raw: false },
        {
          grant: { names: ["web"], briefs: [], admit: (wanted) => wanted },
          endsAtMs: 1_000_000_000,
          signal: new AbortController().signal,
          notes: new RunNotes(),
          tell: () => {},
        },
      );
      assert.equal(value.constructor.name, "WrittenJson");
    });
  });
}

Deno.test("createHttpLinks() speaks the older transport when the entry names it", async () => {
  await using server = serveSse();
  await withHttp({ old: { url: server.url, type: "sse" } }, async ({ call }) => {
    assert.equal(await call("old", "era"), "sse");
    assert.equal(server.seen[0]?.method, "GET");
    assert.deepEqual(server.seen.filter(({ rpc }) => rpc === "server/discover"), []);
  });
});

Deno.test("createHttpLinks() falls back to the older transport when initialize is answered with 405", async () => {
  await using server = serveSse();
  await withHttp({ old: server.url }, async ({ call }) => {
    assert.equal(await call("old", "era"), "sse");
    const opening = server.seen.slice(0, 3).map(({ method, rpc }) => `${method} ${rpc}`);
    assert.deepEqual(opening, ["POST server/discover", "POST initialize", "GET "]);
  });
});

Deno.test("an endpoint of another origin gets no message", async () => {
  await using other = serveSse();
  await using server = serveSse({ endpoint: `${new URL(other.url).origin}/messages` });
  await withHttp({ old: { url: server.url, type: "sse" } }, async ({ call, refusal }) => {
    const said = await refusal("START_FAILED", call("old", "era"));
    assert.match(said, /another origin/);
    assert.deepEqual(other.seen, []);
  });
});

Deno.test("the headers of a server's entry go with every request", async () => {
  await using server = serveSessions();
  const headers = { Authorization: "Bearer s3cretS3cretS3cret", "X-Team": "blue" };
  await withHttp({ web: { url: server.url, headers } }, async ({ call }) => {
    await call("web", "era");
    await eventually("the GET", () => server.seen.some(({ method }) => method === "GET"));
  });
  assert.ok(server.seen.length >= 5);
  for (const { headers, method } of server.seen) {
    assert.equal(headers.get("authorization"), "Bearer s3cretS3cretS3cret", method);
    assert.equal(headers.get("x-team"), "blue");
  }
});
