import type { CorpusFile } from "./outcome.ts";

const SERVERS = "~/.config/mcp/servers";

/** Files of no single client, in the shape of any. */
export const COMMON_FILES: readonly CorpusFile[] = [
  {
    path: `${SERVERS}/one.json`,
    text: `{ "command": "x", "args": ["~/a"] }`,
    servers: { one: "x /home/ada/a" },
  },
  {
    path: `${SERVERS}/claude.json`,
    text: `{ "mcpServers": { "a": { "command": "x", "args": ["\${K}", "\${env:K}", "$K"] } } }`,
    env: { K: "k" },
    servers: { a: "x k k $K" },
  },
  {
    path: `${SERVERS}/registered.json`,
    text: `{ "mcpServers": {
      "a": { "url": "https://example.com/a", "oauth": { "client_id": "one" } },
      "b": { "url": "https://example.com/b", "auth": { "CLIENT_ID": "two", "CLIENT_SECRET": "s" } } } }`,
    servers: { a: "https://example.com/a as one/-", b: "https://example.com/b as two/s" },
  },
  {
    path: `${SERVERS}/vscode.json`,
    text:
      `{ "inputs": [], "servers": { "a": { "command": "x", "args": ["\${env:K}", "\${K}"] } } }`,
    env: { K: "k" },
    servers: { a: "x k ${K}" },
  },
  {
    path: `${SERVERS}/opencode.json`,
    text:
      `{ "mcp": { "a": { "type": "local", "command": ["x"], "environment": { "A": "{env:K}" } } } }`,
    env: { K: "k" },
    servers: { a: "x [A=k]" },
  },
  {
    path: `${SERVERS}/zed.json`,
    text: `{ "context_servers": { "a": { "command": { "path": "x", "args": ["\${K}"] } } } }`,
    servers: { a: "x ${K}" },
  },
  {
    path: `${SERVERS}/gemini.json`,
    text:
      `{ "mcpServers": { "a": { "httpUrl": "https://example.org", "includeTools": ["t(x)"] } } }`,
    servers: { a: "https://example.org http only t" },
  },
  {
    path: `${SERVERS}/windsurf.json`,
    text:
      `{ "mcpServers": { "a": { "serverUrl": "https://example.org", "disabledTools": ["t"] } } }`,
    servers: { a: "https://example.org without t" },
  },
  {
    path: `${SERVERS}/copilot.json`,
    text: `{ "mcpServers": { "a": { "type": "local", "command": "x", "tools": ["t"] } } }`,
    servers: { a: "x only t" },
  },
  // entries of one client keep its own syntax
  {
    path: `${SERVERS}/gemini-cli.json`,
    text: `{ "client": "gemini-cli", "mcpServers": { "a": { "command": "x", "args": ["$A", "$B"] },
      "b": { "httpUrl": "https://example.org", "includeTools": ["t(x)"] } } }`,
    env: { A: "1" },
    servers: { a: "x 1 $B", b: "https://example.org http only t" },
  },
  {
    path: `${SERVERS}/codex.json`,
    text: `{ "client": "codex", "mcp_servers": { "a": { "command": "x", "args": ["\${A}"],
      "env_vars": ["A"], "tool_timeout_sec": 2 } } }`,
    env: { A: "1" },
    servers: { a: "x ${A} [A=1] call 2000" },
  },
  {
    path: `${SERVERS}/unknown.json`,
    text: `{ "client": "none", "mcpServers": { "a": { "command": "\${A}" } }, "servers": {} }`,
    env: { A: "1" },
    servers: { a: "1" },
  },
  {
    path: `${SERVERS}/bare.json`,
    text: `{ "a": { "command": "x" }, "b": { "url": "https://example.org" }, "version": 1 }`,
    servers: { a: "x", b: "https://example.org" },
  },
  {
    path: `${SERVERS}/spelled.json`,
    text:
      `{ "MCPServers": { "a": { "Command": "x", "ARGS": ["y"], "Env": { "A": "b" }, "CWD": "/d" },
      "b": { "server_url": "https://example.org", "Transport-Type": "Streamable_HTTP" } } }`,
    servers: { a: "x y [A=b] in /d", b: "https://example.org http" },
  },
  {
    path: `${SERVERS}/exact.json`,
    text: `{ "mcpServers": { "a": { "Command": "no", "command": "yes" } } }`,
    servers: { a: "yes" },
  },
  {
    path: `${SERVERS}/two.json`,
    text: `{ "mcpServers": { "a": { "command": "x" } }, "servers": { "b": { "command": "y" } } }`,
    servers: { a: "x", b: "y" },
  },
  {
    path: "~/MCPs/mine.json",
    text: `{ "command": "x", "description": "Mine" }`,
    servers: { mine: 'x "Mine"' },
  },
  { path: "~/MCPs/empty.json", text: "", servers: {}, problem: /^it is empty$/ },
];
