import assert from "node:assert/strict";

import { MOUNTS, refuseSource } from "../../src/settings/mounts.ts";
import { FakeSystem } from "../fakes/fake_system.ts";

Deno.test("MOUNTS.parse() takes directories read-only and in /mnt, where nothing else is said", () => {
  const mounts = MOUNTS.parse(" /data/ ; ~/reports:/srv/reports:rw;/x:ro;/run/media/ada/usb ;", {
    ...new FakeSystem(),
    platform: "linux",
    env: () => undefined,
    cwd: () => "/work",
    uid: () => 1000,
    home: () => "/home/ada",
  });
  assert.deepEqual(mounts, [
    { source: "/data", target: "/mnt/data", writable: false },
    { source: "/home/ada/reports", target: "/srv/reports", writable: true },
    { source: "/x", target: "/mnt/x", writable: false },
    { source: "/run/media/ada/usb", target: "/mnt/usb", writable: false },
  ]);
});

Deno.test("MOUNTS.parse() knows the drives of Windows", () => {
  const system = new FakeSystem({ platform: "windows", home: "C:\\Users\\ada", cwd: "C:\\work" });
  assert.deepEqual(MOUNTS.parse("D:\\data\\in:/mnt/in:rw;c:/Users/ada/out", system), [
    { source: "D:\\data\\in", target: "/mnt/in", writable: true },
    { source: "c:\\Users\\ada\\out", target: "/mnt/out", writable: false },
  ]);
  for (const text of ["C:\\", "c:\\users", "C:\\USERS\\ADA", "\\data", "\\\\host\\share", "D:x"]) {
    assert.throws(() => MOUNTS.parse(text, system), text);
  }
});

Deno.test("refuseSource() looks at the real path, whatever the user wrote", () => {
  const at = { platform: "linux", home: "/home/ada", stateDir: "/state/bridge" } as const;
  assert.equal(refuseSource("/data", at), null);
  for (const path of ["/", "/home", "/state", "/state/bridge/x", "/run/docker", "/a:b", "/a,b"]) {
    assert.notEqual(refuseSource(path, at), null, path);
  }
  // the file systems of macOS make no difference between cases
  assert.notEqual(
    refuseSource("/USERS/Ada", { ...at, platform: "darwin", home: "/Users/ada" }),
    null,
  );
});
