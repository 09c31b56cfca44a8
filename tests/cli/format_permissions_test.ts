import assert from "node:assert/strict";
import { formatPermissions } from "../../src/cli/format_permissions.ts";

Deno.test("formatPermissions() shows a right a line with its reason, and what the bridge has none of", () => {
  const text = formatPermissions({
    bridge: [
      { name: "read", value: "/state/bridge", reason: "saved tools and lists of tools live there" },
      { name: "net", value: "example.com:443", reason: "reached by URL: web" },
    ],
    launcher: [{ name: "run", value: "/usr/bin/npx", reason: "server \x1b[31mred" }],
  });
  assert.match(text, /^ {2}read {4}\/state\/bridge {4}saved tools and lists of tools live there$/m);
  assert.match(text, /^ {2}net {5}example\.com:443 {2}reached by URL: web$/m);
  for (const kind of ["write", "env", "run", "sys", "ffi", "import"]) {
    assert.match(text, new RegExp(`^  ${kind} +none$`, "m"));
  }
  assert.ok(!text.includes("\x1b"), "nothing that a terminal would obey");
});
