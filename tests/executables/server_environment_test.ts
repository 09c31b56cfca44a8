import assert from "node:assert/strict";
import type { StdioDefinition } from "../../src/discovery/server_definition.ts";
import { baseEnvironment, serverEnvironment } from "../../src/executables/server_environment.ts";
import { FakeSystem } from "../fakes/fake_system.ts";

function definition(env: Readonly<Record<string, string>> = {}): StdioDefinition {
  return { kind: "stdio", command: "x", args: [], env };
}

Deno.test("serverEnvironment() is exactly the base, the server's own and the marker", () => {
  const system = new FakeSystem({
    env: {
      PATH: "/usr/bin",
      HOME: "/home/ada",
      LANG: "C.UTF-8",
      XDG_RUNTIME_DIR: "/run/user/1000",
      GITHUB_TOKEN: "canary",
      MCP_BRIDGE_RUNTIME: "podman",
      LD_PRELOAD: "/evil.so",
      NODE_OPTIONS: "--require /evil.js",
      XDG_SEAT_EVIL: "1",
    },
  });
  const env = serverEnvironment(system, {
    definition: definition({ KEY: "own" }),
    path: "/p",
    passEnv: [],
  });
  assert.deepEqual({ ...env }, {
    PATH: "/p",
    HOME: "/home/ada",
    LANG: "C.UTF-8",
    XDG_RUNTIME_DIR: "/run/user/1000",
    XDG_SEAT_EVIL: "1",
    KEY: "own",
    MCP_BRIDGE_DEPTH: "1",
  });
});

Deno.test("serverEnvironment() lets the server's own variables win over the base", () => {
  const system = new FakeSystem({ env: { HOME: "/home/ada" } });
  const env = serverEnvironment(system, {
    definition: definition({ HOME: "/own" }),
    path: "",
    passEnv: [],
  });
  assert.equal(env["HOME"], "/own");
});

Deno.test("serverEnvironment() passes on what proxies, certificates, keys and the desktop need", () => {
  const passed = {
    HTTP_PROXY: "a",
    http_proxy: "b",
    HTTPS_PROXY: "c",
    https_proxy: "d",
    NO_PROXY: "e",
    no_proxy: "f",
    SSL_CERT_FILE: "g",
    SSL_CERT_DIR: "h",
    NODE_EXTRA_CA_CERTS: "i",
    REQUESTS_CA_BUNDLE: "j",
    SSH_AUTH_SOCK: "k",
    KUBECONFIG: "l",
    DOCKER_HOST: "m",
    DISPLAY: ":0",
    WAYLAND_DISPLAY: "wayland-0",
    XDG_SESSION_TYPE: "wayland",
  };
  const system = new FakeSystem({ env: { ...passed, AWS_SECRET: "canary", XDG: "x" } });
  const env = serverEnvironment(system, { definition: definition(), path: "/p", passEnv: [] });
  assert.deepEqual({ ...env }, { ...passed, PATH: "/p", MCP_BRIDGE_DEPTH: "1" });
});

Deno.test("serverEnvironment() passes on the variables of a setting, but none over its own", () => {
  const system = new FakeSystem({ env: { AWS_A: "1", AWS_B: "2", OTHER: "3", HOME: "/home/ada" } });
  const options = { definition: definition({ AWS_B: "own" }), path: "/p" };
  const env = serverEnvironment(system, { ...options, passEnv: ["AWS_*", "OTHER", "UNSET"] });
  assert.deepEqual({ ...env }, {
    HOME: "/home/ada",
    AWS_A: "1",
    AWS_B: "own",
    OTHER: "3",
    PATH: "/p",
    MCP_BRIDGE_DEPTH: "1",
  });
});

Deno.test("serverEnvironment() counts levels, and no entry can reset the count", () => {
  const system = new FakeSystem({ env: { MCP_BRIDGE_DEPTH: "1" } });
  const own = { MCP_BRIDGE_DEPTH: "0" };
  const env = serverEnvironment(system, { definition: definition(own), path: "", passEnv: [] });
  assert.equal(env["MCP_BRIDGE_DEPTH"], "2");
});

Deno.test("serverEnvironment() gives Windows one spelling of each name", () => {
  const system = new FakeSystem({
    platform: "windows",
    env: { PATH: "C:\\base", SystemRoot: "C:\\Windows", APPDATA: "C:\\A", HOME: "C:\\H" },
  });
  const own = { Path: "C:\\own", appdata: "C:\\B" };
  const env = serverEnvironment(system, {
    definition: definition(own),
    path: "C:\\found",
    passEnv: [],
  });
  assert.deepEqual({ ...env }, {
    SystemRoot: "C:\\Windows",
    appdata: "C:\\B",
    PATH: "C:\\found",
    MCP_BRIDGE_DEPTH: "1",
  });
});

Deno.test("baseEnvironment() leaves out what is not set and means nothing to JavaScript", () => {
  assert.deepEqual(Object.keys(baseEnvironment(new FakeSystem())), []);
  assert.equal(Object.getPrototypeOf(baseEnvironment(new FakeSystem())), null);
});

Deno.test("baseEnvironment() passes on no directory of PATH that the working directory chooses", () => {
  const system = new FakeSystem({
    env: { PATH: "/work/project/node_modules/.bin:.:/usr/bin:/bin" },
  });
  assert.equal(baseEnvironment(system)["PATH"], "/usr/bin:/bin");
});
