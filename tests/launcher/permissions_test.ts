import assert from "node:assert/strict";
import {
  computePermissions,
  sameRights,
  toWorkerPermissions,
} from "../../src/launcher/permissions.ts";

const DIRECTORY = "/home/ada/.local/state/mcp-code-bridge/bridge";
const PACKAGES = "/home/ada/.local/state/mcp-code-bridge/packages";

Deno.test("computePermissions() gives the bridge its own folder, of the packages no more than their sight, and nothing else", () => {
  const rights = computePermissions({ directory: DIRECTORY, packages: PACKAGES });
  assert.deepEqual(toWorkerPermissions(rights), {
    read: [DIRECTORY, PACKAGES],
    write: [DIRECTORY],
    net: [],
    env: [],
    run: false,
    sys: false,
    ffi: false,
    import: false,
  });
});

Deno.test("sameRights() compares what is granted, not why", () => {
  const base = computePermissions({ directory: DIRECTORY, packages: PACKAGES });
  const host = (reason: string) => ({ name: "net", value: "example.com:443", reason } as const);
  const more = [...base, host("one reason")];
  const renamed = [...base, host("another")];
  assert.ok(sameRights(more, renamed));
  assert.ok(!sameRights(base, more) && !sameRights(more, base));
});
