import { pathsOf } from "../system/paths.ts";
import type { Platform, System } from "../system/system.ts";

/**
 * Directories in which programs that run MCP servers are installed, by platform, in search order. A
 * desktop application may start us with a PATH without them. `~` is the home directory, `%NAME%` an
 * environment variable, and `*` the newest version in a directory of versions.
 */
const DIRECTORIES: Readonly<Record<Platform, readonly string[]>> = {
  linux: [
    "/usr/local/bin",
    "/usr/bin",
    "/bin",
    ...inHome("/"),
    "~/.local/share/mise/shims",
    "~/.local/share/fnm/aliases/default/bin",
    "~/.local/share/pnpm",
    "/home/linuxbrew/.linuxbrew/bin",
    "/snap/bin",
    "/run/current-system/sw/bin",
    "/nix/var/nix/profiles/default/bin",
  ],
  darwin: [
    "/opt/homebrew/bin",
    "/usr/local/bin",
    "/usr/bin",
    "/bin",
    ...inHome("/"),
    "~/.local/share/mise/shims",
    "~/Library/Application Support/fnm/aliases/default/bin",
    "~/Library/pnpm",
    "~/.orbstack/bin",
    "~/.docker/bin",
    "/Applications/Docker.app/Contents/Resources/bin",
    "/opt/local/bin",
    "/nix/var/nix/profiles/default/bin",
  ],
  windows: [
    "%ProgramFiles%\\nodejs",
    "%APPDATA%\\npm",
    "%NVM_SYMLINK%",
    "%APPDATA%\\fnm\\aliases\\default",
    "%ProgramFiles%\\Volta",
    "%LOCALAPPDATA%\\Volta\\bin",
    "%LOCALAPPDATA%\\mise\\shims",
    "%LOCALAPPDATA%\\pnpm",
    "%LOCALAPPDATA%\\Microsoft\\WinGet\\Links",
    "%LOCALAPPDATA%\\Microsoft\\WindowsApps",
    ...["~\\.local\\bin", "~\\.cargo\\bin", "~\\.deno\\bin", "~\\.bun\\bin", "~\\scoop\\shims"],
    "%ProgramFiles%\\Docker\\Docker\\resources\\bin",
    "%ProgramData%\\chocolatey\\bin",
    "%SystemRoot%\\System32",
  ],
};

function inHome(separator: "/"): readonly string[] {
  return [
    [".local", "bin"],
    ["bin"],
    [".cargo", "bin"],
    [".deno", "bin"],
    [".bun", "bin"],
    [".volta", "bin"],
    [".asdf", "shims"],
    [".nvm", "versions", "node", "*", "bin"],
    [".fnm", "aliases", "default", "bin"],
    [".pyenv", "shims"],
    ["go", "bin"],
    [".nix-profile", "bin"],
  ].map((segments) => ["~", ...segments].join(separator));
}

/**
 * The installation directories that exist on this machine, absolute, in search order. Never throws.
 */
export async function findInstallationDirectories(system: System): Promise<readonly string[]> {
  const found: string[] = [];
  for (const template of DIRECTORIES[system.platform]) {
    const directory = await resolveTemplate(template, system);
    if (directory === null || found.includes(directory)) continue;
    if (await isDirectory(directory, system)) found.push(directory);
  }
  return found;
}

async function resolveTemplate(template: string, system: System): Promise<string | null> {
  const { isAbsolute, join } = pathsOf(system.platform);
  const start = /^(?:~|%([^%]+)%)/.exec(template);
  let path = template;
  if (start !== null) {
    const variable = start[1];
    const base = variable === undefined ? system.home() : system.env(variable) ?? null;
    if (base === null || !isAbsolute(base)) return null;
    path = join(base, template.slice(start[0].length));
  }
  const star = path.indexOf("*");
  if (star === -1) return path;
  const versions = await listVersions(path.slice(0, star - 1), system);
  const newest = versions.at(-1);
  return newest === undefined ? null : path.replace("*", newest);
}

/** Names of the form `v20.11.1` in a directory, the newest last. */
async function listVersions(directory: string, system: System): Promise<readonly string[]> {
  try {
    const names = await system.files.list(directory);
    return names.filter((name) => /^v?\d+(?:\.\d+)*$/.test(name)).toSorted((a, b) =>
      a.replace(/^v/, "").localeCompare(b.replace(/^v/, ""), "en", { numeric: true })
    );
  } catch {
    // a directory that may not be listed counts as empty
    return [];
  }
}

async function isDirectory(path: string, system: System): Promise<boolean> {
  try {
    const real = await system.files.realPath(path);
    return real !== null && (await system.files.info(real))?.kind === "directory";
  } catch {
    return false;
  }
}
