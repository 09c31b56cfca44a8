import assert from "node:assert/strict";
import { PackageError } from "../../src/errors.ts";
import { Fetcher } from "../../src/packages/fetch_bytes.ts";
import type { IndexFile } from "../../src/packages/package_index.ts";
import { SimpleIndex } from "../../src/packages/simple_index.ts";
import { createDenoSystem } from "../../src/system/deno_system.ts";
import { createNetwork } from "../../src/system/node_network.ts";
import { type HttpServer, serveHttp } from "../support/http_servers.ts";
import { makeWheel, serveIndex } from "../support/wheels.ts";

interface Opened extends Disposable {
  readonly index: SimpleIndex;
}

function open(
  address: string,
  read: (name: string) => string | undefined = () => undefined,
): Opened {
  const index = new URL(address);
  const { clock } = createDenoSystem();
  const fetcher = new Fetcher({ network: createNetwork(), clock, read, index });
  return {
    index: new SimpleIndex({ fetcher, index, maxWheelBytes: 10_000 }),
    [Symbol.dispose]: () => fetcher.close(),
  };
}

function indexAt(server: HttpServer): string {
  return `${new URL(server.url).origin}/simple/`;
}

async function only(index: SimpleIndex, project: string): Promise<IndexFile> {
  const [file, ...others] = await index.files(project) ?? [];
  assert.ok(file !== undefined && others.length === 0);
  return file;
}

function refuses(code: string, message: RegExp) {
  return (error: unknown) =>
    error instanceof PackageError && error.code === code && message.test(error.message);
}

Deno.test("SimpleIndex lists files, and fetches metadata and wheels with their hashes", async () => {
  const wheel = await makeWheel({ name: "demo", requires: ["rich"], requiresPython: ">=3.9" });
  await using server = await serveIndex([wheel]);
  using opened = open(indexAt(server));
  const { index } = opened;
  assert.equal(await index.files("other"), null);
  const file = await only(index, "demo");
  assert.deepEqual([file.name, file.sha256, file.requiresPython, file.yanked], [
    wheel.file,
    wheel.sha256,
    ">=3.9",
    false,
  ]);
  assert.equal(await index.metadata(file), wheel.metadata);
  assert.ok(!server.seen.some(({ path }) => path.endsWith(".whl")), "the metadata is enough");
  assert.deepEqual(await index.wheel(file), wheel.bytes);
});

Deno.test("SimpleIndex takes the metadata out of the wheel where the index has it not", async () => {
  const wheel = await makeWheel({ name: "demo" });
  await using server = await serveIndex([wheel], { metadata: false });
  using opened = open(indexAt(server));
  assert.equal(await opened.index.metadata(await only(opened.index, "demo")), wheel.metadata);
});

Deno.test("SimpleIndex refuses bytes that are not what the index says", async () => {
  const wheel = await makeWheel({ name: "demo" });
  const other = await makeWheel({ name: "demo", files: { "demo.py": "evil" } });
  await using server = await serveIndex([wheel], {
    bytesOf: () => other.bytes,
    change: () => ({ "core-metadata": { sha256: "0".repeat(64) } }),
  });
  using opened = open(indexAt(server));
  const file = await only(opened.index, "demo");
  await assert.rejects(opened.index.wheel(file), refuses("BAD_WHEEL", /its SHA-256 is /));
  await assert.rejects(opened.index.metadata(file), refuses("BAD_WHEEL", /its SHA-256 is /));
});

Deno.test("SimpleIndex refuses a wheel without a hash, a large one, and one beyond TLS", async () => {
  const wheel = await makeWheel({ name: "demo", files: { "demo.py": "" } });
  const fetchAs = async (change: Readonly<Record<string, unknown>>, bytes = wheel.bytes) => {
    await using server = await serveIndex([wheel], { change: () => change, bytesOf: () => bytes });
    using opened = open(indexAt(server));
    return await opened.index.wheel(await only(opened.index, "demo"));
  };
  assert.deepEqual(await fetchAs({}), wheel.bytes);
  await assert.rejects(fetchAs({ hashes: {} }), refuses("INDEX_FAILED", /no SHA-256/));
  await assert.rejects(fetchAs({ hashes: { sha256: "x" } }), refuses("INDEX_FAILED", /no SHA-256/));
  await assert.rejects(fetchAs({}, new Uint8Array(10_001)), refuses("LIMIT", /more than 10000/));
  await using elsewhere = serveHttp(() => new Response("x"));
  await assert.rejects(
    fetchAs({ url: `${elsewhere.url}/x.whl` }),
    refuses("INDEX_FAILED", /not reached over TLS/),
  );
  assert.equal(elsewhere.seen.length, 0);
});

Deno.test("SimpleIndex fetches from no other machine of the user's network", async () => {
  const wheel = await makeWheel({ name: "demo" });
  await using server = await serveIndex([wheel], {
    change: () => ({ url: "https://localhost:1/x.whl" }),
  });
  using opened = open(indexAt(server));
  const file = await only(opened.index, "demo");
  await assert.rejects(opened.index.wheel(file), refuses("INDEX_FAILED", /within your network/));
});

Deno.test("SimpleIndex sends the password of its address to the index alone, and shows it nowhere", async () => {
  await using server = serveHttp(({ headers }) =>
    new Response("", { status: headers.has("authorization") ? 500 : 401 })
  );
  const address = indexAt(server).replace("//", "//ada:s%40cret@");
  using opened = open(address);
  await assert.rejects(
    opened.index.files("demo"),
    (error) =>
      error instanceof PackageError && /it answers 500/.test(error.message) &&
      !error.message.includes("cret") && !opened.index.label.includes("cret"),
  );
  assert.equal(server.seen[0]?.headers.get("authorization"), `Basic ${btoa("ada:s@cret")}`);
});

Deno.test("SimpleIndex refuses answers that are no index's", async () => {
  const answers: readonly (readonly [() => Response, RegExp])[] = [
    [() => new Response("<html>", { headers: { "content-type": "text/html" } }), /PEP 691/],
    [() => page("not json"), /not that of a package index/],
    [() => page("{}"), /not that of a package index/],
    [() => page('{"files":{}}'), /not that of a package index/],
    [() => new Response("", { status: 503 }), /answers 503/],
    [
      () => new Response("", { status: 302, headers: { location: "http://example.com/" } }),
      /not reached over TLS/,
    ],
    [() => new Response("", { status: 302, headers: { location: "/loop/" } }), /more than 5 times/],
  ];
  for (const [answer, reason] of answers) {
    await using server = serveHttp(answer);
    using opened = open(indexAt(server));
    await assert.rejects(opened.index.files("demo"), refuses("INDEX_FAILED", reason), `${reason}`);
  }
  await using odd = serveHttp(() =>
    page('{"files":[1,null,{"filename":"x"},{"url":"https://x"}]}')
  );
  using opened = open(indexAt(odd));
  assert.deepEqual(await opened.index.files("demo"), []);
});

Deno.test("SimpleIndex goes through the proxy of the environment", async () => {
  const wheel = await makeWheel({ name: "demo" });
  await using proxy = await serveIndex([wheel]);
  using opened = open(
    "http://index.invalid/simple/",
    (name) => name === "HTTP_PROXY" ? new URL(proxy.url).origin : undefined,
  );
  assert.deepEqual(await opened.index.wheel(await only(opened.index, "demo")), wheel.bytes);
});

function page(text: string): Response {
  return new Response(text, {
    headers: { "content-type": "application/vnd.pypi.simple.v1+json" },
  });
}
