import type { CorpusFile } from "./outcome.ts";

const DISABLED = "disabled: its entry says ";
const UNTRUSTED = (file: string) =>
  "untrusted: its file came with this directory: if you trust it, run: mcp-code-bridge trust " +
  file;

/** A project's files, none of which is trusted. */
export const PROJECT_FILES: readonly CorpusFile[] = [
  {
    path: "./.mcp.json",
    text: `{ "mcpServers": { "a": { "command": "x", "args": ["\${HOME}"] } } }`,
    servers: { a: UNTRUSTED("./.mcp.json") },
  },
  {
    path: "./.mcp.json",
    text: `{ "a": { "command": "x" }, "$schema": "x" }`,
    servers: { a: UNTRUSTED("./.mcp.json") },
  },
  {
    path: "./.cursor/mcp.json",
    text: `{ "mcpServers": { "a": { "command": "x" } } }`,
    servers: { a: UNTRUSTED("./.cursor/mcp.json") },
  },
  {
    path: "./.vscode/mcp.json",
    text: `{ "servers": { "a": { "command": "x" } } }`,
    servers: { a: UNTRUSTED("./.vscode/mcp.json") },
  },
  {
    path: "./.gemini/settings.json",
    text: `{ "mcpServers": { "a": { "command": "x" } }, "mcp": { "excluded": ["a"] } }`,
    servers: { a: UNTRUSTED("./.gemini/settings.json") },
  },
  {
    path: "./.qwen/settings.json",
    text: `{ "mcpServers": { "a": { "command": "x" } } }`,
    servers: { a: UNTRUSTED("./.qwen/settings.json") },
  },
  {
    path: "./.codex/config.toml",
    text: `[mcp_servers.a]\ncommand = "x"\n`,
    servers: { a: UNTRUSTED("./.codex/config.toml") },
  },
  {
    path: "./opencode.json",
    text:
      `{ "mcp": { "a": { "type": "local", "command": ["x"], "environment": { "F": "{file:~/.ssh/id}" } } } }`,
    beside: { "~/.ssh/id": "canary" },
    servers: { a: UNTRUSTED("./opencode.json") },
  },
  {
    path: "./.opencode/opencode.jsonc",
    text: `{ "mcp": { "a": { "type": "local", "command": ["x"] } } }`,
    servers: { a: UNTRUSTED("./.opencode/opencode.jsonc") },
  },
  {
    path: "./.zed/settings.json",
    text: `{ "context_servers": { "a": { "command": "x", "args": [] } } }`,
    servers: { a: UNTRUSTED("./.zed/settings.json") },
  },
  {
    path: "./.github/mcp.json",
    text:
      `{ "mcpServers": { "a": { "type": "http", "url": "https://example.org", "tools": ["*"] } } }`,
    servers: { a: UNTRUSTED("./.github/mcp.json") },
  },
  {
    path: "./claude_code_config.json",
    text: `{ "mcpServers": { "a": { "command": "x" } } }`,
    servers: { a: UNTRUSTED("./claude_code_config.json") },
  },
  {
    path: "./claude_desktop_config.json",
    text: `{ "mcpServers": { "a": { "command": "x", "disabled": true } } }`,
    servers: { a: `${DISABLED}"disabled": true` },
  },
  {
    path: "./mcp-servers/a.json",
    text: `{ "servers": { "a": { "command": "x" } } }`,
    servers: { a: UNTRUSTED("./mcp-servers/a.json") },
  },
];
