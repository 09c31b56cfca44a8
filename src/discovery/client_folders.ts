/** The folders in which clients keep their files on each platform, and the variables that move them. */

import { pathsOf } from "../system/paths.ts";
import type { Platform } from "../system/system.ts";

/** A folder of the user's. */
export interface ClientFolder {
  /** Variable that names the folder, when it holds an absolute path. */
  readonly variable: string | null;
  /** Where it is otherwise, below the home directory. */
  readonly underHome: readonly string[];
}

/** A folder of an administrator's, for all users of the machine. */
export interface SystemFolder {
  /** Absolute. */
  readonly path: string;
}

const HOME: ClientFolder = { variable: null, underHome: [] };
const XDG_CONFIG: ClientFolder = { variable: "XDG_CONFIG_HOME", underHome: [".config"] };
const APP_DATA: ClientFolder = { variable: "APPDATA", underHome: ["AppData", "Roaming"] };

/** Every folder, by its name in the table of clients. */
export const CLIENT_FOLDERS = {
  /** The user's home directory. */
  home: everywhere(HOME),
  /** The platform's folder for the settings of applications. */
  app_data: {
    linux: XDG_CONFIG,
    darwin: { variable: null, underHome: ["Library", "Application Support"] },
    windows: APP_DATA,
  },
  /** `~/.config` on every platform. */
  xdg_config: everywhere(XDG_CONFIG),
  claude_code: everywhere({ variable: "CLAUDE_CONFIG_DIR", underHome: [] }),
  codex: everywhere({ variable: "CODEX_HOME", underHome: [".codex"] }),
  copilot: everywhere({ variable: "COPILOT_HOME", underHome: [".copilot"] }),
  zed: {
    linux: XDG_CONFIG,
    darwin: { variable: null, underHome: [".config"] },
    windows: APP_DATA,
  },
  claude_code_system: {
    ...unix("/etc/claude-code", "ClaudeCode"),
    windows: { path: "C:\\Program Files\\ClaudeCode" },
  },
  gemini_system: unix("/etc/gemini-cli", "GeminiCli"),
  qwen_system: unix("/etc/qwen-code", "QwenCode"),
  codex_system: {
    linux: { path: "/etc/codex" },
    darwin: { path: "/etc/codex" },
    windows: null,
  },
  opencode_system: unix("/etc/opencode", "opencode"),
  /** This program's own settings. */
  bridge: { linux: XDG_CONFIG, darwin: XDG_CONFIG, windows: APP_DATA },
} as const satisfies Readonly<
  Record<string, Readonly<Record<Platform, ClientFolder | SystemFolder | null>>>
>;

/** What of the machine decides where a folder is. A `System` has this shape. */
export interface FolderEnvironment {
  readonly platform: Platform;
  env(name: string): string | undefined;
  home(): string | null;
}

/** The absolute path of a folder; `null` where there is none, or no home directory is known. */
export function locateFolder(
  folder: ClientFolder | SystemFolder | null,
  environment: FolderEnvironment,
): string | null {
  if (folder === null) return null;
  if ("path" in folder) return folder.path;
  const { isAbsolute, join } = pathsOf(environment.platform);
  const { variable, underHome } = folder;
  const named = variable === null ? undefined : environment.env(variable);
  if (named !== undefined && isAbsolute(named)) return named;
  const home = environment.home();
  return home === null || !isAbsolute(home) ? null : join(home, ...underHome);
}

/**
 * Not on Windows: there these clients read `C:\ProgramData`, in which any user of the machine may make
 * a folder, and then choose programs for all others.
 */
function unix(linux: string, darwin: string): Readonly<Record<Platform, SystemFolder | null>> {
  return {
    linux: { path: linux },
    darwin: { path: `/Library/Application Support/${darwin}` },
    windows: null,
  };
}

function everywhere(folder: ClientFolder): Readonly<Record<Platform, ClientFolder>> {
  return { linux: folder, darwin: folder, windows: folder };
}
