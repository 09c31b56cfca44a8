import type { CorpusFile } from "./outcome.ts";

const NOT_SET = (field: string, name: string) =>
  `invalid: "${field}" needs the environment variable ${name}: it is not set`;
const DISABLED = "disabled: its entry says ";

/** Files in the shapes of Codex. */
export const CODEX_FILES: readonly CorpusFile[] = [
  {
    path: "~/.codex/config.toml",
    text:
      `[mcp_servers.a]\nurl = "https://example.com/mcp"\n[mcp_servers.a.oauth]\nclient_id = "c"\n`,
    servers: { a: "https://example.com/mcp as c/-" },
  },
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
];
