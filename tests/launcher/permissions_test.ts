import assert from "node:assert/strict";
import {
  computePermissions,
  holds,
  netHost,
  sameRights,
  toWorkerPermissions,
} from "../../src/launcher/permissions.ts";

const DIRECTORY = "/home/ada/.local/state/mcp-code-bridge/bridge";

Deno.test("computePermissions() gives the bridge its own folder and nothing else", () => {
  const rights = computePermissions({ directory: DIRECTORY, hosts: [] });
  assert.deepEqual(toWorkerPermissions(rights), {
    read: [DIRECTORY],
    write: [DIRECTORY],
    net: [],
    env: [],
    run: false,
    sys: false,
    ffi: false,
    import: false,
  });
});

Deno.test("computePermissions() gives each host once, and says for which servers", () => {
  const rights = computePermissions({
    directory: DIRECTORY,
    hosts: [
      { host: "example.com:443", server: "one" },
      { host: "[::1]:8080", server: "two" },
      { host: "example.com:443", server: "three" },
    ],
  });
  assert.deepEqual(rights.filter(({ name }) => name === "net"), [
    { name: "net", value: "example.com:443", reason: "reached by URL: one, three" },
    { name: "net", value: "[::1]:8080", reason: "reached by URL: two" },
  ]);
  for (const { reason } of rights) assert.notEqual(reason, "");
});

const HOSTS: readonly (readonly [url: string, host: string | null])[] = [
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
  ["file:///etc/passwd", null],
  ["ws://example.com/", null],
  ["example.com", null],
  ["", null],
];

for (const [url, host] of HOSTS) {
  Deno.test(`netHost() of ${JSON.stringify(url)} is ${host}`, () => {
    assert.equal(netHost(url), host);
  });
}

Deno.test("the runtime takes every host as netHost() writes it, and grants no other port", async () => {
  for (const host of HOSTS.map(([, host]) => host).filter((host) => host !== null)) {
    const worker = new Worker(
      "data:text/javascript,addEventListener('message', ({ data }) => postMessage(" +
        "data.map((host) => Deno.permissions.querySync({ name: 'net', host }).state)))",
      {
        type: "module",
        deno: { permissions: toWorkerPermissions([{ name: "net", value: host, reason: "" }]) },
      },
    );
    const answer = new Promise<MessageEvent>((resolve) => worker.onmessage = resolve);
    const name = host.slice(0, host.lastIndexOf(":"));
    worker.postMessage([host, `${name}:1`, "other.example:443"]);
    const { data: [own, ...others] } = await answer;
    worker.terminate();
    assert.equal(own, "granted", host);
    assert.ok(!others.includes("granted"), host);
  }
});

Deno.test("sameRights() and holds() compare what is granted, not why", () => {
  const base = computePermissions({ directory: DIRECTORY, hosts: [] });
  const more = computePermissions({
    directory: DIRECTORY,
    hosts: [{ host: "example.com:443", server: "a" }],
  });
  const renamed = computePermissions({
    directory: DIRECTORY,
    hosts: [{ host: "example.com:443", server: "b" }],
  });
  assert.ok(sameRights(more, renamed));
  assert.ok(!sameRights(base, more) && !sameRights(more, base));
  assert.ok(holds(more, base) && !holds(base, more));
});
