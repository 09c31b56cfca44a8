import assert from "node:assert/strict";

import { refuseEndpoint } from "../../../src/engine/container/endpoint.ts";
import { FakeSystem } from "../../fakes/fake_system.ts";
import { link } from "../../fakes/fake_files.ts";

Deno.test("refuseEndpoint() accepts a socket of the same user or of root, also through a link", async () => {
  const system = new FakeSystem({
    files: {
      "/run/user/1000/docker.sock": { kind: "other" },
      "/run/docker.sock": { kind: "other", uid: 0 },
      "/var/run/docker.sock": link("/run/docker.sock"),
    },
  });
  for (const path of ["/run/user/1000/docker.sock", "/run/docker.sock", "/var/run/docker.sock"]) {
    assert.equal(await refuseEndpoint(system, `unix://${path}`), null);
  }
});

Deno.test("refuseEndpoint() refuses everything else, naming the address", async () => {
  const system = new FakeSystem({
    files: { "/tmp/evil.sock": { kind: "other", uid: 1001 }, "/tmp/file": "x" },
  });
  const cases: readonly (readonly [string, RegExp])[] = [
    ["tcp://evil.example:2375", /is "tcp:\/\/evil.example:2375", and only a local unix socket/],
    ["ssh://root@evil.example", /only a local unix socket/],
    ["tcp://ada:S3CR@T@evil.example:1", /is "tcp:\/\/ada:…@evil\.example:1", and only/],
    ["unix://relative.sock", /only a local unix socket/],
    ["npipe:////./pipe/docker_engine", /only a local unix socket/],
    ["unix:///nope.sock", /there is no such socket/],
    ["unix:///tmp/file", /not a socket/],
    ["unix:///tmp/evil.sock", /a socket of another user \(uid 1001\)/],
  ];
  for (const [address, reason] of cases) {
    assert.match(await refuseEndpoint(system, address) ?? "accepted", reason);
  }
});

Deno.test("refuseEndpoint() accepts only local named pipes on Windows", async () => {
  const system = new FakeSystem({ platform: "windows" });
  assert.equal(await refuseEndpoint(system, "npipe:////./pipe/docker_engine"), null);
  for (const address of ["npipe:////evil/pipe/docker", "tcp://localhost:2375", "unix:///x"]) {
    assert.match(await refuseEndpoint(system, address) ?? "accepted", /only a local named pipe/);
  }
});
