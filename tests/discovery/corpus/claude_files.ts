import type { CorpusFile } from "./outcome.ts";

const NOT_SET = (field: string, name: string) =>
  `invalid: "${field}" needs the environment variable ${name}: it is not set`;

/** Files in the shapes of Claude Code and Claude Desktop. */
export const CLAUDE_FILES: readonly CorpusFile[] = [
  // Claude Code
  {
    path: "~/.claude.json",
    text: `{ "numStartups": 3, "mcpServers": {
      "files": { "type": "stdio", "command": "npx", "args": ["-y", "server-files", "/tmp"], "env": {} },
      "api": { "type": "http", "url": "https://api.example.org/mcp",
               "headers": { "Authorization": "Bearer \${API_KEY}" } },
      "old": { "type": "sse", "url": "\${BASE:-https://old.example.org}/sse" } } }`,
    env: { API_KEY: "k" },
    servers: {
      files: "npx -y server-files /tmp",
      api: "https://api.example.org/mcp {Authorization: Bearer k} http",
      old: "https://old.example.org/sse sse",
    },
  },
  {
    path: "~/.claude.json",
    text: `{ "mcpServers": { "a": { "type": "http", "url": "https://example.com/mcp",
      "oauth": { "clientId": "\${ID:-claude-id}", "callbackPort": 8080 } } } }`,
    servers: { a: "https://example.com/mcp http as claude-id/-" },
  },
  {
    path: "~/.claude.json",
    text: `{ "mcpServers": { "a": { "command": "for-all" } },
      "projects": { "/work/project": { "mcpServers": { "a": { "command": "here" } },
                                       "disabledMcpServers": ["b"] },
                    "/work/other": { "mcpServers": { "c": { "command": "elsewhere" } } } } }`,
    servers: { a: "here" },
  },
  {
    path: "~/.claude.json",
    text: `{ "mcpServers": { "a": { "command": "x" }, "b": { "command": "y" } },
      "projects": { "/work/project": { "disabledMcpServers": ["a", 7, "none"] } } }`,
    servers: {
      a: `disabled: "disabledMcpServers" of its client's settings names it`,
      b: "y",
    },
  },
  {
    path: "~/.claude.json",
    text: `{ "mcpServers": { "linear": { "command": "npx", "args": ["-y", "mcp-remote",
      "https://mcp.linear.app/sse", "--header", "Authorization:\${AUTH_HEADER}"],
      "env": { "AUTH_HEADER": "Bearer \${TOKEN}" } } } }`,
    env: { TOKEN: "t" },
    servers: {
      linear: "npx -y mcp-remote https://mcp.linear.app/sse --header Authorization:Bearer t " +
        "[AUTH_HEADER=Bearer t]",
    },
  },
  {
    path: "~/.claude.json",
    text: `{ "mcpServers": { "script": { "command": "bash",
      "args": ["-c", "for f in *.bak; do mv $f \${f%.bak} \${f}; done"] } } }`,
    servers: { script: "bash -c for f in *.bak; do mv $f ${f%.bak} ${f}; done" },
  },
  {
    path: "~/.claude.json",
    text: `{ "mcpServers": { "a": { "command": "x", "env": { "K": "\${UNSET}" } },
      "b": { "url": "https://example.org/\${UNSET}" },
      "c": { "command": "x", "args": ["\${env:HOME}"] }, "d": { "command": "x" } } }`,
    servers: {
      a: NOT_SET("env", "UNSET"),
      b: NOT_SET("url", "UNSET"),
      c: 'invalid: "args" uses "${env:HOME}", which its client does not resolve',
      d: "x",
    },
  },
  {
    path: "~/.claude.json",
    text: `{ "mcpServers": { "a": { "type": "http", "url": "https://example.org",
      "headersHelper": "/bin/token" } } }`,
    servers: {
      a: 'invalid: line 2, column 24: "headersHelper" has a program make the headers, which the ' +
        "bridge does not start",
    },
  },
  {
    path: "~/.config/Claude Code/claude_code_config.json",
    text: `{ "mcpServers": { "a": { "command": "\${BIN:-x}", "args": [8080, true] } } }`,
    servers: { a: "x 8080 true" },
  },
  {
    path: "~/.config/Claude/claude_code_config.json",
    text: `{ "mcpServers": { "a": { "command": "x", "timeout": 60000 } } }`,
    servers: { a: "x call 60000" },
  },
  // Claude Desktop takes every text as it is written
  {
    path: "~/.config/Claude/claude_desktop_config.json",
    text: `{ "globalShortcut": "", "mcpServers": {
      "a": { "command": "npx", "args": ["mcp-remote", "https://example.org", "--header",
             "Authorization:\${AUTH}"], "env": { "AUTH": "Bearer x", "RAW": "\${HOME}" } },
      "b": { "command": "~/bin/server" } } }`,
    servers: {
      a: "npx mcp-remote https://example.org --header Authorization:${AUTH} [AUTH=Bearer x] " +
        "[RAW=${HOME}]",
      b: "/home/ada/bin/server",
    },
  },
];
