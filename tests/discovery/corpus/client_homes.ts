/** Where each client keeps its file for a user on each platform, and the least that is in it. */
export interface ClientHome {
  readonly client: string;
  readonly linux: string;
  readonly darwin: string;
  /** `null`: it is not read there. */
  readonly windows: string | null;
  readonly text: string;
}

const LINUX = "/home/ada";
const DARWIN = "/Users/ada";
const WINDOWS = "C:\\Users\\ada";
const SUPPORT = `${DARWIN}/Library/Application Support`;
const ROAMING = `${WINDOWS}\\AppData\\Roaming`;

const MCP_SERVERS = '{ "mcpServers": { "a": { "command": "x" } } }';
const CODEX = '[mcp_servers.a]\ncommand = "x"';
const CLINE = ["globalStorage", "saoudrizwan.claude-dev", "settings", "cline_mcp_settings.json"];

/** One row for each file of each client. */
export const CLIENT_HOMES: readonly ClientHome[] = [
  everywhere("Claude Code", MCP_SERVERS, ".claude.json"),
  application("Claude Code", MCP_SERVERS, "Claude Code", "claude_code_config.json"),
  application("Claude Code (early builds)", MCP_SERVERS, "Claude", "claude_code_config.json"),
  application("Claude Desktop", MCP_SERVERS, "Claude", "claude_desktop_config.json"),
  everywhere("MCP servers directory", '{ "command": "x" }', ".config", "mcp", "servers", "a.json"),
  everywhere("MCPs directory", '{ "command": "x" }', "MCPs", "a.json"),
  everywhere("Cursor", MCP_SERVERS, ".cursor", "mcp.json"),
  application("VS Code", vsCode(), "Code", "User", "mcp.json"),
  application("VS Code", vsCode(), "Code", "User", "profiles", "5a1b", "mcp.json"),
  application("VS Code Insiders", vsCode(), "Code - Insiders", "User", "mcp.json"),
  application(
    "VS Code Insiders",
    vsCode(),
    "Code - Insiders",
    "User",
    "profiles",
    "5a1b",
    "mcp.json",
  ),
  application("VSCodium", vsCode(), "VSCodium", "User", "mcp.json"),
  application("VSCodium", vsCode(), "VSCodium", "User", "profiles", "5a1b", "mcp.json"),
  everywhere("Windsurf", MCP_SERVERS, ".codeium", "windsurf", "mcp_config.json"),
  everywhere("Gemini CLI", MCP_SERVERS, ".gemini", "settings.json"),
  everywhere("Qwen Code", MCP_SERVERS, ".qwen", "settings.json"),
  everywhere("Codex", CODEX, ".codex", "config.toml"),
  everywhere("OpenCode", openCode(), ".config", "opencode", "opencode.json"),
  everywhere("OpenCode", openCode(), ".config", "opencode", "opencode.jsonc"),
  everywhere("OpenCode", openCode(), ".config", "opencode", "config.json"),
  {
    client: "Zed",
    linux: `${LINUX}/.config/zed/settings.json`,
    darwin: `${DARWIN}/.config/zed/settings.json`,
    windows: `${ROAMING}\\zed\\settings.json`,
    text: '{ "context_servers": { "a": { "command": "x", "args": [] } } }',
  },
  everywhere("Copilot CLI", MCP_SERVERS, ".copilot", "mcp-config.json"),
  application("Cline", MCP_SERVERS, "Code", "User", ...CLINE),
  application("Cline", MCP_SERVERS, "Code - Insiders", "User", ...CLINE),
  everywhere("Cline", MCP_SERVERS, ".cline", "data", "settings", "cline_mcp_settings.json"),
  {
    ...system("Claude Code", MCP_SERVERS, "claude-code", "ClaudeCode", "managed-mcp.json"),
    windows: "C:\\Program Files\\ClaudeCode\\managed-mcp.json",
  },
  system("Gemini CLI", MCP_SERVERS, "gemini-cli", "GeminiCli", "settings.json"),
  system("Gemini CLI", MCP_SERVERS, "gemini-cli", "GeminiCli", "system-defaults.json"),
  system("Qwen Code", MCP_SERVERS, "qwen-code", "QwenCode", "settings.json"),
  system("Qwen Code", MCP_SERVERS, "qwen-code", "QwenCode", "system-defaults.json"),
  system("OpenCode", openCode(), "opencode", "opencode", "opencode.json"),
  system("OpenCode", openCode(), "opencode", "opencode", "opencode.jsonc"),
  {
    client: "Codex",
    text: CODEX,
    linux: "/etc/codex/config.toml",
    darwin: "/etc/codex/config.toml",
    windows: null,
  },
];

/** For all users of the machine. */
function system(
  client: string,
  text: string,
  ...[linux, darwin, name]: readonly [linux: string, darwin: string, name: string]
): ClientHome {
  return {
    client,
    text,
    linux: `/etc/${linux}/${name}`,
    darwin: `/Library/Application Support/${darwin}/${name}`,
    windows: null,
  };
}

function vsCode(): string {
  return '{ "servers": { "a": { "type": "stdio", "command": "x" } } }';
}

function openCode(): string {
  return '{ "mcp": { "a": { "type": "local", "command": ["x"] } } }';
}

/** Below the home directory on every platform. */
function everywhere(client: string, text: string, ...segments: readonly string[]): ClientHome {
  return {
    client,
    text,
    linux: [LINUX, ...segments].join("/"),
    darwin: [DARWIN, ...segments].join("/"),
    windows: [WINDOWS, ...segments].join("\\"),
  };
}

/** In the platform's folder for the settings of applications. */
function application(client: string, text: string, ...segments: readonly string[]): ClientHome {
  return {
    client,
    text,
    linux: [LINUX, ".config", ...segments].join("/"),
    darwin: [SUPPORT, ...segments].join("/"),
    windows: [ROAMING, ...segments].join("\\"),
  };
}
