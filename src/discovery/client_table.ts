/**
 * Which MCP clients keep server definitions on this machine, where, and in what format: the one
 * table of them. What a format is stands in its module in `formats/`. A row is a location; rows stand
 * in order of precedence, and the first definition of a server's name wins.
 */

import type { CLIENT_FOLDERS } from "./client_folders.ts";
import { claudeCode, claudeProject, claudeServers } from "./formats/claude_code.ts";
import { cline } from "./formats/cline.ts";
import { codex } from "./formats/codex.ts";
import type { ConfigFormat } from "./formats/config_format.ts";
import { copilot } from "./formats/copilot.ts";
import { cursor } from "./formats/cursor.ts";
import { gemini, qwen } from "./formats/gemini.ts";
import { mcpServers } from "./formats/mcp_servers.ts";
import { opencode, opencodeWithComments } from "./formats/opencode.ts";
import { serverFile } from "./formats/server_file.ts";
import { vsCode } from "./formats/vs_code.ts";
import { windsurf } from "./formats/windsurf.ts";
import { zed } from "./formats/zed.ts";

/** Platforms that the table has columns for. */
export type ClientPlatform = "linux" | "darwin" | "windows";

/** Where a path starts. */
export type PathBase =
  | keyof typeof CLIENT_FOLDERS
  /** The working directory. */
  | "cwd"
  /** The working directory and the folders above it, up to the root of its repository. */
  | "repository";

/** One row of the table. */
export interface ClientLocation {
  /** Whose files they are, for people. */
  readonly client: string;
  /** `project`: given relative to the working directory, so it may have come with a repository. */
  readonly scope: "user" | "project";
  /**
   * `directory`: every file directly inside whose name its format claims. `folders`: the file called
   * `fileName` in every folder directly inside.
   */
  readonly kind: "file" | "directory" | "folders";
  readonly fileName?: string;
  /** How its files are written. */
  readonly format: ConfigFormat;
  readonly base: PathBase;
  /** Under the base; joined in the platform's manner. */
  readonly segments: readonly string[];
}

const CLINE_SETTINGS = ["globalStorage", "saoudrizwan.claude-dev", "settings"];
const CLINE_FILE = "cline_mcp_settings.json";

/** Every location, first in precedence first. */
export const CLIENT_LOCATIONS: readonly ClientLocation[] = [
  // what an administrator sets comes before what a user does
  user("Claude Code", claudeServers, "claude_code_system", "managed-mcp.json"),
  user("Gemini CLI", gemini, "gemini_system", "settings.json"),
  user("Qwen Code", qwen, "qwen_system", "settings.json"),
  user("OpenCode", opencodeWithComments, "opencode_system", "opencode.jsonc"),
  user("OpenCode", opencode, "opencode_system", "opencode.json"),
  user("Claude Code", claudeCode, "claude_code", ".claude.json"),
  user("Claude Code", claudeServers, "app_data", "Claude Code", "claude_code_config.json"),
  user(
    "Claude Code (early builds)",
    claudeServers,
    "app_data",
    "Claude",
    "claude_code_config.json",
  ),
  user("Claude Desktop", mcpServers, "app_data", "Claude", "claude_desktop_config.json"),
  folder(
    user("MCP servers directory", serverFile, "home", ".config", "mcp", "servers"),
  ),
  folder(user("MCPs directory", serverFile, "home", "MCPs")),
  user("Cursor", cursor, "home", ".cursor", "mcp.json"),
  user("VS Code", vsCode, "app_data", "Code", "User", "mcp.json"),
  profiles(user("VS Code", vsCode, "app_data", "Code", "User", "profiles")),
  user("VS Code Insiders", vsCode, "app_data", "Code - Insiders", "User", "mcp.json"),
  profiles(user("VS Code Insiders", vsCode, "app_data", "Code - Insiders", "User", "profiles")),
  user("VSCodium", vsCode, "app_data", "VSCodium", "User", "mcp.json"),
  profiles(user("VSCodium", vsCode, "app_data", "VSCodium", "User", "profiles")),
  user("Windsurf", windsurf, "home", ".codeium", "windsurf", "mcp_config.json"),
  user("Gemini CLI", gemini, "home", ".gemini", "settings.json"),
  user("Qwen Code", qwen, "home", ".qwen", "settings.json"),
  user("Codex", codex, "codex", "config.toml"),
  user("OpenCode", opencodeWithComments, "xdg_config", "opencode", "opencode.jsonc"),
  user("OpenCode", opencode, "xdg_config", "opencode", "opencode.json"),
  user("OpenCode", opencode, "xdg_config", "opencode", "config.json"),
  user("Zed", zed, "zed", "zed", "settings.json"),
  user("Copilot CLI", copilot, "copilot", "mcp-config.json"),
  user("Cline", cline, "app_data", "Code", "User", ...CLINE_SETTINGS, CLINE_FILE),
  user("Cline", cline, "app_data", "Code - Insiders", "User", ...CLINE_SETTINGS, CLINE_FILE),
  user("Cline", cline, "home", ".cline", "data", "settings", CLINE_FILE),
  // defaults of an administrator's, which a user may replace
  user("Gemini CLI", gemini, "gemini_system", "system-defaults.json"),
  user("Qwen Code", qwen, "qwen_system", "system-defaults.json"),
  user("Codex", codex, "codex_system", "config.toml"),
  project("Claude Code", claudeProject, "repository", ".mcp.json"),
  project("Cursor", cursor, "repository", ".cursor", "mcp.json"),
  project("VS Code", vsCode, "repository", ".vscode", "mcp.json"),
  project("Gemini CLI", gemini, "repository", ".gemini", "settings.json"),
  project("Qwen Code", qwen, "repository", ".qwen", "settings.json"),
  project("Codex", codex, "repository", ".codex", "config.toml"),
  project("OpenCode", opencodeWithComments, "repository", ".opencode", "opencode.jsonc"),
  project("OpenCode", opencode, "repository", ".opencode", "opencode.json"),
  project("OpenCode", opencodeWithComments, "repository", "opencode.jsonc"),
  project("OpenCode", opencode, "repository", "opencode.json"),
  project("Zed", zed, "repository", ".zed", "settings.json"),
  project("Copilot CLI", copilot, "repository", ".github", "mcp.json"),
  project("this directory", claudeServers, "cwd", "claude_code_config.json"),
  project("this directory", mcpServers, "cwd", "claude_desktop_config.json"),
  folder(project("this directory", serverFile, "cwd", "mcp-servers")),
];

function user(
  client: string,
  format: ConfigFormat,
  base: PathBase,
  ...segments: readonly string[]
): ClientLocation {
  return { client, scope: "user", kind: "file", format, base, segments };
}

function project(
  client: string,
  format: ConfigFormat,
  base: PathBase,
  ...segments: readonly string[]
): ClientLocation {
  return { client, scope: "project", kind: "file", format, base, segments };
}

function folder(location: ClientLocation): ClientLocation {
  return { ...location, kind: "directory" };
}

function profiles(location: ClientLocation): ClientLocation {
  return { ...location, kind: "folders", fileName: "mcp.json" };
}
