/**
 * Which MCP clients keep server definitions on this machine, where, and in what format: the one
 * table of them. What a format is stands in its module in `formats/`. A row is a location; rows stand in order of precedence, and the first definition
 * of a server's name wins.
 */

import { claudeCode } from "./formats/claude_code.ts";
import type { ConfigFormat } from "./formats/config_format.ts";
import { mcpServers } from "./formats/mcp_servers.ts";
import { serverFile } from "./formats/server_file.ts";

/** Platforms that the table has columns for. */
export type ClientPlatform = "linux" | "darwin" | "windows";

/** Where a path starts. */
export type PathBase =
  /** The user's home directory. */
  | "home"
  /** The platform's folder for the settings of applications: a row of `APP_DATA`. */
  | "app_data"
  /** The working directory. */
  | "cwd";

/** The folder for the settings of applications on each platform. */
export const APP_DATA: Readonly<Record<ClientPlatform, AppDataFolder>> = {
  linux: { variable: "XDG_CONFIG_HOME", underHome: [".config"] },
  darwin: { variable: null, underHome: ["Library", "Application Support"] },
  windows: { variable: "APPDATA", underHome: ["AppData", "Roaming"] },
};

export interface AppDataFolder {
  /** Variable that names the folder, when it holds an absolute path. */
  readonly variable: string | null;
  /** Where it is otherwise. */
  readonly underHome: readonly string[];
}

/** One row of the table. */
export interface ClientLocation {
  /** Whose files they are, for people. */
  readonly client: string;
  /** `project`: given relative to the working directory, so it may have come with a repository. */
  readonly scope: "user" | "project";
  /** `directory`: every file directly inside whose name its format claims. */
  readonly kind: "file" | "directory";
  /** How its files are written. */
  readonly format: ConfigFormat;
  readonly base: PathBase;
  /** Under the base; joined in the platform's manner. */
  readonly segments: readonly string[];
}

/** Every location, first in precedence first. */
export const CLIENT_LOCATIONS: readonly ClientLocation[] = [
  {
    client: "Claude Code",
    scope: "user",
    kind: "file",
    format: claudeCode,
    base: "home",
    segments: [".claude.json"],
  },
  {
    client: "Claude Code",
    scope: "user",
    kind: "file",
    format: mcpServers,
    base: "app_data",
    segments: ["Claude Code", "claude_code_config.json"],
  },
  {
    client: "Claude Code (early builds)",
    scope: "user",
    kind: "file",
    format: mcpServers,
    base: "app_data",
    segments: ["Claude", "claude_code_config.json"],
  },
  {
    client: "Claude Desktop",
    scope: "user",
    kind: "file",
    format: mcpServers,
    base: "app_data",
    segments: ["Claude", "claude_desktop_config.json"],
  },
  {
    client: "MCP servers directory",
    scope: "user",
    kind: "directory",
    format: serverFile,
    base: "home",
    segments: [".config", "mcp", "servers"],
  },
  {
    client: "this directory",
    scope: "project",
    kind: "file",
    format: mcpServers,
    base: "cwd",
    segments: ["claude_code_config.json"],
  },
  {
    client: "this directory",
    scope: "project",
    kind: "file",
    format: mcpServers,
    base: "cwd",
    segments: ["claude_desktop_config.json"],
  },
  {
    client: "this directory",
    scope: "project",
    kind: "directory",
    format: serverFile,
    base: "cwd",
    segments: ["mcp-servers"],
  },
];
