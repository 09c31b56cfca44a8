import assert from "node:assert/strict";
import {
  Client,
  type JSONRPCMessage,
  ProtocolError,
  SdkError,
  SdkErrorCode,
  type Transport,
} from "@modelcontextprotocol/client";
import type { JsonObject } from "../../src/json/json.ts";
import { PLAIN_FORM } from "../../src/catalogue/value.ts";
import { CARRIED } from "../../src/upstream/carried_result.ts";
import { Flood } from "../../src/upstream/flood.ts";
import { Inbox } from "../../src/upstream/inbox.ts";
import { untilAborted } from "../../src/upstream/list_pages.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { ToolCallTransport } from "../../src/upstream/tool_calls.ts";

type Era = "modern" | "legacy";
type Answer = { readonly result: JsonObject } | { readonly error: JsonObject } | null;

const TEXT = { content: [{ type: "text", text: "hello" }] };

/** A transport to a server that shakes hands and answers each call of a tool as it is told. */
class Scripted implements Transport {
  // the SDK knows a stdio transport by these
  readonly pid = null;
  readonly stderr = null;
  onclose?: () => void;
  onmessage?: (message: JSONRPCMessage) => void;
  readonly sent: JsonObject[] = [];
  answer: Answer = null;
  readonly #era: Era;
  readonly #inbox = new Inbox({
    deliver: (message) => this.onmessage?.(message),
    junk: { note: () => assert.fail("there is no junk") },
    flood: new Flood({ clock: new FakeClock(), onFlood: () => assert.fail("no flood") }),
  });

  constructor(era: Era) {
    this.#era = era;
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.onclose?.();
    return Promise.resolve();
  }

  send(message: JSONRPCMessage): Promise<void> {
    this.sent.push(message as JsonObject);
    this.#inbox.sent(message);
    if (!("method" in message && "id" in message)) return Promise.resolve();
    const answer = message.method === "tools/call" ? this.answer : this.#handshake(message.method);
    if (answer !== null) queueMicrotask(() => this.say({ id: message.id, ...answer }));
    return Promise.resolve();
  }

  say(message: object): void {
    const text = JSON.stringify({ jsonrpc: "2.0", ...message });
    this.#inbox.take(new TextEncoder().encode(text));
  }

  #handshake(method: string): Answer {
    const capabilities = { tools: {} };
    if (method === "initialize") {
      const serverInfo = { name: "scripted", version: "1" };
      return { result: { protocolVersion: "2025-11-25", capabilities, serverInfo } };
    }
    if (this.#era === "legacy") return { error: { code: -32601, message: "Method not found" } };
    const cache = { ttlMs: 0, cacheScope: "private" };
    const supportedVersions = ["2026-07-28"];
    return { result: { supportedVersions, capabilities, resultType: "complete", ...cache } };
  }
}

async function connect(era: Era) {
  const server = new Scripted(era);
  const calls = new ToolCallTransport(server);
  const client = new Client({ name: "test", version: "1" }, {
    inputRequired: { autoFulfill: false },
    versionNegotiation: { mode: "auto" },
  });
  client.onerror = () => {};
  await client.connect(calls);
  assert.equal(client.getProtocolEra(), era);
  const call = (signal = new AbortController().signal) =>
    calls.call({ name: "echo", arguments: { text: "hello" }, form: PLAIN_FORM }, {
      client,
      signal,
    });
  const callByClient = () =>
    client.request(
      { method: "tools/call", params: { name: "echo", arguments: { text: "hello" } } },
      CARRIED,
      untilAborted(new AbortController().signal),
    );
  // the first goes through the client, which shows what it adds
  server.answer = { result: { resultType: "complete", ...TEXT } };
  await call();
  return { server, calls, client, call, callByClient };
}

/** What becomes of a call: its value, or what it rejects with. */
async function outcomeOf(call: () => Promise<unknown>): Promise<unknown> {
  try {
    return { value: await call() };
  } catch (error) {
    if (!(error instanceof SdkError || error instanceof ProtocolError)) throw error;
    return { kind: error.constructor.name, code: error.code, message: error.message };
  }
}

const ANSWERS: readonly Exclude<Answer, null>[] = [
  { result: { resultType: "complete", ...TEXT } },
  { result: { ...TEXT } },
  { result: { resultType: "complete", ...TEXT, isError: true, structuredContent: [1], more: 1 } },
  { result: { resultType: "complete", ...TEXT, _meta: { any: 1 } } },
  { result: { resultType: "complete", content: [] } },
  { result: { resultType: "complete" } },
  { result: { resultType: "complete", content: "text" } },
  { result: { resultType: "complete", ...TEXT, isError: "no" } },
  { result: { resultType: "complete", content: [{ type: "text" }] } },
  { result: { resultType: "complete", content: [{ type: "text", text: "a", annotations: 1 }] } },
  { result: { resultType: "complete", content: [{ type: "text", text: "a", _meta: 1 }] } },
  {
    result: { resultType: "complete", content: [{ type: "image", data: "AA==", mimeType: "a/b" }] },
  },
  { result: { resultType: "complete", content: [{ type: "image" }] } },
  { result: { resultType: "other", ...TEXT } },
  { result: { resultType: 1, ...TEXT } },
  { result: { resultType: "input_required", requestState: "a" } },
  { error: { code: -32602, message: "Invalid params", data: { a: 1 } } },
  { error: { code: -32042, message: "Sign in", data: { elicitations: [{ url: "https://a" }] } } },
];

for (const era of ["modern", "legacy"] as const) {
  Deno.test(`ToolCallTransport.call() ends as the client's request() does: ${era}`, async () => {
    const { server, call, callByClient } = await connect(era);
    for (const answer of ANSWERS) {
      server.answer = answer;
      const before = server.sent.length;
      assert.deepEqual(
        await outcomeOf(call),
        await outcomeOf(callByClient),
        JSON.stringify(answer),
      );
      assert.equal(server.sent.length, before + 2, "each call was sent once");
    }
  });

  Deno.test(`ToolCallTransport.call() sends what the client sends: ${era}`, async () => {
    const { server, call, callByClient } = await connect(era);
    await call();
    await callByClient();
    const [mine, theirs] = server.sent.slice(-2);
    assert.deepEqual(asJson({ ...mine, id: 0 }), asJson({ ...theirs, id: 0 }));
    assert.notEqual(mine?.["id"], theirs?.["id"]);
  });

  Deno.test(`ToolCallTransport.call() tells the server of an abort: ${era}`, async () => {
    const { server, client, calls, call } = await connect(era);
    server.answer = null;
    const { abort, signal } = aborting();
    const called = call(signal);
    const params = { name: "echo", arguments: { text: "hello" } };
    const theirs = aborting();
    const requested = client.request(
      { method: "tools/call", params },
      CARRIED,
      untilAborted(theirs.signal),
    );
    const [{ id }, { id: theirId }] = server.sent.slice(-2) as [JsonObject, JsonObject];
    abort();
    theirs.abort();
    await assert.rejects(called, { code: SdkErrorCode.RequestTimeout, message: "Error: enough" });
    await assert.rejects(requested, {
      code: SdkErrorCode.RequestTimeout,
      message: "Error: enough",
    });
    const [mine, other] = server.sent.slice(-2) as [JsonObject, JsonObject];
    assert.equal((mine["params"] as JsonObject)["requestId"], id);
    assert.deepEqual(withoutId(mine), withoutId(other));
    assert.notEqual(id, theirId);

    // an answer that comes all the same is nobody's
    calls.onmessage = () => assert.fail("the client was given the late answer");
    server.say({ id, result: TEXT });
  });

  Deno.test(`ToolCallTransport.call() fails when the connection is lost: ${era}`, async () => {
    const { server, call, callByClient } = await connect(era);
    server.answer = null;
    const lost = [outcomeOf(call), outcomeOf(callByClient)];
    await server.close();
    const [mine, theirs] = await Promise.all(lost);
    assert.deepEqual(mine, theirs);
    await assert.rejects(call(), { message: "Not connected" });
  });
}

Deno.test("ToolCallTransport.call() of an aborted signal sends nothing", async () => {
  const { server, call } = await connect("modern");
  const before = server.sent.length;
  const { abort, signal } = aborting();
  abort();
  await assert.rejects(call(signal), { code: SdkErrorCode.RequestTimeout });
  assert.equal(server.sent.length, before);
});

function aborting() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort(new Error("enough")) };
}

/** As the server sees it. */
function asJson(message: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(message));
}

function withoutId(message: JsonObject): JsonObject {
  return { ...message, params: { ...message["params"] as JsonObject, requestId: 0 } };
}
