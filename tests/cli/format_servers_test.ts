import assert from "node:assert/strict";
import { formatServers } from "../../src/cli/format_servers.ts";
import type { ServerStatuses } from "../../src/cli/server_status.ts";
import type {
  DiscoveredServer,
  Discovery,
  FileReport,
  Origin,
} from "../../src/discovery/server_definition.ts";
import { FakeSystem } from "../fakes/fake_system.ts";

const USER: Origin = { file: "/home/ada/.claude.json", client: "Claude Code", scope: "user" };
const PROJECT: Origin = {
  file: "/work/project/mcp-servers/it's here.json",
  client: "this directory",
  scope: "project",
};

function server(fields: Partial<DiscoveredServer> = {}): DiscoveredServer {
  return {
    name: "files",
    alias: "files",
    definition: {
      kind: "stdio",
      command: "npx",
      args: ["--token", "canary-argument"],
      env: { TOKEN: "canary-variable" },
    },
    origin: USER,
    availability: { state: "ready" },
    shadowed: [],
    ...fields,
  };
}

function file(fields: Partial<FileReport> = {}): FileReport {
  return { origin: USER, servers: ["files"], problem: null, trusted: null, ...fields };
}

function format(
  discovery: Partial<Discovery>,
  statuses: Partial<ServerStatuses> = {},
): string {
  return formatServers({ servers: [], files: [], ...discovery }, new FakeSystem(), {
    named: { configFiles: [] },
    statuses: { programs: new Map(), reports: new Map(), now: NOW, ...statuses },
  });
}

const NOW = Date.UTC(2026, 0, 1);

Deno.test("formatServers() says where a program is, or that it is not found, and counts those that are ready", () => {
  const reason = 'no program "npx\u001b[31m" was found';
  const servers = [server(), server({ name: "none", alias: "none" })];
  const text = format({ servers }, {
    programs: new Map([
      ["files", { kind: "found", path: "/usr/bin/npx" }],
      ["none", { kind: "missing", command: "npx", reason }],
    ]),
  });
  assert.match(text, /^2 servers, 1 ready$/m);
  assert.match(text, /^files \(ready\)$/m);
  assert.match(text, /^ {2}program {4}\/usr\/bin\/npx$/m);
  assert.match(text, /^none \(program not found: no program "npx\\u\{1b\}\[31m" was found\)$/m);
});

Deno.test("formatServers() tells of a server's tools and of its last failure", () => {
  const report = {
    name: "files",
    tools: 12,
    tokens: 900,
    listedAt: NOW - 3 * 60 * 60_000,
    changedTools: ["look\u202e"],
    error: "Cannot start\nit",
    failedAt: NOW - 60_000,
  };
  const text = format({ servers: [server()] }, { reports: new Map([["files", report]]) });
  assert.ok(
    text.includes(
      "  tools      12, listed 3 hours ago\n" +
        "  changed    look\\u{202e}: look at them with mcp-code-bridge tools\n" +
        "  failed     1 minute ago: Cannot start\\u{a}it\n",
    ),
    text,
  );
});

Deno.test("formatServers() shows name, state, alias, file and what is shadowed", () => {
  const text = format({ servers: [server({ name: "my files", shadowed: [PROJECT] })] });
  assert.equal(
    text,
    `1 server, 1 ready

my files (ready)
  in Python  mcp_files
  from       ~/.claude.json (Claude Code)
  shadows    ./mcp-servers/it's here.json (this directory): same name, comes later
`,
  );
});

Deno.test("formatServers() shows what a server is for and which of its tools may be used", () => {
  const tools = { allow: ["get", "list"], deny: ["rm\u001b[31m"] };
  const definition = { kind: "stdio", command: "x", args: [], env: {} } as const;
  const text = format({
    servers: [server({ definition: { ...definition, description: "Files", tools } })],
  });
  assert.ok(
    text.includes("\n  for        Files\n  only       get, list\n  without    rm\\u{1b}[31m\n"),
    text,
  );
});

Deno.test("formatServers() shows transport and host of a server by URL, and no more of the URL", () => {
  const web = (sse: { readonly type?: "sse" }): DiscoveredServer["definition"] => ({
    kind: "http",
    url: "https://mcp.example.com/canary-path?key=canary",
    headers: { Authorization: "canary-header" },
    ...sse,
  });
  const text = format({
    servers: [
      server({ name: "web", definition: web({}) }),
      server({ name: "old", definition: web({ type: "sse" }) }),
    ],
  });
  assert.match(text, /^web \(ready\)\n.*\n {2}reached {4}Streamable HTTP, mcp.example.com:443$/m);
  assert.match(text, /^old \(ready\)\n.*\n {2}reached {4}SSE, mcp.example.com:443$/m);
  assert.doesNotMatch(text, /canary/);
});

Deno.test("formatServers() says why a server cannot be used", () => {
  const availability = {
    state: "invalid",
    reason: 'line 3, column 1: "command" is missing',
  } as const;
  const text = format({ servers: [server({ availability, definition: null })] });
  assert.match(text, /^1 server, 0 ready$/m);
  assert.match(text, /^files \(not valid: line 3, column 1: "command" is missing\)$/m);
});

Deno.test("formatServers() lists files with problems", () => {
  const text = format({ files: [file({ problem: 'line 3, column 7: a "," was expected' })] });
  assert.match(
    text,
    /^Files with problems:\n {2}~\/\.claude\.json: line 3, column 7: a "," was expected$/m,
  );
});

Deno.test("formatServers() gives the command that trusts a project file, quoted for a shell", () => {
  const text = format({ files: [file({ origin: PROJECT, trusted: false })] });
  assert.ok(
    text.includes(`(1 server): mcp-code-bridge trust './mcp-servers/it'\\''s here.json'\n`),
  );
  assert.ok(!format({ files: [file({ origin: PROJECT, trusted: true })] }).includes("trust one"));
});

Deno.test("formatServers() names the places that are looked at when nothing is found", () => {
  const text = format({});
  assert.match(text, /^No servers found/);
  assert.match(text, /^ {2}~\/\.claude\.json$/m);
  assert.match(text, /^ {2}\.\/mcp-servers\/\*\.json$/m);
});

Deno.test("formatServers() shows no argument, variable or header value", () => {
  const http = server({
    name: "remote",
    definition: {
      kind: "http",
      url: "https://canary-user:canary-password@example.org/",
      headers: { Authorization: "canary-header" },
    },
  });
  assert.ok(!format({ servers: [server(), http], files: [file()] }).includes("canary"));
});

Deno.test("formatServers() lets nothing through that a terminal obeys", () => {
  const evil = "a\u001b]0;x\u0007\u009b31m\r\n\u202eb\u2066\u200b\u{e0041}\ud800";
  const text = format({
    servers: [server({ name: evil, availability: { state: "invalid", reason: evil } })],
    files: [file({ problem: evil }), file({ origin: { ...USER, file: evil }, trusted: false })],
  });
  // deno-lint-ignore no-control-regex -- they are what is looked for
  assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]|\p{Cf}|\p{Cs}/u);
  assert.ok(text.includes("a\\u{1b}]0;x\\u{7}"));
});
