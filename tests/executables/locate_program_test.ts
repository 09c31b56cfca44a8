import assert from "node:assert/strict";

import { locateProgram } from "../../src/executables/locate_program.ts";
import { executable, type FakeEntry, link } from "../fakes/fake_files.ts";
import { FakeSystem, type FakeSystemOptions } from "../fakes/fake_system.ts";

const PROJECT: Readonly<Record<string, FakeEntry>> = { "/work/project": { kind: "directory" } };

function locate(options: FakeSystemOptions) {
  const files = { ...PROJECT, ...options.files };
  return locateProgram(new FakeSystem({ ...options, files }), "podman");
}

Deno.test("locateProgram() finds a program on PATH before the known places", async () => {
  const files = { "/opt/x/podman": executable(), "/usr/bin/podman": executable() };
  assert.deepEqual(await locate({ env: { PATH: "/opt/x:/usr/bin" }, files }), {
    found: true,
    path: "/opt/x/podman",
  });
});

Deno.test("locateProgram() finds what a minimal PATH does not have", async () => {
  const cases: readonly (readonly [FakeSystemOptions["platform"], string])[] = [
    ["linux", "/usr/local/bin/podman"],
    ["darwin", "/opt/homebrew/bin/podman"],
    ["darwin", "/opt/podman/bin/podman"],
    ["darwin", "/home/ada/.rd/bin/podman"],
    ["windows", "C:\\Program Files\\RedHat\\Podman\\podman.exe"],
  ];
  for (const [platform = "linux", path] of cases) {
    const system = new FakeSystem({ platform, files: { [path]: executable() } });
    assert.deepEqual(await locateProgram(system, "podman"), { found: true, path });
  }
});

Deno.test("locateProgram() says that a program is not there", async () => {
  const files = {
    "/usr/bin/podman": "not executable",
    "/opt/podman": { kind: "directory" } as const,
  };
  assert.deepEqual(await locate({ env: { PATH: "/opt:/nope" }, files }), {
    found: false,
    refusal: "not on PATH",
  });
});

Deno.test("locateProgram() passes over relative entries of PATH", async () => {
  const files = { "/work/project/podman": executable(), "/work/project/bin/podman": executable() };
  const found = await locate({ env: { PATH: ".:bin::./bin" }, files });
  assert.deepEqual(found, { found: false, refusal: "not on PATH" });
});

Deno.test("locateProgram() passes over programs in the working directory and goes on", async () => {
  const planted = { "/work/project/bin/podman": executable() };
  const env = { PATH: "/work/project/bin:/opt/safe" };
  assert.deepEqual(await locate({ env, files: { ...planted, "/opt/safe/podman": executable() } }), {
    found: true,
    path: "/opt/safe/podman",
  });
  assert.deepEqual(await locate({ env, files: planted }), {
    found: false,
    refusal: "/work/project/bin/podman is not used because it is in the working directory",
  });
});

Deno.test("locateProgram() sees through links into the working directory", async () => {
  const files = {
    "/opt/bin/podman": link("/work/project/podman"),
    "/work/project/podman": executable(),
  };
  assert.deepEqual(await locate({ env: { PATH: "/opt/bin" }, files }), {
    found: false,
    refusal: "/opt/bin/podman is not used because it is in the working directory",
  });
});

Deno.test("locateProgram() passes over what every user may write", async () => {
  const shared: Readonly<Record<string, FakeEntry>> = {
    "/shared": { kind: "directory", mode: 0o1777 },
    "/shared/podman": executable(),
  };
  assert.deepEqual(await locate({ env: { PATH: "/shared" }, files: shared }), {
    found: false,
    refusal: "/shared/podman is not used because every user may write to /shared",
  });
  const loose: Readonly<Record<string, FakeEntry>> = {
    "/opt/podman": { kind: "file", mode: 0o777 },
  };
  assert.deepEqual(await locate({ env: { PATH: "/opt" }, files: loose }), {
    found: false,
    refusal: "/opt/podman is not used because every user may write to it",
  });
});

Deno.test("locateProgram() trusts programs below a working directory that is / or the home", async () => {
  const path = "/home/ada/.local/bin/podman";
  for (const cwd of ["/", "/home/ada"]) {
    const system = new FakeSystem({
      cwd,
      env: { PATH: "/home/ada/.local/bin" },
      files: { "/": { kind: "directory" }, [path]: executable() },
    });
    assert.deepEqual(await locateProgram(system, "podman"), { found: true, path });
  }
});
