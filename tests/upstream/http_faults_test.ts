/** One small real server for each fault: an error at once or at the deadline, and never a second call. */

import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import type { UpstreamErrorCode } from "../../src/errors.ts";
import { eventually } from "../support/eventually.ts";
import {
  answerOf,
  beginEvents,
  type FaultyOptions,
  flood,
  serveFaulty,
  trickle,
} from "../support/faulty_http.ts";
import { withHttp } from "../support/http_bench.ts";

const JSON_TYPE = { "content-type": "application/json" };
const MIB = 1024 * 1024;

interface Fault extends FaultyOptions {
  readonly what: string;
  readonly code: UpstreamErrorCode;
  readonly says: RegExp;
}

/** Faults of the answer to a call. Each fails long before the deadline of the test. */
const FAULTS: readonly Fault[] = [
  {
    what: "closes the connection before it answers",
    onCall: (response) => response.destroy(),
    code: "EXITED",
    says: /"call" of server "web" failed: no answer from 127.0.0.1:\d+: it closed the connection/,
  },
  {
    what: "closes the connection within its JSON",
    onCall: (response) => {
      response.writeHead(200, { ...JSON_TYPE, "content-length": "100" });
      response.write('{"jsonrpc"', () => response.destroy());
    },
    code: "EXITED",
    says: /its answer was cut off: the connection was closed/,
  },
  {
    what: "closes the connection within a stream",
    onCall: (response) => {
      beginEvents(response).write("data: {", () => response.destroy());
    },
    code: "EXITED",
    says: /its answer was cut off: the connection was closed/,
  },
  {
    what: "ends its stream without an answer",
    onCall: (response) => void beginEvents(response).end(": nothing\n\n"),
    code: "EXITED",
    says: /closed the stream before it answered/,
  },
  {
    what: "answers another request",
    onCall: (response) => void response.writeHead(200, JSON_TYPE).end(answerOf(9_999, "x")),
    code: "EXITED",
    says: /what the server sent does not answer it/,
  },
  {
    what: "sends junk as JSON",
    onCall: (response) => void response.writeHead(200, JSON_TYPE).end('{"jsonrpc": "2.0", "id"'),
    code: "EXITED",
    says: /what the server sent does not answer it/,
  },
  {
    what: "sends junk as an event",
    onCall: (response) => void beginEvents(response).end("data: junk\n\n"),
    code: "EXITED",
    says: /closed the stream before it answered/,
  },
  {
    what: "sends a page",
    onCall: (response) =>
      void response.writeHead(200, { "content-type": "text/html" }).end("<html>hi</html>"),
    code: "REFUSED",
    says: /answers with the type "text\/html", which is not MCP/,
  },
  {
    what: "encodes its answer",
    onCall: (response, { id }) =>
      void response.writeHead(200, { ...JSON_TYPE, "content-encoding": "gzip" })
        .end(gzipSync(answerOf(id, "x"))),
    code: "REFUSED",
    says: /encodes its answer as "gzip"/,
  },
  {
    what: "says 202 and nothing",
    onCall: (response) => void response.writeHead(202).end(),
    code: "REFUSED",
    says: /answers with the type ""/,
  },
  {
    what: "answers 500 with words",
    onCall: (response) => void response.writeHead(500).end("the disk is\nfull"),
    code: "REFUSED",
    says: /the server answers HTTP 500: the disk is full$/,
  },
  {
    what: "answers 503 with a page",
    onCall: (response) => void response.writeHead(503).end("<!DOCTYPE html><h1>x</h1>"),
    code: "REFUSED",
    says: /the server answers HTTP 503$/,
  },
  {
    what: "answers 400 with an error of the protocol",
    onCall: (response, { id }) =>
      void response.writeHead(400, JSON_TYPE)
        .end(JSON.stringify({ jsonrpc: "2.0", id, error: { code: -32602, message: "no such x" } })),
    code: "REFUSED",
    says: /no such x \(code -32602\)/,
  },
  {
    what: "has too much to do",
    onCall: (response) => void response.writeHead(429, { "retry-after": "7" }).end(),
    code: "REFUSED",
    says: /HTTP 429; it asks to wait 7 s/,
  },
  {
    what: "asks for a sign-in",
    onCall: (response) => void response.writeHead(401).end("token expired"),
    code: "NOT_AVAILABLE",
    says: /Server "web" asks for a sign-in \(HTTP 401: token expired\).*"Authorization"/,
  },
  {
    what: "does not allow it",
    onCall: (response) => void response.writeHead(403).end(),
    code: "NOT_AVAILABLE",
    says: /Server "web" does not allow this \(HTTP 403\)/,
  },
  {
    what: "redirects to another origin",
    onCall: (response) =>
      void response.writeHead(307, { location: "https://elsewhere.example/mcp?k=1" }).end(),
    code: "EXITED",
    says: /another origin, https:\/\/elsewhere.example\/mcp, which is not followed/,
  },
  {
    what: "redirects in a circle",
    onCall: (response) => void response.writeHead(307, { location: "/mcp" }).end(),
    code: "EXITED",
    says: /redirects more than 5 times/,
  },
  {
    what: "answers with more than 64 MiB of JSON",
    onCall: (response, { id }) =>
      void response.writeHead(200, JSON_TYPE).end(answerOf(id, "x".repeat(65 * MIB))),
    code: "MESSAGE_TOO_LARGE",
    says: /larger than 67108864 bytes; ask it for less/,
  },
  {
    what: "answers with an event of more than 64 MiB",
    onCall: (response, { id }) =>
      void beginEvents(response).end(`data: ${answerOf(id, "x".repeat(65 * MIB))}\n\n`),
    code: "MESSAGE_TOO_LARGE",
    says: /larger than 67108864 bytes; ask it for less/,
  },
  {
    what: "answers with an event of more than 64 MiB in many lines",
    onCall: (response) => {
      const line = `data: ${"x".repeat(MIB)}\n`;
      void beginEvents(response).end(`${line.repeat(65)}\n`);
    },
    code: "MESSAGE_TOO_LARGE",
    says: /larger than 67108864 bytes; ask it for less/,
  },
  {
    what: "answers with 1,000,001 values",
    onCall: (response, { id }) => {
      const structuredContent = { list: Array(1_000_000).fill(0) };
      response.writeHead(200, JSON_TYPE)
        .end(JSON.stringify({ jsonrpc: "2.0", id, result: { content: [], structuredContent } }));
    },
    code: "MESSAGE_TOO_LARGE",
    says: /values/,
  },
  {
    what: "sends comments without end, fast",
    onCall: (response) => flood(beginEvents(response), `: ${"x".repeat(MIB)}\n`),
    code: "EXITED",
    says: /was disconnected because it wrote \d+ bytes that answer nothing, within 10 s/,
  },
];

for (const { what, code, says, ...options } of FAULTS) {
  Deno.test(`a server over HTTP that ${what} fails the call at once, and is not called again`, async () => {
    await using server = await serveFaulty(options);
    await withHttp({ web: server.url }, async ({ call, refusal }) => {
      const said = await refusal(code, call("web", "call", {}, { timeoutMs: 60_000 }));
      assert.match(said, says);
      // a redirect that is followed was not taken as a call
      assert.ok(server.calls === 1 || what.includes("circle"), `${server.calls} calls`);
    });
  });
}

/** Faults that only a deadline ends. */
const SILENCES: readonly Pick<Fault, "what" | "onCall">[] = [
  { what: "never answers", onCall: () => {} },
  { what: "begins a stream and sends no event", onCall: (response) => void beginEvents(response) },
  {
    what: "sends comments without end, slowly",
    onCall: (response) => trickle(beginEvents(response), ": still here\n\n"),
  },
  {
    what: "writes its JSON one byte at a time",
    onCall: (response) => trickle(response.writeHead(200, JSON_TYPE), " "),
  },
];

for (const { what, onCall = () => {} } of SILENCES) {
  Deno.test(`a call of a server over HTTP that ${what} ends at its deadline, and is taken back`, async () => {
    await using server = await serveFaulty({ onCall });
    await withHttp({ web: server.url }, async ({ call, refusal }) => {
      const said = await refusal("TIMEOUT", call("web", "call", {}, { timeoutMs: 150 }));
      assert.match(said, /no answer within 0.15 s/);
      await eventually("the server is told", () => server.seen.includes("notifications/cancelled"));
      await eventually("the request is left", () => server.left === 1);
      assert.equal(server.calls, 1);
    });
  });
}

Deno.test("a stream that goes on after the answer is left", async () => {
  await using server = await serveFaulty({
    onCall: (response, { id }) => {
      beginEvents(response).write(`data: ${answerOf(id, "here")}\n\n`);
      trickle(response, ": and on\n\n");
    },
  });
  await withHttp({ web: server.url }, async ({ call }) => {
    assert.equal(await call("web", "call"), "here");
    await eventually("the stream is left", () => server.left === 1);
  });
});

for (const status of [202, 500]) {
  Deno.test(`an answer with ${status} whose body never ends is left`, async () => {
    let left = 0;
    await using server = await serveFaulty({
      intercept: (method, response) => {
        if (method !== "notifications/cancelled" && method !== "tools/call") return false;
        if (method === "tools/call" && status === 202) return true;
        response.on("close", () => left++);
        flood(response.writeHead(status), "x".repeat(1_000));
        return true;
      },
    });
    await withHttp({ web: server.url }, async ({ call, refusal }) => {
      const code = status === 202 ? "TIMEOUT" : "REFUSED";
      await refusal(code, call("web", "call", {}, { timeoutMs: status === 202 ? 150 : 60_000 }));
      await eventually("the body is left", () => left === 1);
    });
  });
}

Deno.test("one call that fails leaves others over the same link alone", async () => {
  let first = true;
  await using server = await serveFaulty({
    onCall: (response, { id }) => {
      if (first) {
        first = false;
        return void response.destroy();
      }
      response.writeHead(200, JSON_TYPE).end(answerOf(id, "fine"));
    },
  });
  await withHttp({ web: server.url }, async ({ call, connects }) => {
    const failing = call("web", "call").catch(() => "failed");
    const fine = call("web", "call");
    assert.deepEqual([await failing, await fine].sort(), ["failed", "fine"]);
    assert.equal(await call("web", "call"), "fine");
    assert.equal(connects.length, 1);
  });
});

Deno.test("a server that speaks no HTTP is said to be none", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  (async () => {
    for await (const connection of listener) {
      await connection.write(new TextEncoder().encode("SSH-2.0-OpenSSH_9.2\r\n")).catch(() => {});
      connection.close();
    }
  })();
  await withHttp({ web: `http://127.0.0.1:${listener.addr.port}/` }, async ({ call, refusal }) => {
    const said = await refusal("START_FAILED", call("web", "call"));
    assert.match(said, /^Cannot reach server "web": .*does not speak HTTP/s);
  });
});

Deno.test("a server where nothing listens is paused after three attempts", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  await withHttp({ web: `http://127.0.0.1:${port}/` }, async ({ call, refusal, connects }) => {
    for (let attempt = 0; attempt < 3; attempt++) {
      const said = await refusal("START_FAILED", call("web", "call"));
      assert.match(
        said,
        /Cannot reach server "web": cannot be reached at 127.0.0.1:\d+: nothing listens/,
      );
    }
    assert.match(
      await refusal("START_FAILED", call("web", "call")),
      /failed 3 times within a minute; it may be tried again in 30 s/,
    );
    assert.equal(connects.length, 3);
  });
});

Deno.test("a server that never answers the handshake is given up in time", async () => {
  await using server = await serveFaulty({ intercept: () => true });
  await withHttp({ web: server.url }, async ({ call, refusal }) => {
    const said = await refusal("START_FAILED", call("web", "call"));
    assert.match(said, /Cannot reach server "web": no answer to the handshake within 0.2 s/);
  }, { startTimeoutMs: 200 });
});

Deno.test("a stream that ends before the answer is taken up again where its events have ids", async () => {
  let id: unknown;
  const resumed: unknown[] = [];
  await using server = await serveFaulty({
    onCall: (response, call) => {
      id = call.id;
      beginEvents(response).end("retry: 1\nid: e1\ndata:\n\n");
    },
    onGet: (response, request) => {
      const from = request.headers["last-event-id"];
      if (from === undefined) return void response.writeHead(405).end();
      resumed.push(from);
      const text = resumed.length === 1 ? "id: e2\ndata:\n\n" : `data: ${answerOf(id, "late")}\n\n`;
      beginEvents(response).end(text);
    },
  });
  await withHttp({ web: server.url }, async ({ call }) => {
    assert.equal(await call("web", "call"), "late");
    assert.deepEqual(resumed, ["e1", "e2"]);
    assert.equal(server.calls, 1);
  });
});

Deno.test("a request that is no call waits as long as a busy server asks for", async () => {
  let refused = 0;
  await using server = await serveFaulty({
    intercept: (method, response) => {
      if (method !== "tools/list" || refused > 0) return false;
      refused++;
      response.writeHead(429, { "retry-after": "0" }).end();
      return true;
    },
    onCall: (response, { id }) => void response.writeHead(200, JSON_TYPE).end(answerOf(id, "ok")),
  });
  await withHttp({ web: server.url }, async ({ call }) => {
    assert.equal(await call("web", "call"), "ok");
    assert.equal(refused, 1);
  });
});

/** A server with a session that it forgets once, at the first call. */
function forgetful(annotations: Readonly<Record<string, boolean>>) {
  let forgotten = false;
  return serveFaulty({
    annotations,
    sessionId: "s-1",
    onCall: (response, { id }) => {
      if (!forgotten) {
        forgotten = true;
        return void response.writeHead(404).end("Session not found");
      }
      response.writeHead(200, JSON_TYPE).end(answerOf(id, "again"));
    },
  });
}

for (const hint of ["readOnlyHint", "idempotentHint"]) {
  Deno.test(`a call with ${hint} is repeated over a new session when the server forgot the old one`, async () => {
    await using server = await forgetful({ [hint]: true });
    await withHttp({ web: server.url }, async ({ call, connects }) => {
      assert.equal(await call("web", "call"), "again");
      assert.equal(server.calls, 2);
      assert.equal(connects.length, 2);
    });
  });
}

Deno.test("any other call fails when the server forgot the session, and the next one works", async () => {
  await using server = await forgetful({ destructiveHint: false });
  await withHttp({ web: server.url }, async ({ call, refusal }) => {
    const said = await refusal("EXITED", call("web", "call"));
    assert.match(said, /the server has forgotten the session \(HTTP 404\), so it did not take the/);
    assert.equal(server.calls, 1);
    assert.equal(await call("web", "call"), "again");
    assert.equal(server.seen.filter((method) => method === "initialize").length, 2);
  });
});
