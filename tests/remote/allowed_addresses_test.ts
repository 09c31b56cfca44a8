import assert from "node:assert/strict";
import { UpstreamError } from "../../src/errors.ts";
import { allowedAddresses } from "../../src/remote/allowed_addresses.ts";
import { HttpFailure } from "../../src/system/network.ts";

/** What each name leads to. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  "public.example": ["1.1.1.1", "2606:4700::1"],
  "home.example": ["192.168.1.7"],
  "here.example": ["127.0.0.1", "::1"],
  "mixed.example": ["10.0.0.1", "1.1.1.1", "169.254.169.254"],
  "metadata.example": ["169.254.169.254"],
  "wire.example": ["fe80::1"],
  "mapped.example": ["::ffff:10.0.0.1"],
  "nowhere.example": [],
};

async function addresses(url: string, privateHosts: readonly string[] = []): Promise<unknown> {
  const asked: string[] = [];
  const network = {
    resolve(host: string) {
      asked.push(host);
      const found = NAMES[host];
      return found === undefined
        ? Promise.reject(new HttpFailure("ENOTFOUND", "getaddrinfo"))
        : Promise.resolve(found);
    },
  };
  try {
    return [...await allowedAddresses(new URL(url), { network, privateHosts }), ...asked];
  } catch (error) {
    assert.ok(error instanceof UpstreamError && error.code === "START_FAILED", String(error));
    return error.message;
  }
}

Deno.test("allowedAddresses() takes an address in the URL without looking it up", async () => {
  for (const host of ["1.1.1.1", "10.0.0.1", "127.0.0.1", "[::1]", "[fd00::1]"]) {
    assert.deepEqual(await addresses(`http://${host}:8080/`), [host.replace(/[[\]]/g, "")]);
  }
});

Deno.test("allowedAddresses() refuses link-local, metadata and unusable addresses in the URL", async () => {
  assert.match(
    String(await addresses("http://169.254.169.254/latest")),
    /^the address 169.254.169.254 leads to a cloud's metadata service$/,
  );
  for (const host of ["169.254.1.1", "[fe80::1]", "[::ffff:169.254.169.254]", "0.0.0.0", "[::]"]) {
    assert.match(String(await addresses(`http://${host}/`)), /^the address .* leads to /);
  }
  // every spelling of an address is one
  assert.match(String(await addresses("http://0xa9.0xfe.43518/")), /metadata/);
});

Deno.test("allowedAddresses() takes public addresses of a name, and only these", async () => {
  assert.deepEqual(await addresses("https://public.example/"), [
    "1.1.1.1",
    "2606:4700::1",
    "public.example",
  ]);
  assert.deepEqual(await addresses("https://mixed.example./"), ["1.1.1.1", "mixed.example"]);
});

Deno.test("allowedAddresses() refuses a name that leads elsewhere, and says how to allow it", async () => {
  assert.equal(
    await addresses("https://home.example/"),
    "the name home.example leads to 192.168.1.7, a private network; if it is meant to, add " +
      "home.example to MCP_BRIDGE_PRIVATE_HOSTS, or write the address in the URL",
  );
  assert.match(
    String(await addresses("https://here.example/")),
    /leads to 127.0.0.1, this machine/,
  );
  assert.match(String(await addresses("https://mapped.example/")), /a private network/);
  for (const name of ["metadata.example", "wire.example"]) {
    assert.match(String(await addresses(`https://${name}/`, [name])), /^the name .* leads to/);
    assert.doesNotMatch(String(await addresses(`https://${name}/`)), /MCP_BRIDGE_PRIVATE_HOSTS/);
  }
});

Deno.test("allowedAddresses() takes private addresses of a name that the user allows, and no other", async () => {
  const allowed = ["home.example", "here.example"];
  assert.deepEqual(await addresses("https://home.example/", allowed), [
    "192.168.1.7",
    "home.example",
  ]);
  assert.deepEqual(await addresses("https://here.example/", allowed), [
    "127.0.0.1",
    "::1",
    "here.example",
  ]);
  assert.match(String(await addresses("https://mapped.example/", allowed)), /private network/);
});

Deno.test("allowedAddresses() takes localhost for this machine, whoever answers for the name", async () => {
  for (const host of ["localhost", "LOCALHOST.", "mcp.localhost"]) {
    assert.deepEqual(await addresses(`http://${host}:3000/`), ["127.0.0.1", "::1"]);
  }
});

Deno.test("allowedAddresses() says that a name has no address", async () => {
  for (const name of ["nowhere.example", "unknown.example"]) {
    assert.equal(await addresses(`https://${name}/`), `the name ${name} has no address`);
  }
});
