/** The way to a server: real connections on loopback, where names lead wherever the test says. */

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { connect } from "node:net";
import { eventually } from "../support/eventually.ts";
import { AUTHORITY, CERTIFICATE, KEY } from "../support/certificates.ts";
import { withHttp } from "../support/http_bench.ts";
import { serveBothEras, serveHttp, serveSse } from "../support/http_servers.ts";
import { serveFaulty } from "../support/faulty_http.ts";

/** Only Linux and Windows have all of 127.0.0.0/8. */
const ignore = Deno.build.os === "darwin";
// deno-lint-ignore no-console -- the one line that says what was not tested
if (ignore) console.log("skipped: the way to a server: this system has one loopback address");

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore, fn });
}

const TOKEN = "tOk3nQ8zR5xW1vB7";

/** Serves the same port on two addresses of loopback. */
function servePair() {
  const first = serveTwin("127.0.0.2", 0);
  const { port } = first.addr;
  const second = serveTwin("127.0.0.3", port);
  return { port, first, second, [Symbol.asyncDispose]: () => shutDown([first, second]) };
}

interface Twin {
  readonly addr: { readonly port: number };
  readonly seen: string[];
  shutdown(): Promise<void>;
}

function serveTwin(hostname: string, port: number, tls: object = {}): Twin {
  const seen: string[] = [];
  const server = Deno.serve({ hostname, port, onListen: () => {}, ...tls }, async (request) => {
    const text = await request.text();
    seen.push(request.headers.get("host") ?? "");
    const { id, method } = text === "" ? { id: null, method: "" } : JSON.parse(text);
    if (request.method !== "POST") return new Response(null, { status: 405 });
    if (id === undefined) return new Response(null, { status: 202 });
    if (method === "server/discover") return new Response(null, { status: 404 });
    const result = method === "initialize"
      ? {
        protocolVersion: "2025-11-25",
        capabilities: { tools: {} },
        serverInfo: { name: "twin", version: "1" },
      }
      : method === "tools/list"
      ? { tools: [{ name: "who", inputSchema: { type: "object" } }] }
      : { content: [{ type: "text", text: hostname }] };
    return Response.json({ jsonrpc: "2.0", id, result });
  });
  return { addr: server.addr, seen, shutdown: () => server.shutdown() };
}

async function shutDown(servers: readonly Twin[]): Promise<void> {
  await Promise.all(servers.map((server) => server.shutdown()));
}

test("connectRemote() sends every request to the address that it checked, though the name leads elsewhere later", async () => {
  await using pair = await servePair();
  const { port, first, second } = pair;
  const answers = [["127.0.0.2"], ["127.0.0.3"]];
  let lookups = 0;
  const resolve = () => Promise.resolve(answers[Math.min(lookups++, 1)] ?? []);
  const entries = { web: `http://pinned.test:${port}/mcp` };
  const options = { network: { resolve }, privateHosts: ["pinned.test"] };
  await withHttp(entries, async ({ call }) => {
    for (let round = 0; round < 5; round++) assert.equal(await call("web", "who"), "127.0.0.2");
  }, options);
  assert.equal(lookups, 1);
  assert.deepEqual(second.seen, []);
  assert.ok(first.seen.length >= 8 && first.seen.every((host) => host === `pinned.test:${port}`));
  // the control: what the name leads to now is taken by the next link, which checks it again
  await withHttp(entries, async ({ call }) => {
    assert.equal(await call("web", "who"), "127.0.0.3");
  }, options);
});

test("connectRemote() opens no connection for a name that leads to this machine", async () => {
  await using pair = await servePair();
  const { port, first } = pair;
  const network = { resolve: () => Promise.resolve(["127.0.0.2"]) };
  await withHttp({ web: `http://rebound.test:${port}/` }, async ({ call, refusal }) => {
    const said = await refusal("START_FAILED", call("web", "who"));
    assert.match(
      said,
      /^Cannot reach server "web": the name rebound.test leads to 127.0.0.2, this/,
    );
  }, { network });
  assert.deepEqual(first.seen, []);
  // the control: the same address in the URL
  await withHttp({ web: `http://127.0.0.2:${port}/` }, async ({ call }) => {
    assert.equal(await call("web", "who"), "127.0.0.2");
  }, { network });
});

test("connectRemote() tries the next address when the first does not answer", async () => {
  await using pair = await servePair();
  const network = { resolve: () => Promise.resolve(["127.0.0.9", "127.0.0.3"]) };
  await withHttp({ web: `http://pinned.test:${pair.port}/` }, async ({ call }) => {
    assert.equal(await call("web", "who"), "127.0.0.3");
  }, { network, privateHosts: ["pinned.test"] });
});

/** A server over TLS whose certificate is for `pinned.test`. */
function serveTls() {
  const server = serveTwin("127.0.0.2", 0, { cert: CERTIFICATE, key: KEY });
  return { ...server, [Symbol.asyncDispose]: () => shutDown([server]) };
}

const LEADS_THERE = {
  network: { resolve: () => Promise.resolve(["127.0.0.2"]) },
  privateHosts: ["pinned.test", "other.test"],
};

test("connectRemote() names NODE_EXTRA_CA_CERTS when the authority of a certificate is not known", async () => {
  await using server = serveTls();
  const url = `https://pinned.test:${server.addr.port}/`;
  await withHttp({ web: url }, async ({ call, refusal }) => {
    const said = await refusal("START_FAILED", call("web", "who"));
    assert.match(
      said,
      /authority that issued its certificate is not known here: set NODE_EXTRA_CA_CERTS to a PEM file/,
    );
  }, LEADS_THERE);
  await withHttp({ web: url }, async ({ call, refusal }) => {
    const said = await refusal("START_FAILED", call("web", "who"));
    assert.match(
      said,
      /the file that NODE_EXTRA_CA_CERTS names does not hold it, or cannot be read/,
    );
  }, { ...LEADS_THERE, variables: { NODE_EXTRA_CA_CERTS: "/nothing.pem" } });
  assert.deepEqual(server.seen, []);
});

/** Runs the rest of this file's tests of certificates where the variable is set from the start. */
async function inProcess(
  variables: Readonly<Record<string, string>>,
  url: string,
): Promise<string> {
  const program = new URL("./fixtures/ask_over_tls.ts", import.meta.url);
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-P=launcher", "--no-prompt", program.href, url],
    env: variables,
  }).output();
  const decoder = new TextDecoder();
  return decoder.decode(stdout) + decoder.decode(stderr);
}

for (const variable of ["NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE"]) {
  test(`an authority of ${variable} is trusted, for the names that it certifies`, async () => {
    await using server = serveTls();
    const file = await Deno.makeTempFile({ suffix: ".pem" });
    try {
      await Deno.writeTextFile(file, AUTHORITY);
      const { port } = server.addr;
      const answer = await inProcess({ [variable]: file }, `https://pinned.test:${port}/`);
      assert.match(answer, /^405\n$/);
      const other = await inProcess({ [variable]: file }, `https://other.test:${port}/`);
      assert.match(other, /its certificate is for another name/);
    } finally {
      await Deno.remove(file);
    }
  });
}

/** A proxy that counts, and that knows where names lead. */
async function serveProxy(target: () => number, answer: { readonly password?: string } = {}) {
  const asked: string[] = [];
  const allowed = (header: string | undefined) =>
    answer.password === undefined ||
    header === `Basic ${btoa(`user:${answer.password}`)}`;
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    if (!allowed(request.headers["proxy-authorization"])) return void response.writeHead(407).end();
    response.writeHead(405).end();
  });
  server.on("connect", (request, socket) => {
    asked.push(`CONNECT ${request.url}`);
    socket.on("error", () => {});
    if (!allowed(request.headers["proxy-authorization"])) {
      return void socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    }
    const onward = connect(target(), "127.0.0.2", () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      onward.pipe(socket);
      socket.pipe(onward);
    });
    onward.on("error", () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    asked,
    port,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test("connectRemote() goes through the proxy of HTTPS_PROXY by CONNECT, and says what it cannot check", async () => {
  await using server = serveTls();
  await using proxy = await serveProxy(() => server.addr.port);
  const variables = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` };
  const network = { resolve: () => Promise.reject(new Error("the proxy looks names up")) };
  await withHttp({ web: "https://pinned.test/mcp" }, async ({ call, refusal, log }) => {
    // the test's own authority is not known here, which is seen through the proxy as well
    const said = await refusal("START_FAILED", call("web", "who"));
    assert.match(said, /through the proxy of HTTPS_PROXY: the authority .* NODE_EXTRA_CA_CERTS/);
    assert.ok(
      proxy.asked.every((line) => line === "CONNECT pinned.test:443") && proxy.asked.length > 0,
    );
    assert.ok(
      log.some((line) =>
        /through the proxy of HTTPS_PROXY, which looks its name up: where that leads cannot be checked/
          .test(line)
      ),
    );
  }, { variables, network });
});

test("connectRemote() gives a proxy its password, and says where to put one", async () => {
  await using proxy = await serveProxy(() => 9, { password: "p4ss" });
  const at = (user: string) => ({ HTTPS_PROXY: `http://${user}127.0.0.1:${proxy.port}` });
  await withHttp({ web: "https://pinned.test/mcp" }, async ({ call, refusal }) => {
    const said = await refusal("START_FAILED", call("web", "who"));
    assert.match(said, /the proxy asks for a password: put it into HTTPS_PROXY/);
  }, { variables: at("") });
  await withHttp({ web: "https://pinned.test/mcp" }, async ({ call, refusal }) => {
    const said = await refusal("START_FAILED", call("web", "who"));
    assert.doesNotMatch(said, /asks for a password|p4ss/);
  }, { variables: at("user:p4ss@") });
});

test("connectRemote() asks a proxy for an http URL, and leaves out what NO_PROXY names", async () => {
  await using pair = await servePair();
  await using proxy = await serveProxy(() => pair.port);
  const url = `http://pinned.test:${pair.port}/mcp`;
  const variables = { HTTP_PROXY: `http://127.0.0.1:${proxy.port}` };
  await withHttp({ web: url }, async ({ call, refusal }) => {
    await refusal("START_FAILED", call("web", "who"));
    assert.equal(proxy.asked[0], `POST ${url}`);
  }, { ...LEADS_THERE, variables });
  proxy.asked.length = 0;
  await withHttp({ web: url }, async ({ call }) => {
    assert.equal(await call("web", "who"), "127.0.0.2");
    assert.deepEqual(proxy.asked, []);
  }, { ...LEADS_THERE, variables: { ...variables, NO_PROXY: "pinned.test" } });
});

test("connectRemote() asks no proxy for an address that may not be reached", async () => {
  await using proxy = await serveProxy(() => 9);
  const variables = { HTTP_PROXY: `http://127.0.0.1:${proxy.port}` };
  await withHttp({ web: "http://169.254.169.254/latest" }, async ({ call, refusal }) => {
    assert.match(await refusal("START_FAILED", call("web", "who")), /metadata service/);
  }, { variables });
  assert.deepEqual(proxy.asked, []);
});

test("a redirect within the origin is followed with method, message and headers", async () => {
  const inner = serveBothEras();
  await using outer = serveHttp(async (request, { body }) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/mcp") {
      return new Response(null, { status: 307, headers: { location: "/mcp/" } });
    }
    const { method, headers } = request;
    const sent = method === "POST" ? { method, headers, body } : { method, headers };
    return await fetch(`${inner.url}/`, sent);
  });
  await using _ = inner;
  const headers = { Authorization: `Bearer ${TOKEN}` };
  await withHttp({ web: { url: outer.url, headers } }, async ({ call }) => {
    assert.deepEqual(await call("web", "add", { a: 2, b: 3 }), { sum: 5 });
  });
  assert.ok(inner.seen.every(({ headers }) => headers.get("authorization") === `Bearer ${TOKEN}`));
});

for (const status of [301, 302, 303, 307, 308]) {
  test(`a redirect with ${status} to another origin is not followed, and nothing reaches it`, async () => {
    await using other = serveBothEras();
    await using server = serveHttp(() =>
      new Response(null, { status, headers: { location: other.url } })
    );
    const headers = { Authorization: `Bearer ${TOKEN}` };
    for (const sse of [{}, { type: "sse" } as const]) {
      await withHttp({ web: { url: server.url, headers, ...sse } }, async ({ call, refusal }) => {
        const said = await refusal("START_FAILED", call("web", "add"));
        assert.match(
          said,
          /it redirects to another origin, http:\/\/127.0.0.1:\d+\/mcp, which is not/,
        );
      });
    }
    assert.deepEqual(other.seen, []);
  });
}

test("what a server repeats of its entry's secrets is taken out before anybody sees it", async () => {
  await using server = await serveFaulty({
    onCall: (response, { id, request }) => {
      const { authorization } = request.headers;
      response.writeHead(200, { "content-type": "application/json" });
      const text = `you sent ${authorization}`;
      response.end(
        JSON.stringify({ jsonrpc: "2.0", id, result: { content: [{ type: "text", text }] } }),
      );
    },
  });
  const headers = { Authorization: `Bearer ${TOKEN}` };
  await withHttp({ web: { url: server.url, headers } }, async ({ call }) => {
    assert.equal(await call("web", "call"), "you sent [redacted:Authorization]");
  });
});

test("an error's body and an event lose the secrets as well", async () => {
  await using failing = await serveFaulty({
    onCall: (response, { request }) =>
      void response.writeHead(500).end(`bad key ${request.headers["x-api-key"]}`),
  });
  await using events = serveSse();
  await withHttp({
    web: { url: `${failing.url}?api_key=${TOKEN}`, headers: { "X-API-Key": TOKEN } },
    old: { url: events.url, type: "sse", headers: { "X-API-Key": TOKEN } },
  }, async ({ call, refusal }) => {
    const said = await refusal("REFUSED", call("web", "call"));
    assert.match(said, /HTTP 500: bad key \[redacted:X-API-Key\]$/);
    assert.equal(await call("old", "era"), "sse");
  });
  await eventually("the stream is closed", () => events.seen.length > 0);
});
