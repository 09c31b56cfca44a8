import assert from "node:assert/strict";
import { hostAndPort } from "../../src/discovery/host_and_port.ts";

const HOSTS: readonly (readonly [url: string, shown: string])[] = [
  ["https://example.com/mcp", "example.com:443"],
  ["http://example.com", "example.com:80"],
  ["https://example.com:8443/mcp", "example.com:8443"],
  ["http://example.com:443/", "example.com:443"],
  ["https://EXAMPLE.com./", "example.com:443"],
  ["http://127.0.0.1:3000/", "127.0.0.1:3000"],
  ["http://0x7f.1/", "127.0.0.1:80"],
  ["http://[::1]:8080/mcp", "[::1]:8080"],
  ["https://[2001:DB8::1]/", "[2001:db8::1]:443"],
  ["https://user:secret@example.com/", "example.com:443"],
  ["https://bücher.example/", "xn--bcher-kva.example:443"],
];

for (const [url, shown] of HOSTS) {
  Deno.test(`hostAndPort() of ${JSON.stringify(url)} is ${shown}`, () => {
    assert.equal(hostAndPort(new URL(url)).shown, shown);
  });
}
