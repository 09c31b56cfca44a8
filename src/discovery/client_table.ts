/**
 * Which MCP clients keep server definitions on this machine, where, and in what format: the one
 * table of them. A row is a location; rows stand in order of precedence, and the first definition
 * of a server's name wins.
 */

/** Platforms that the table has columns for. */
export type ClientPlatform = "linux" | "darwin" | "windows";

/**
 * How a location's files are written. In all of them servers stand in an object `mcpServers`, by
 * name.
 */
export type ConfigFormat =
  /** `mcpServers` at the top of the file. */
  | "servers"
  /** Besides, `projects.<directory>.mcpServers` holds the servers of one working directory. */
  | "servers_and_projects"
  /** Besides, the file may be a single server, named by the file. */
  | "servers_or_single";

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
  /** `directory`: every `*.json` file directly inside. */
  readonly kind: "file" | "directory";
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
    format: "servers_and_projects",
    base: "home",
    segments: [".claude.json"],
  },
  {
    client: "Claude Code",
    scope: "user",
    kind: "file",
    format: "servers",
    base: "app_data",
    segments: ["Claude Code", "claude_code_config.json"],
  },
  {
    client: "Claude Code (early builds)",
    scope: "user",
    kind: "file",
    format: "servers",
    base: "app_data",
    segments: ["Claude", "claude_code_config.json"],
  },
  {
    client: "Claude Desktop",
    scope: "user",
    kind: "file",
    format: "servers",
    base: "app_data",
    segments: ["Claude", "claude_desktop_config.json"],
  },
  {
    client: "MCP servers directory",
    scope: "user",
    kind: "directory",
    format: "servers_or_single",
    base: "home",
    segments: [".config", "mcp", "servers"],
  },
  {
    client: "this directory",
    scope: "project",
    kind: "file",
    format: "servers",
    base: "cwd",
    segments: ["claude_code_config.json"],
  },
  {
    client: "this directory",
    scope: "project",
    kind: "file",
    format: "servers",
    base: "cwd",
    segments: ["claude_desktop_config.json"],
  },
  {
    client: "this directory",
    scope: "project",
    kind: "directory",
    format: "servers_or_single",
    base: "cwd",
    segments: ["mcp-servers"],
  },
];
