import type { CorpusFile } from "./outcome.ts";

const NOT_SET = (field: string, name: string) =>
  `invalid: "${field}" needs the environment variable ${name}: it is not set`;
const DISABLED = "disabled: its entry says ";
const UNTRUSTED = (file: string) =>
  "untrusted: its file came with this directory: if you trust it, run: mcp-code-bridge trust " +
  file;
const SERVERS = "~/.config/mcp/servers";

/** Files in the shapes that clients write and their documents show. */
export const CLIENT_FILES: readonly CorpusFile[] = [
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
    text: `{ "servers": { "a": { "command": "x", "args": ["\${config:python.path}"] } } }`,
    servers: {
      a: 'invalid: "args" uses "${config:python.path}", which its client does not resolve',
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
  // Gemini CLI
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
  // Codex
  {
    path: "~/.codex/config.toml",
    text: `model = "gpt-5"
[mcp_servers.context7]
command = "npx"
args = ["-y", "@upstash/context7-mcp"]
env_vars = ["TOKEN", "UNSET", { name = "OTHER", source = "local" }]
startup_timeout_sec = 20
tool_timeout_sec = 45.5
enabled_tools = ["search", "fetch"]
disabled_tools = ["fetch"]

[mcp_servers.context7.env]
LITERAL = "\${TOKEN}"

[mcp_servers."figma dev"]
url = "https://mcp.figma.com/mcp"
bearer_token_env_var = "TOKEN"
http_headers = { "X-Region" = "us" }
env_http_headers = { "X-Other" = "OTHER" }

[mcp_servers.off]
command = "x"
enabled = false
[mcp_servers.ms]
command = "x"
startup_timeout_ms = 500
cwd = "/srv"
`,
    env: { TOKEN: "t", OTHER: "o" },
    servers: {
      context7: "npx -y @upstash/context7-mcp [TOKEN=t] [OTHER=o] [LITERAL=${TOKEN}] " +
        "only search,fetch without fetch start 20000 call 45500",
      "figma dev":
        "https://mcp.figma.com/mcp {X-Region: us} {X-Other: o} {Authorization: Bearer t}",
      off: `${DISABLED}"enabled": false`,
      ms: "x in /srv start 500",
    },
  },
  {
    path: "~/.codex/config.toml",
    text: `[mcp_servers.a]\nurl = "https://example.org"\nbearer_token_env_var = "UNSET"\n` +
      `[mcp_servers.b]\ncommand = ["x", "y"]\n[mcp_servers.c]\nargs = ["z"]\n`,
    servers: {
      a: NOT_SET("headers", "UNSET"),
      b: "x y",
      c: 'invalid: line 6: "command" or "url" is missing',
    },
  },
  {
    path: "~/.codex/config.toml",
    text: `[mcp_servers.a]\ncommand = "x"\n[mcp_servers.a]\ncommand = "y"\n`,
    servers: {},
    problem: /^line 3, column \d+: trying to redefine/,
  },
  {
    path: "~/.codex/config.toml",
    text: `mcp_servers = "none"\n`,
    servers: {},
    problem: /^line 1: "mcp_servers" must be a table/,
  },
  {
    path: "~/.codex/config.toml",
    text: `a = ${"[".repeat(5000)}`,
    servers: {},
    problem: /^line 1, column \d+: /,
  },
  {
    path: "~/.codex/config.toml",
    text: `[mcp_servers]\na = { command = "x", args = [1, 2.5, true] }\nb = 7\n`,
    servers: { a: "x 1 2.5 true", b: "invalid: line 1: it must be a table" },
  },
  { path: "~/.codex/config.toml", text: `model = "x"\n`, servers: {} },
  {
    path: "~/.codex/config.toml",
    text: `[mcp_servers.a]\ncommand = "x"\nenv.${"x.".repeat(50_000)}x = 1\n[mcp_servers.b]\n` +
      `command = "y"\n[mcp_servers."c.d"]\nenabled = 7\ncommand = "z"\n`,
    servers: {
      a: "invalid: line 1: nested deeper than 64 levels",
      b: "y",
      "c.d": 'invalid: line 6: "enabled" must be true or false: found a number',
    },
  },
  {
    path: "~/.codex/config.toml",
    text: `# ${"x".repeat(2_097_152)}`,
    servers: {},
    problem: /^it has 2097154 characters; at most 2097152 are read$/,
  },
  // OpenCode
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
  // files of no single client
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
  // a project's files need trust
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
