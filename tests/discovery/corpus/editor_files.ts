import type { CorpusFile } from "./outcome.ts";

const NOT_SET = (field: string, name: string) =>
  `invalid: "${field}" needs the environment variable ${name}: it is not set`;
const DISABLED = "disabled: its entry says ";

/** Files in the shapes of editors and their extensions. */
export const EDITOR_FILES: readonly CorpusFile[] = [
  // Cursor
  {
    path: "~/.cursor/mcp.json",
    text: `{ "mcpServers": {
      "a": { "command": "python", "args": ["\${workspaceFolder}/tools/mcp.py", "\${userHome}"],
             "env": { "API_KEY": "\${env:API_KEY}", "LITERAL": "\${API_KEY}" } },
      "b": { "url": "https://api.example.com/mcp",
             "headers": { "Authorization": "Bearer \${env:API_KEY}" } },
      "c": { "command": "x", "env": { "A": "\${env:UNSET}" } } } }`,
    env: { API_KEY: "k" },
    servers: {
      a: "python /work/project/tools/mcp.py /home/ada [API_KEY=k] [LITERAL=${API_KEY}]",
      b: "https://api.example.com/mcp {Authorization: Bearer k}",
      c: NOT_SET("env", "UNSET"),
    },
  },
  {
    path: "~/.cursor/mcp.json",
    text: `{ "mcpServers": {
      "a": { "url": "https://example.com/mcp",
             "auth": { "CLIENT_ID": "\${env:ID}", "CLIENT_SECRET": "\${env:SECRET}", "scopes": ["s"] } },
      "b": { "url": "https://example.com/mcp", "oauth": { "clientId": "not-here" } } } }`,
    env: { ID: "cursor-id", SECRET: "s3" },
    servers: {
      a: "https://example.com/mcp as cursor-id/s3",
      b: "https://example.com/mcp",
    },
  },
  {
    path: "~/.cursor/mcp.json",
    text: `{ "mcpServers": { "a": { "type": "stdio", "command": "x",
      "envFile": "\${userHome}/keys.env", "env": { "B": "own" } },
      "b": { "command": "x", "envFile": "~/none.env" },
      "c": { "command": "x", "envFile": "\${workspaceFolder}/.env" } } }`,
    beside: {
      "./.env": "NODE_OPTIONS=canary",
      "~/keys.env": "# keys\nexport A='one two'\nB=file\n",
    },
    servers: {
      a: "x [A=one two] [B=own]",
      b: 'invalid: "envFile" is "~/none.env": there is no such file',
      c: 'invalid: "envFile" is "/work/project/.env": it is in the working directory or above, ' +
        "and may be part of a repository",
    },
  },
  // VS Code
  {
    path: "~/.config/Code/User/mcp.json",
    text: `{
      // asked for by the editor
      "inputs": [{ "type": "promptString", "id": "key", "description": "Key", "password": true }],
      "servers": {
        "memory": { "type": "stdio", "command": "npx", "args": ["-y", "server-memory", "~/m"] },
        "perplexity": { "command": "npx", "env": { "KEY": "\${input:key}" } },
        "web": { "type": "http", "url": "https://example.com/mcp",
                 "headers": { "Authorization": "Bearer \${input:key}" } },
        "folder": { "command": "x", "cwd": "\${workspaceFolder}/sub" },
      },
    }`,
    servers: {
      memory: "npx -y server-memory /home/ada/m",
      perplexity: 'invalid: "env" needs the input "key", which its client asks for and keeps to ' +
        "itself: write the value, or a variable, into a file of yours",
      web: 'invalid: "headers" needs the input "key", which its client asks for and keeps to ' +
        "itself: write the value, or a variable, into a file of yours",
      folder: "x in /work/project/sub",
    },
  },
  {
    path: "~/.config/Code/User/mcp.json",
    text: `{ "servers": {
      "a": { "type": "http", "url": "https://example.com/mcp", "oauth": { "clientId": "code-id" } },
      "b": { "url": "https://example.com/mcp", "oauth": { "clientId": "" } },
      "c": { "url": "https://example.com/mcp", "oauth": { "clientId": 7 } } } }`,
    servers: {
      a: "https://example.com/mcp http as code-id/-",
      b: "https://example.com/mcp",
      c: 'invalid: line 4, column 71: "oauth.clientId" must be text: found a number',
    },
  },
  {
    path: "~/.config/Code/User/mcp.json",
    text: `{ "servers": { "a": { "command": "x", "args": ["\${config:python.path}"] } } }`,
    servers: {
      a: 'invalid: "args" uses "${config:python.path}", which its client does not resolve',
    },
  },
  {
    path: "~/.config/Code/User/mcp.json",
    text: `{ "servers": { "a": { "command": "x", "sandboxEnabled": true, "sandbox": {} },
      "b": { "command": "x", "sandboxEnabled": false, "dev": { "watch": "*" } } } }`,
    servers: {
      a: 'invalid: line 1, column 57: "sandboxEnabled" asks for the sandbox of VS Code, which the ' +
        "bridge does not have",
      b: "x",
    },
  },
  {
    path: "~/.config/Code - Insiders/User/mcp.json",
    text: `{ "servers": { "a": { "type": "sse", "url": "https://example.com/sse" } } }`,
    servers: { a: "https://example.com/sse sse" },
  },
  {
    path: "~/.config/VSCodium/User/mcp.json",
    text: `{ "servers": {} }`,
    servers: {},
  },
  // Windsurf
  {
    path: "~/.codeium/windsurf/mcp_config.json",
    text: `{ "mcpServers": {
      "a": { "command": "npx", "args": ["-y", "x"], "disabled": false, "disabledTools": ["rm", "mv"] },
      "b": { "serverUrl": "https://example.com/mcp", "headers": { "A": "\${env:TOKEN}" } },
      "c": { "command": "x", "disabled": true },
      "d": { "command": "x", "env": { "K": "\${file:~/key.txt}" } },
      "e": { "command": "x", "env": { "K": "\${file:/none}" } } } }`,
    env: { TOKEN: "t" },
    beside: { "~/key.txt": "from-file\n" },
    servers: {
      a: "npx -y x without rm,mv",
      b: "https://example.com/mcp {A: t}",
      c: `${DISABLED}"disabled": true`,
      d: "x [K=from-file]",
      e: 'invalid: "env" needs the file "/none": it cannot be read',
    },
  },
  // Zed
  {
    path: "~/.config/zed/settings.json",
    text: `// Zed settings
    { "ui_font_size": 16, "context_servers": {
      "new": { "source": "custom", "enabled": true, "command": "npx", "args": ["-y", "x"],
               "env": { "A": "$A" }, "timeout": 90 },
      "older": { "source": "custom", "command": { "path": "x", "args": ["y"], "env": { "B": "b" } },
                 "settings": {} },
      "remote": { "url": "https://example.com/mcp", "headers": { "H": "h" } },
      "by-extension": { "source": "extension", "enabled": true, "settings": { "token": "t" } },
      "off": { "enabled": false, "command": "x", "args": [] } } }`,
    servers: {
      new: "npx -y x [A=$A] call 90000",
      older: "x y [B=b]",
      remote: "https://example.com/mcp {H: h}",
      "by-extension": 'invalid: line 8, column 23: it has neither "command" nor "url": an ' +
        "extension of Zed installs and starts it",
      off: `${DISABLED}"enabled": false`,
    },
  },
  // Cline
  {
    path:
      "~/.config/Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json",
    text: `{ "mcpServers": {
      "a": { "command": "node", "args": ["x.js"], "env": { "K": "\${env:KEY}", "L": "\${KEY}" },
             "disabled": false, "autoApprove": ["get"], "timeout": 120 },
      "b": { "url": "https://example.com/sse", "disabled": false },
      "c": { "type": "streamableHttp", "url": "https://example.com/mcp" },
      "d": { "transportType": "http", "url": "https://example.com/mcp" },
      "e": { "command": "x", "url": "https://example.com", "disabled": true } } }`,
    env: { KEY: "k" },
    servers: {
      a: "node x.js [K=k] [L=${KEY}] call 120000",
      b: "https://example.com/sse sse",
      c: "https://example.com/mcp http",
      d: "https://example.com/mcp http",
      e: `${DISABLED}"disabled": true`,
    },
  },
  {
    path: "~/.cline/data/settings/cline_mcp_settings.json",
    text: `{ "mcpServers": { "a": { "command": "x", "timeout": 0 } } }`,
    servers: { a: "x" },
  },
];
