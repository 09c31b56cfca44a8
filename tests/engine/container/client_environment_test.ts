import assert from "node:assert/strict";

import { buildClientEnvironment } from "../../../src/engine/container/client_environment.ts";
import { FakeSystem } from "../../fakes/fake_system.ts";

const DOCKER = { name: "docker", program: "/opt/docker/docker" } as const;

Deno.test("buildClientEnvironment() passes on the listed variables and nothing else", async () => {
  const system = new FakeSystem({
    env: {
      HOME: "/home/ada",
      XDG_RUNTIME_DIR: "/run/user/1000",
      PATH: "/home/ada/evil",
      GITHUB_TOKEN: "canary",
      CONTAINERS_CONF: "/tmp/evil.conf",
      STORAGE_DRIVER: "vfs",
      DOCKER_CONFIG: "/tmp/evil",
      DOCKER_CONTEXT: "evil",
      CONTAINER_HOST: "ssh://evil",
      HTTPS_PROXY: "http://user:canary@proxy",
      LD_PRELOAD: "/tmp/evil.so",
    },
  });
  assert.deepEqual(await buildClientEnvironment(system, DOCKER), {
    usable: true,
    env: {
      PATH: "/opt/docker:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:" +
        "/run/wrappers/bin",
      HOME: "/home/ada",
      XDG_RUNTIME_DIR: "/run/user/1000",
    },
    endpoint: null,
  });
});

Deno.test("buildClientEnvironment() keeps an address that is a socket of the same user", async () => {
  const system = new FakeSystem({
    env: { DOCKER_HOST: "unix:///run/user/1000/docker.sock" },
    files: { "/run/user/1000/docker.sock": { kind: "other" } },
  });
  const environment = await buildClientEnvironment(system, DOCKER);
  assert.ok(environment.usable);
  assert.equal(environment.endpoint, "unix:///run/user/1000/docker.sock");
  assert.equal(environment.env["DOCKER_HOST"], "unix:///run/user/1000/docker.sock");
});

Deno.test("buildClientEnvironment() refuses another address, naming the variable", async () => {
  const system = new FakeSystem({
    env: { DOCKER_HOST: "tcp://evil:2375", CONTAINER_HOST: "ssh://evil/x" },
  });
  assert.deepEqual(await buildClientEnvironment(system, DOCKER), {
    usable: false,
    refusal: 'DOCKER_HOST is "tcp://evil:2375", and only a local unix socket is used',
  });
  assert.deepEqual(
    await buildClientEnvironment(system, { name: "podman", program: "/usr/bin/podman" }),
    {
      usable: false,
      refusal: 'CONTAINER_HOST is "ssh://evil/x", and only a local unix socket is used',
    },
  );
});

Deno.test("buildClientEnvironment() gives Windows clients what they need", async () => {
  const system = new FakeSystem({
    platform: "windows",
    env: { USERPROFILE: "C:\\Users\\ada", SystemRoot: "C:\\Windows", TOKEN: "canary" },
  });
  const program = "C:\\Program Files\\Docker\\docker.exe";
  const environment = await buildClientEnvironment(system, { name: "docker", program });
  assert.ok(environment.usable);
  assert.deepEqual(environment.env, {
    PATH: "C:\\Program Files\\Docker;C:\\Windows\\System32;" +
      "C:\\Windows\\System32\\OpenSSH;C:\\Windows",
    SystemRoot: "C:\\Windows",
    USERPROFILE: "C:\\Users\\ada",
  });
});
