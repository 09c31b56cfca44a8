/** Lists of tools as servers give them, and what is known of each. */

import assert from "node:assert/strict";
import { Client, type JSONRPCMessage, type Transport } from "@modelcontextprotocol/client";
import { buildCatalogue } from "../../src/catalogue/catalogue.ts";
import { Flood } from "../../src/upstream/flood.ts";
import { Inbox } from "../../src/upstream/inbox.ts";
import { listPages } from "../../src/upstream/list_pages.ts";
import { FakeClock } from "../support/fake_clock.ts";

type Era = "modern" | "legacy";

interface ListShape {
  readonly what: string;
  /** What is answered to each `tools/list` in turn; the last again and again. */
  readonly pages: readonly string[];
  /** Whether the server announces tools. @default {true} */
  readonly announced?: false;
  /** Names of the tools, with their signatures where these tell something. */
  readonly tools?: readonly string[];
  /** Where the list is said to end too early. @default nowhere */
  readonly cut?: string;
  /** The message of the error when there is no list. */
  readonly fails?: RegExp;
}

const tool = (name: string) => `{"name":"${name}","inputSchema":{"type":"object"}}`;
const page = (tools: readonly string[], members = "") =>
  `"result":{"tools":[${tools.map(tool).join(",")}]${members}}`;
const NOT_FOUND = '"error":{"code":-32601,"message":"Method not found"}';
const SCHEMA = '{"type":"object","properties":{"x":{"type":"integer"}},"required":["x"]}';

const SHAPES: readonly ListShape[] = [
  { what: "one page", pages: [page(["a", "b"])], tools: ["a()", "b()"] },
  { what: "an empty list", pages: [page([])], tools: [] },
  {
    what: "two pages",
    pages: [page(["a"], ',"nextCursor":"2"'), page(["b"])],
    tools: ["a()", "b()"],
  },
  { what: "tools that are not announced", pages: [page(["a"])], announced: false, tools: ["a()"] },
  { what: "no tools and no method", pages: [NOT_FOUND], announced: false, tools: [] },
  { what: "no method although tools are announced", pages: [NOT_FOUND], fails: /not found/ },
  {
    what: "an empty cursor",
    pages: [page(["a"], ',"nextCursor":""'), page(["b"])],
    tools: ["a()"],
  },
  { what: "a cursor that is null", pages: [page(["a"], ',"nextCursor":null')], tools: ["a()"] },
  { what: "a cursor that is a number", pages: [page(["a"], ',"nextCursor":2')], tools: ["a()"] },
  {
    what: "a tool that is longer than others should wait for",
    pages: [page(["a", `b","description":"${"x".repeat(600_000)}`, "c"])],
    tools: ["a()"],
    cut: "one of its tools that has 600061 characters",
  },
  {
    what: "the same cursor again",
    pages: [page(["a"], ',"nextCursor":"x"'), page(["b"], ',"nextCursor":"x"')],
    tools: ["a()", "b()"],
    cut: "its page 2, which names a page again",
  },
  {
    what: "cursors in a circle",
    pages: [
      page(["a"], ',"nextCursor":"x"'),
      page(["b"], ',"nextCursor":"y"'),
      page(["c"], ',"nextCursor":"x"'),
    ],
    tools: ["a()", "b()", "c()"],
    cut: "its page 3, which names a page again",
  },
  {
    what: "a later page that fails",
    pages: [
      page(["a"], ',"nextCursor":"2"'),
      '"error":{"code":-32603,"message":"database is down"}',
    ],
    tools: ["a()"],
    cut: "its page 2, which failed: database is down",
  },
  {
    what: "a later page that cannot be read",
    pages: [page(["a"], ',"nextCursor":"2"'), '"result":{"tools":[{"name":"b"'],
    tools: ["a()"],
    cut: "its page 2, which failed: its answer cannot be read",
  },
  {
    what: "a later page without a list",
    pages: [page(["a"], ',"nextCursor":"2"'), '"result":{"tools":7}'],
    tools: ["a()"],
    cut: "its page 2, which holds no list of tools",
  },
  { what: "an error that is only text", pages: ['"error":"not now"'], fails: /not now$/ },
  { what: "a first page without a list", pages: ['"result":{}'], tools: [], cut: "its page 1" },
  { what: "a bare list", pages: [`"result":[${tool("a")}]`], tools: ["a()"] },
  {
    what: "tools by name",
    pages: [`"result":{"tools":{"a":{"inputSchema":${SCHEMA}},"b":{}}}`],
    tools: ["a(*, x: int)", "b()"],
  },
  { what: "names alone", pages: ['"result":{"tools":["a","b"]}'], tools: ["a()", "b()"] },
  {
    what: "schemas by other names",
    pages: [
      `"result":{"tools":[{"name":"a","input_schema":${SCHEMA}},{"name":"b","parameters":${SCHEMA}}]}`,
    ],
    tools: ["a(*, x: int)", "b(*, x: int)"],
  },
  {
    what: "functions as OpenAI has them",
    pages: [
      `"result":{"tools":[{"type":"function","function":{"name":"a","parameters":${SCHEMA}}}]}`,
    ],
    tools: ["a(*, x: int)"],
  },
  {
    what: "tools that a validator refuses, among others",
    pages: [
      `"result":{"tools":[{"name":"a","inputSchema":null,"description":7},null,{"name":5},` +
      `{"name":"b","annotations":"x","outputSchema":"no"},${tool("c")}]}`,
    ],
    tools: ["a()", "b()", "c()"],
  },
  {
    what: "a list without resultType and times, with NaN in a schema",
    pages: ['"result":{"tools":[{"name":"a","inputSchema":{"type":"object","x":NaN}}]}'],
    tools: ["a()"],
  },
];

/** A server that shakes hands and answers each `tools/list` as its row says. */
class ListingServer implements Transport {
  readonly pid = null;
  readonly stderr = null;
  onclose?: () => void;
  onmessage?: (message: JSONRPCMessage) => void;
  #asked = 0;
  readonly #inbox = new Inbox({
    deliver: (message) => this.onmessage?.(message),
    junk: { note: () => {} },
    flood: new Flood({ clock: new FakeClock(), onFlood: () => {} }),
  });

  constructor(readonly shape: ListShape, readonly era: Era) {}

  start(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.onclose?.();
    return Promise.resolve();
  }

  send(message: JSONRPCMessage): Promise<void> {
    this.#inbox.sent(message);
    if (!("method" in message && "id" in message)) return Promise.resolve();
    const { pages } = this.shape;
    const answer = message.method === "tools/list"
      ? pages[Math.min(this.#asked++, pages.length - 1)]
      : this.#handshake(message.method);
    const line = `{"jsonrpc":"2.0","id":${JSON.stringify(message.id)},${answer}}`;
    queueMicrotask(() => this.#inbox.take(new TextEncoder().encode(line)));
    return Promise.resolve();
  }

  #handshake(method: string): string {
    const capabilities = this.shape.announced === false ? "{}" : '{"tools":{}}';
    if (method === "initialize") {
      return `"result":{"protocolVersion":"2025-11-25","capabilities":${capabilities},` +
        '"serverInfo":{"name":"x","version":"1"}}';
    }
    if (this.era === "legacy") return NOT_FOUND;
    return `"result":{"supportedVersions":["2026-07-28"],"capabilities":${capabilities},` +
      '"resultType":"complete","ttlMs":0,"cacheScope":"private"}';
  }
}

for (const era of ["modern", "legacy"] as const) {
  Deno.test(`listPages() takes lists of tools as servers give them: ${era}`, async (t) => {
    for (const shape of SHAPES) {
      await t.step(shape.what, async () => {
        const client = new Client({ name: "test", version: "1" }, {
          versionNegotiation: { mode: "auto" },
        });
        await client.connect(new ListingServer(shape, era));
        assert.equal(client.getProtocolEra(), era);
        const listing = listPages(client, {
          method: "tools/list",
          signal: new AbortController().signal,
        });
        if (shape.fails !== undefined) return await assert.rejects(listing, shape.fails);
        const { items, cut } = await listing;
        const known = buildCatalogue(items).tools.map(({ description }) => description.signature);
        assert.deepEqual(known, shape.tools);
        if (shape.cut === undefined) assert.equal(cut, null);
        else assert.ok(cut?.startsWith(shape.cut), String(cut));
        assert.doesNotMatch(cut ?? "", /ZodError|"expected"|invalid_type/);
      });
    }
  });
}
