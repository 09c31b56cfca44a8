import type { CorpusFile } from "./outcome.ts";

const DISABLED = "disabled: its entry says ";

/** Files in the shapes of programs for the terminal. */
export const TERMINAL_FILES: readonly CorpusFile[] = [
  // Gemini CLI
  {
    path: "~/.gemini/settings.json",
    text: `{ "mcpServers": { "a": { "httpUrl": "https://example.com/mcp",
      "oauth": { "enabled": true, "clientId": "g", "clientSecret": "$SECRET" } } } }`,
    env: { SECRET: "s3" },
    servers: { a: "https://example.com/mcp http as g/s3" },
  },
  {
    path: "~/.gemini/settings.json",
    text: `{ "theme": "x", "mcpServers": {
      "py": { "command": "python", "args": ["-m", "srv"], "cwd": "./servers", "timeout": 15000,
              "env": { "DB": "$DB_URL", "KEY": "\${KEY}", "PASS": "pa$word" }, "trust": false,
              "description": "A database" },
      "http": { "httpUrl": "http://localhost:3000/mcp", "headers": { "A": "b" }, "url": "http://x" },
      "sse": { "url": "http://localhost:8080/sse" },
      "some": { "command": "x", "includeTools": ["safe", "run(ls)"], "excludeTools": ["danger"] } } }`,
    env: { DB_URL: "db", KEY: "k" },
    servers: {
      py: "python -m srv [DB=db] [KEY=k] [PASS=pa$word] in /work/project/servers call 15000 " +
        '"A database"',
      http: "http://localhost:3000/mcp {A: b} http",
      sse: "http://localhost:8080/sse",
      some: "x only safe,run without danger",
    },
  },
  {
    path: "~/.gemini/settings.json",
    text: `{ "mcp": { "allowed": ["a", "b"], "excluded": ["b"] }, "mcpServers": {
      "a": { "command": "x" }, "b": { "command": "x" }, "c": { "command": "x" } } }`,
    servers: {
      a: "x",
      b: `disabled: "excluded" of its client's settings names it`,
      c: `disabled: "allowed" of its client's settings does not name it`,
    },
  },
  {
    path: "~/.gemini/settings.json",
    text: `{ "mcpServers": { "a": { "command": "x", "args": ["$A", "$B", "$C"] } } }`,
    env: { A: "ours" },
    beside: {
      "~/.gemini/.env": "A=file\nB=file\n",
      "~/.env": "C=not read\n",
      "./.env": "C=not read\n",
    },
    servers: { a: "x ours file $C" },
  },
  // Qwen Code
  {
    path: "~/.qwen/settings.json",
    text: `{ "mcpServers": { "a": { "command": "x", "args": ["\${A}", "\${B}"] } } }`,
    beside: { "~/.gemini/.env": "A=no\n", "~/.env": "A=home\nB='b c'\n" },
    servers: { a: "x home b c" },
  },
  {
    path: "~/.qwen/settings.json",
    text:
      `{ "mcpServers": { "a": { "command": "node", "args": ["$DIR/x.js"], "includeTools": [] } } }`,
    env: { DIR: "/d" },
    servers: { a: "node /d/x.js only " },
  },
  // OpenCode
  {
    path: "~/.config/opencode/opencode.json",
    text: `{ "mcp": {
      "a": { "type": "remote", "url": "https://example.com/mcp", "oauth": { "clientId": "o" } },
      "b": { "type": "remote", "url": "https://example.com/mcp", "oauth": false } } }`,
    servers: { a: "https://example.com/mcp as o/-", b: "https://example.com/mcp" },
  },
  {
    path: "~/.config/opencode/opencode.json",
    text: `{ "$schema": "https://opencode.ai/config.json", "mcp": {
      "a": { "type": "local", "command": ["bun", "x", "my-mcp"], "enabled": true, "timeout": 9000,
             "environment": { "K": "{env:KEY}", "NONE": "{env:UNSET}", "F": "{file:./key.txt}" } },
      "b": { "type": "remote", "url": "https://example.com/mcp", "oauth": false,
             "headers": { "Authorization": "Bearer {env:KEY}" } },
      "c": { "type": "local", "command": ["x"], "enabled": false },
      "d": { "type": "local", "command": [] } },
      "tools": { "a_write*": false, "a_read": true, "b*": false, "bash": false } }`,
    env: { KEY: "k" },
    beside: { "~/.config/opencode/key.txt": "f" },
    servers: {
      a: "bun x my-mcp [K=k] [NONE=] [F=f] without write* call 9000",
      b: "https://example.com/mcp {Authorization: Bearer k} without *",
      c: `${DISABLED}"enabled": false`,
      d: 'invalid: line 7, column 12: "command" is missing',
    },
  },
  {
    path: "~/.config/opencode/opencode.jsonc",
    text: `{ /* mine */ "mcp": { "a": { "type": "local", "command": ["x", "y"], }, }, }`,
    servers: { a: "x y" },
  },
  {
    path: "~/.config/opencode/opencode.json",
    text: `{ "mcp": { "a": { "type": "local", "command": ["x"], "environment": { "A": "${
      Array.from({ length: 21 }, (_, index) => `{file:f${index}}`).join("")
    }" } } } }`,
    servers: { a: "invalid: it refers to 21 files; at most 20 are read" },
  },
  { path: "~/.config/opencode/config.json", text: `{ "theme": "x" }`, servers: {} },
  // Copilot CLI
  {
    path: "~/.copilot/mcp-config.json",
    text: `{ "mcpServers": {
      "a": { "type": "local", "command": "npx", "args": ["-y", "\${X}"], "tools": ["*"],
             "env": { "K": "\${KEY}", "D": "$KEY", "L": "KEY", "F": "\${NONE:-f}" } },
      "b": { "type": "http", "url": "https://example.com/mcp", "tools": ["get", "list"],
             "headers": { "Authorization": "Bearer \${KEY}" } },
      "c": { "type": "stdio", "command": "x", "tools": [] } } }`,
    env: { KEY: "k" },
    servers: {
      a: "npx -y ${X} [K=k] [D=k] [L=KEY] [F=f] only *",
      b: "https://example.com/mcp {Authorization: Bearer k} http only get,list",
      c: "x only ",
    },
  },
];
