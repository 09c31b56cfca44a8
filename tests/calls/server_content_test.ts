/** What servers have besides tools, of real small servers over stdio and over HTTP. */

import assert from "node:assert/strict";
import { createMcpHandler, McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";
import type { HttpDefinition } from "../../src/discovery/server_definition.ts";
import type { JsonObject, JsonValue } from "../../src/json/json.ts";
import type { CallMethod, CallProgress } from "../../src/rpc/frames.ts";
import { createStdioLinks } from "../../src/upstream/stdio_link.ts";
import { callerOf } from "../support/call_handlers.ts";
import { withHttp } from "../support/http_bench.ts";
import { type HttpServer, serveHttp, serveSessions, serveSse } from "../support/http_servers.ts";
import { realClock, testLog, testPort } from "../support/test_port.ts";
import { refusal, stdioServers, testUpstreams } from "../support/test_upstreams.ts";

type Ask = (method: CallMethod, params?: JsonObject) => Promise<JsonValue>;

interface Bench {
  readonly ask: Ask;
  readonly log: readonly string[];
  /** The value of a call of a tool, and what was told of its progress. */
  watched(tool: string, args: JsonObject): Promise<[JsonValue, readonly CallProgress[]]>;
}

const NEVER = new AbortController().signal;

async function withLibrary(
  args: readonly string[],
  test: (bench: Bench) => Promise<void>,
): Promise<void> {
  const port = testPort({ lib: ["library", ...args] });
  const { log, lines } = testLog();
  const known = stdioServers(["lib"]);
  const upstreams = testUpstreams({
    servers: known,
    openLink: createStdioLinks({ port, clock: realClock, log }),
    log,
  });
  const caller = callerOf(upstreams.handlers, known);
  try {
    await test({
      log: lines,
      ask: (method, params = {}) => caller(method, { server: "lib", ...params }, NEVER),
      async watched(tool, given) {
        const told: CallProgress[] = [];
        const params = { server: "lib", tool, arguments: given, progress: true };
        const value = await caller("call_tool", params, NEVER, (progress) => told.push(progress));
        return [Object(value).value, told];
      },
    });
  } finally {
    await upstreams.close();
    await port.killAll();
  }
}

function texts(items: JsonValue, key: string): unknown[] {
  return Array.isArray(items) ? items.map((item) => item[key]) : assert.fail("no list");
}

Deno.test("list_resources, list_resource_templates and list_prompts give every page, and read_resource the content", async () => {
  await withLibrary([], async ({ ask }) => {
    const uris = ["file:///note.txt", "file:///pixel.png", "file:///both"];
    assert.deepEqual(texts(await ask("list_resources"), "uri"), uris);
    const templates = await ask("list_resource_templates");
    assert.deepEqual(texts(templates, "uriTemplate"), ["file:///{name}.txt"]);
    assert.deepEqual(texts(await ask("list_prompts"), "name"), ["greet"]);
    assert.deepEqual(await ask("read_resource", { uri: "file:///note.txt" }), [
      { uri: "file:///note.txt", mimeType: "text/plain", text: "TODO" },
    ]);
    assert.match(
      await refusal("REFUSED", ask("read_resource", { uri: "file:///none" })),
      /^Resource "file:\/\/\/none" of server "lib" failed: .*not found/i,
    );
  });
});

Deno.test("get_prompt sends texts as arguments and gives the messages as they came", async () => {
  await withLibrary([], async ({ ask }) => {
    const prompt = Object(await ask("get_prompt", { name: "greet", arguments: '{"who":"Ada"}' }));
    assert.equal(prompt.description, "A greeting");
    assert.equal(prompt.messages[0].content.text, "Hello Ada, once");
    for (const wrong of ["[1]", '{"who":7}', "no JSON", " ".repeat(1024 * 1024 + 1)]) {
      const asked = async () => await ask("get_prompt", { name: "greet", arguments: wrong });
      await refusal("BAD_ARGUMENTS", asked());
    }
  });
});

Deno.test("a resource, a prompt and a tool that a server adds are seen by the next call", async () => {
  await withLibrary([], async ({ ask, watched }) => {
    assert.equal(texts(await ask("list_tools"), "name").length, 4);
    await watched("grow", {});
    assert.ok(texts(await ask("list_resources"), "uri").includes("file:///new.txt"));
    assert.ok(texts(await ask("list_prompts"), "name").includes("new"));
    assert.ok(texts(await ask("list_tools"), "name").includes("new"));
    assert.ok(texts(Object(await ask("describe_server")).tools, "name").includes("new"));
  });
});

Deno.test("call_tool tells progress to a program that wants it, and asks no server for it otherwise", async () => {
  await withLibrary([], async ({ ask, watched }) => {
    const [wanted, told] = await watched("count", { to: 3 });
    assert.deepEqual(wanted, { wanted: true });
    const step = (progress: number) => ({ progress, total: 3, message: `step ${progress}` });
    assert.deepEqual(told, [step(1), step(2), step(3)]);
    for (let call = 0; call < 2; call++) {
      const value = await ask("call_tool", { tool: "count", arguments: { to: 3 } });
      assert.deepEqual(value, { kind: "json", value: { wanted: false } });
    }
    // the second time by another way than the first
    assert.equal((await watched("count", { to: 2 }))[1].length, 2);
  });
});

Deno.test("server_logs gives the last 200 messages of a server, with their data as JSON", async () => {
  await withLibrary([], async ({ ask, watched }) => {
    assert.deepEqual(await ask("server_logs"), []);
    await watched("log", { count: 250 });
    const entries = await ask("server_logs");
    assert.equal(texts(entries, "message").length, 200);
    const { time, ...last } = Object(entries).at(-1);
    assert.deepEqual(last, { level: "warning", logger: "shelf", message: '{"number":249}' });
    assert.match(time, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  });
});

Deno.test("what a hostile server has besides tools is bounded, cleaned, or an error that says what came", async () => {
  await withLibrary(["--hostile"], async ({ ask, watched, log }) => {
    assert.deepEqual(await ask("list_resources"), [{ uri: "x:y" }, { uri: "x:y" }]);
    assert.ok(log.some((line) => line.includes("resources/list ends at")));
    assert.deepEqual(await ask("list_resource_templates"), []);
    assert.match(
      await refusal("REFUSED", ask("read_resource", { uri: "x:y" })),
      /answer has no list "contents"/,
    );
    assert.match(
      await refusal("MESSAGE_TOO_LARGE", ask("get_prompt", { name: "greet" })),
      /more than 100 levels/,
    );
    await watched("log", {});
    const [entry] = Object(await ask("server_logs"));
    assert.equal(entry.level, "info");
    assert.match(entry.message, /^x{1999}…$/);
  });
});

Deno.test("a server that announces no resources and no prompts has none, and is not asked", async () => {
  const port = testPort({ old: ["old_protocol"] });
  const { log } = testLog();
  const known = stdioServers(["old"]);
  const upstreams = testUpstreams({
    servers: known,
    openLink: createStdioLinks({ port, clock: realClock, log }),
    log,
  });
  const caller = callerOf(upstreams.handlers, known);
  try {
    for (const method of ["list_resources", "list_resource_templates", "list_prompts"] as const) {
      assert.deepEqual(await caller(method, { server: "old" }, NEVER), []);
    }
    assert.match(
      await refusal("REFUSED", caller("read_resource", { server: "old", uri: "a:b" }, NEVER)),
      /code -32601/,
    );
  } finally {
    await upstreams.close();
    await port.killAll();
  }
});

function libraryServer(): McpServer {
  const server = new McpServer({ name: "lib", version: "1" }, { capabilities: { logging: {} } });
  server.registerResource("note", "file:///note.txt", {}, ({ href }) => ({
    contents: [{ uri: href, text: "TODO" }],
  }));
  server.registerPrompt("greet", { argsSchema: z.object({ who: z.string() }) }, ({ who }) => ({
    messages: [{ role: "user", content: { type: "text", text: `Hello ${who}` } }],
  }));
  server.registerTool("count", { inputSchema: z.object({}) }, async (_args, { mcpReq }) => {
    const progressToken = mcpReq._meta?.progressToken;
    if (progressToken !== undefined) {
      const params = { progressToken, progress: 0.5, message: "half" };
      await mcpReq.notify({ method: "notifications/progress", params });
    }
    await mcpReq.log("info", "counted", "shelf");
    return { content: [{ type: "text", text: "done" }] };
  });
  return server;
}

async function testOverHttp(
  server: HttpServer,
  entry: Partial<HttpDefinition> = {},
): Promise<void> {
  await withHttp({ web: { url: server.url, ...entry } }, async ({ upstreams }) => {
    const caller = callerOf(upstreams.handlers, [{ name: "web", alias: "web", unavailable: null }]);
    const ask: Ask = (method, params = {}) => caller(method, { server: "web", ...params }, NEVER);
    assert.deepEqual(texts(await ask("list_resources"), "uri"), ["file:///note.txt"]);
    const contents = await ask("read_resource", { uri: "file:///note.txt" });
    assert.deepEqual(texts(contents, "text"), ["TODO"]);
    const prompt = Object(await ask("get_prompt", { name: "greet", arguments: '{"who":"Ada"}' }));
    assert.equal(prompt.messages[0].content.text, "Hello Ada");
    const told: CallProgress[] = [];
    const call = { server: "web", tool: "count", arguments: {}, progress: true };
    await caller("call_tool", call, NEVER, (progress) => told.push(progress));
    assert.deepEqual(told, [{ progress: 0.5, message: "half" }]);
    const [entry] = Object(await ask("server_logs"));
    assert.equal(`${entry.level} ${entry.logger} ${entry.message}`, "info shelf counted");
  });
}

Deno.test("resources, prompts, progress and log messages come over HTTP in the newest era", async () => {
  const handler = createMcpHandler(libraryServer);
  await using server = serveHttp((request) => handler.fetch(request));
  await testOverHttp(server);
  assert.deepEqual(server.seen.filter(({ rpc }) => rpc === "initialize"), []);
});

Deno.test("resources, prompts, progress and log messages come over HTTP with a session", async () => {
  await using server = serveSessions(libraryServer);
  await testOverHttp(server);
  assert.equal(server.seen.filter(({ rpc }) => rpc === "initialize").length, 1);
});

Deno.test("resources, prompts, progress and log messages come over server-sent events", async () => {
  await using server = serveSse({ create: libraryServer });
  await testOverHttp(server, { type: "sse" });
  assert.ok(server.seen.every(({ path, method }) => path === "/messages" || method === "GET"));
});
