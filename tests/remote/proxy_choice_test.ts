import assert from "node:assert/strict";
import { chooseProxy } from "../../src/remote/proxy_choice.ts";

type Variables = Readonly<Record<string, string>>;

function proxyOf(url: string, variables: Variables): string | null {
  const chosen = chooseProxy(new URL(url), (name) => variables[name]);
  return chosen === null ? null : `${chosen.variable} ${chosen.url.href}`;
}

const WEB = "https://mcp.example.com/mcp";

Deno.test("chooseProxy() reads the variable of the scheme, then ALL_PROXY, in capitals or not", () => {
  const http = { HTTP_PROXY: "http://p:1" };
  assert.equal(proxyOf(WEB, { HTTPS_PROXY: "http://p:3128" }), "HTTPS_PROXY http://p:3128/");
  assert.equal(proxyOf(WEB, { https_proxy: "p:3128" }), "https_proxy http://p:3128/");
  assert.equal(proxyOf(WEB, http), null);
  assert.equal(proxyOf("http://mcp.example.com/", http), "HTTP_PROXY http://p:1/");
  assert.equal(proxyOf(WEB, { ...http, all_proxy: "https://q" }), "all_proxy https://q/");
  assert.equal(proxyOf(WEB, {}), null);
});

Deno.test("chooseProxy() never takes a proxy for this machine", () => {
  for (const host of ["localhost:3000", "a.localhost", "127.0.0.1", "127.1.2.3:80", "[::1]:80"]) {
    assert.equal(proxyOf(`http://${host}/`, { HTTP_PROXY: "http://p:1" }), null, host);
  }
  assert.notEqual(proxyOf("http://127.example/", { HTTP_PROXY: "http://p:1" }), null);
});

const EXEMPT: readonly (readonly [list: string, url: string, exempt: boolean])[] = [
  ["*", WEB, true],
  ["mcp.example.com", WEB, true],
  ["example.com", WEB, true],
  [".example.com", WEB, true],
  ["*.example.com", WEB, true],
  ["MCP.EXAMPLE.COM", WEB, true],
  ["a, example.com ,b", WEB, true],
  ["a example.com", WEB, true],
  ["example.com:443", WEB, true],
  ["example.com:8443", WEB, false],
  ["ample.com", WEB, false],
  ["com.example", WEB, false],
  ["", WEB, false],
  [".", WEB, false],
  ["10.0.0.0/8", "http://10.1.2.3/", true],
  ["10.1.2.3", "http://10.1.2.3/", true],
  ["10.1.2.3:80", "http://10.1.2.3/", true],
  ["10.0.0.0/8", "http://11.1.2.3/", false],
  ["fd00::/8", "http://[fd00::1]/", true],
  ["[fd00::1]:80", "http://[fd00::1]/", true],
];

for (const [list, url, exempt] of EXEMPT) {
  Deno.test(`chooseProxy() with NO_PROXY=${JSON.stringify(list)} ${exempt ? "exempts" : "does not exempt"} ${url}`, () => {
    const chosen = proxyOf(url, {
      HTTPS_PROXY: "http://p",
      HTTP_PROXY: "http://p",
      no_proxy: list,
    });
    assert.equal(chosen === null, exempt);
  });
}

Deno.test("chooseProxy() refuses what is no http proxy, and shows no value", () => {
  for (const value of ["socks5://user:secret@p:1", "http://user:secret@p:99999"]) {
    assert.throws(
      () => proxyOf(WEB, { HTTPS_PROXY: value }),
      (error: Error) =>
        /^HTTPS_PROXY names no proxy/.test(error.message) && !/secret/.test(error.message),
    );
  }
});
