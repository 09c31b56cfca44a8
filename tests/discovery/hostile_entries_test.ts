import assert from "node:assert/strict";
import { discover } from "../../src/discovery/discover.ts";
import type { DiscoveredServer } from "../../src/discovery/server_definition.ts";
import { escapeName } from "../../src/text/escape.ts";
import { FakeSystem } from "../fakes/fake_system.ts";

type Entry = Readonly<Record<string, unknown>>;

const LONG = "x".repeat(131_073);
const MANY = Array.from({ length: 1001 }, (_, number) => `v${number}`);
const MANY_VARIABLES = Object.fromEntries(MANY.map((name) => [name, "x"]));
const OTHER_TYPES = [0, 1, -1, 1e308, true, false, [], {}, [[]], [{}], [null], ["x"], { a: "x" }];
const UNSHOWABLE = ["\0", "\n", "\r", "\u001b[31m", "\u007f", "\u202e", "\u2028", "\ufeff"];
const ENV: Readonly<Record<string, string>> = {
  EMPTY: "",
  BLANK: " ",
  BREAK: "a\nb",
  ESCAPE: "\u001b[2J",
  HUGE: "x".repeat(200_000),
  PATHLIKE: "p".repeat(5000),
  INJECTION: "x\r\nX-Evil: 1",
};

/** Entries that are refused, and the field that the refusal names. */
function hostileEntries(): readonly (readonly [field: string, entry: Entry])[] {
  const found: [string, Entry][] = [];
  const add = (field: string, ...entries: readonly Entry[]) => {
    for (const entry of entries) found.push([field, entry]);
  };
  const command = "x";
  const url = "https://example.org/mcp";
  const http = (fields: Entry) => ({ url, ...fields });

  for (const value of OTHER_TYPES) {
    // an array with texts is a command and its arguments
    if (!Array.isArray(value) || value[0] !== "x") add("command", { command: value });
    add("cwd", { command, cwd: value });
    add("url", { url: value });
    add("type", { command, type: value });
    if (!Array.isArray(value) || typeof value[0] === "object") {
      if (!Array.isArray(value) || value.length > 0) add("args", { command, args: value });
    }
    if (typeof value !== "object" || Array.isArray(value)) {
      add("env", { command, env: value });
      add("headers", http({ headers: value }));
    }
    if (typeof value !== "boolean") {
      add("disabled", { command, disabled: value });
      add("enabled", { command, enabled: value });
    }
  }
  add("args", ...[null, {}, []].map((item) => ({ command, args: ["x", item] })));
  add("env", ...[null, {}, []].map((value) => ({ command, env: { A: value } })));
  add("headers", ...[null, {}, []].map((value) => http({ headers: { A: value } })));
  add(
    "disabled",
    ...["true", "false", "yes", "", "1"].map((text) => ({ command, disabled: text })),
  );
  add("enabled", ...["false", "no", ""].map((text) => ({ command, enabled: text })));
  add(
    "type",
    ...["", "exec", "shell", "unix", "http ", "__proto__", "file"]
      .map((type) => ({ command, type })),
  );
  add("command", {}, { args: ["x"] }, { type: "stdio" }, { type: "stdio", url });
  add("url", { type: "http" }, { type: "sse", command }, { command, url });

  add("command", ...["", " ", "\t", "\n"].map((text) => ({ command: text })));
  add("command", { command: "${EMPTY:-}" }, { command: "${BLANK}" }, { command: "${PATHLIKE}" });
  add("command", { command: LONG }, { command: "p".repeat(5000) });
  add("cwd", { command, cwd: "" }, { command, cwd: "${EMPTY:-}" }, { command, cwd: LONG });
  add("cwd", { command, cwd: "p".repeat(5000) }, { command, cwd: "${BREAK}" });
  add("args", { command, args: [LONG] }, { command, args: MANY });
  add("args", { command, args: ["a\0b"] }, { command, args: ["${HUGE}", "${HUGE}"] });
  add("env", { command, env: MANY_VARIABLES }, { command, env: { A: LONG } });
  add("env", { command, env: { "": "x" } }, { command, env: { "A=B": "x" } });
  add("env", { command, env: { "A\0": "x" } }, { command, env: { A: "x\0" } });
  add("env", { command, env: { "=C:": "x" } }, { command, env: { A: "${HUGE}", B: "${HUGE}" } });
  for (const text of UNSHOWABLE) {
    add("command", { command: `x${text}y` });
    add("cwd", { command, cwd: `/x${text}y` });
    add("env", { command, env: { [`A${text}B`]: "x" } });
    add("url", { url: `https://example.org/${text}x` });
    add("headers", http({ headers: { [`A${text}`]: "x" } }));
  }
  for (const text of ["\0", "\n", "\r\n", "\u001b", "\u007f", "\u202e", "\u0100", "😀"]) {
    add("headers", http({ headers: { A: `x${text}y` } }));
  }
  for (
    const name of ["", " ", "A B", "A:", "Ä", "A(", "A/B", "{A}", '"A"', "A,B", "A".repeat(300)]
  ) {
    add("headers", http({ headers: { [name]: "x" } }));
  }
  for (
    const name of [
      "Host",
      "host",
      "Content-Length",
      "Transfer-Encoding",
      "TRAILER",
      "Connection",
      "Upgrade",
      "TE",
      "Expect",
      "Keep-Alive",
    ]
  ) add("headers", http({ headers: { [name]: "x" } }));
  add("headers", http({ headers: { A: "${INJECTION}" } }), http({ headers: { A: "${UNSET}" } }));
  add("headers", http({ headers: MANY_VARIABLES }), http({ headers: { A: LONG } }));
  for (
    const text of [
      "",
      " ",
      "x",
      "//example.org",
      "/etc/passwd",
      "file:///etc/passwd",
      "ftp://example.org",
      "javascript:alert(1)",
      "data:text/plain,x",
      "blob:https://example.org/x",
      "unix:///run/docker.sock",
      "ws://example.org",
      "wss://example.org",
      "stdio://x",
      "https://",
      "http://",
      "https://user:password@example.org",
      "https://token@example.org",
      "https://:password@example.org",
      "https://example.org:99999",
      "https://example.org:-1",
      "https://[::1",
      "https://exa mple.org",
      "https://%00.example.org",
      "https://example.org\\@evil.example:x",
      " https://example.org",
      "https://example.org ",
      `https://example.org/${"x".repeat(10_000)}`,
      "${ESCAPE}",
      "${UNSET}",
      "https://${BREAK}/",
    ]
  ) add("url", { url: text });
  for (
    const reference of [
      "${UNSET}",
      "${}",
      "${1}",
      "${A B}",
      "${A:=x}",
      "${A:?x}",
      "${!A}",
      "${A[0]}",
    ]
  ) {
    add("command", { command: reference });
    add("cwd", { command, cwd: reference });
    add("url", { url: `https://example.org/${reference}` });
  }
  for (
    const reference of ["${UNSET}", "${env:UNSET}", "${input:A}", "${command:a.b}", "${config:a}"]
  ) {
    add("args", { command, args: [reference] });
    add("env", { command, env: { A: reference } });
    add("headers", http({ headers: { A: reference } }));
  }
  return found;
}

async function find(entries: readonly Entry[]): Promise<readonly DiscoveredServer[]> {
  const servers = Object.fromEntries(entries.map((entry, index) => [`s${index}`, entry]));
  const file = "/home/ada/.config/mcp/servers/all.json";
  const system = new FakeSystem({
    env: ENV,
    files: { [file]: JSON.stringify({ mcpServers: servers }) },
  });
  const settings = { stateDir: "/state", allowSelfServer: false, configFiles: [] };
  const found = await discover({ system, settings, log: () => {} });
  assert.equal(found.servers.length, entries.length);
  return found.servers;
}

Deno.test("discover() refuses hostile entries, names the field, and shows no value", async () => {
  const hostile = hostileEntries();
  assert.ok(hostile.length >= 300, `${hostile.length} entries`);
  const accepted: string[] = [];
  for (const [index, server] of (await find(hostile.map(([, entry]) => entry))).entries()) {
    const [field, entry] = hostile[index] ?? ["", {}];
    const { availability } = server;
    const shown = JSON.stringify(entry).slice(0, 120);
    if (availability.state !== "invalid") {
      accepted.push(`${field}: ${shown}`);
      continue;
    }
    if (!availability.reason.includes(`"${field}"`)) {
      accepted.push(`${availability.reason} ${shown}`);
    }
    assert.equal(server.definition, null);
    assert.ok(availability.reason.length < 400, shown);
    assert.equal(escapeName(availability.reason), availability.reason, shown);
  }
  assert.deepEqual(accepted, []);
});

Deno.test("discover() takes odd entries that are harmless for what they are", async () => {
  const entries: readonly Entry[] = [
    { command: "-rf" },
    { command: "x;reboot" },
    { command: "$(reboot)", args: ["`reboot`", "a\nb", "--", "é", "\u001b"] },
    { command: "x", env: { A: "-----BEGIN KEY-----\nx\n", __proto__x: "x", constructor: "x" } },
    { command: "x", cwd: "../.." },
    { command: "x", args: null, env: null, cwd: null, url: null },
    { command: "x", unknown: { deep: [1] } },
    { command: "x", args: [1, true, "${}", "${1}", "${A B}", "${A:=x}", "${!A}", "${f%.bak}"] },
    { command: ["x", "y"], args: ["z"], type: "STDIO" },
  ];
  for (const { availability, definition } of await find(entries)) {
    assert.equal(availability.state, "ready");
    assert.equal(definition?.kind, "stdio");
  }
  const [http] = await find([{ url: "http://127.0.0.1:1/#x", headers: { "X-A": "\u00e9 \t x" } }]);
  assert.equal(http?.availability.state, "ready");
});
