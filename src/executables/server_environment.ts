import { pathDirectories, pathsOf } from "../system/paths.ts";
import type { StdioDefinition } from "../discovery/server_definition.ts";
import { bridgeDepth, DEPTH_VARIABLE } from "../discovery/self_server.ts";
import type { Platform } from "../system/system.ts";

/** Variables that every program needs, by platform. */
export const BASE_VARIABLES: Readonly<Record<Platform, readonly string[]>> = {
  linux: posixVariables(),
  darwin: [...posixVariables(), "__CF_USER_TEXT_ENCODING"],
  windows: [
    "ALLUSERSPROFILE",
    "APPDATA",
    "CommonProgramFiles",
    "CommonProgramFiles(x86)",
    "ComSpec",
    "HOMEDRIVE",
    "HOMEPATH",
    "LOCALAPPDATA",
    "NUMBER_OF_PROCESSORS",
    "OS",
    "PATH",
    "PATHEXT",
    "PROCESSOR_ARCHITECTURE",
    "ProgramData",
    "ProgramFiles",
    "ProgramFiles(x86)",
    "PUBLIC",
    "SystemDrive",
    "SystemRoot",
    "TEMP",
    "TMP",
    "USERDOMAIN",
    "USERNAME",
    "USERPROFILE",
    "windir",
  ],
};

function posixVariables(): readonly string[] {
  return [
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "SHELL",
    "TERM",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TZ",
    "TMPDIR",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_DIRS",
    "XDG_CONFIG_HOME",
    "XDG_DATA_DIRS",
    "XDG_DATA_HOME",
    "XDG_RUNTIME_DIR",
    "XDG_STATE_HOME",
  ];
}

/**
 * Variables that a server gets besides, by what they are for; a final `*` stands for any ending.
 * Companies' networks and the user's other programs cannot be reached without them.
 */
export const SERVER_VARIABLES: Readonly<Record<string, readonly string[]>> = {
  "proxies": ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy"],
  "certificates": ["SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE"],
  "keys and clusters": ["SSH_AUTH_SOCK", "KUBECONFIG", "DOCKER_HOST"],
  "the desktop": ["DISPLAY", "WAYLAND_DISPLAY", "XDG_*"],
};

/** The source of the base variables. A `System` fits. */
export interface EnvironmentSource {
  readonly platform: Platform;
  env(name: string): string | undefined;
  /** Names of all variables. */
  envNames(): readonly string[];
  cwd(): string;
}

/** The base variables that are set; PATH without what the working directory chooses. */
export function baseEnvironment(source: EnvironmentSource): Record<string, string> {
  const environment: Record<string, string> = Object.create(null);
  for (const name of BASE_VARIABLES[source.platform]) {
    const value = source.env(name);
    if (value === undefined) continue;
    environment[name] = name === "PATH"
      ? pathDirectories(source, value).join(pathsOf(source.platform).delimiter)
      : value;
  }
  return environment;
}

export interface ServerEnvironmentOptions {
  readonly definition: StdioDefinition;
  /** PATH of the child, as `CommandResolver` found it. */
  readonly path: string;
  /** Names of further variables of ours; a final `*` stands for any ending. */
  readonly passEnv: readonly string[];
}

/**
 * Builds the whole environment of a server: what every server gets of ours, then the server's own
 * variables, which override it, then PATH and the number of bridges above it, which nothing
 * overrides.
 */
export function serverEnvironment(
  source: EnvironmentSource,
  { definition, path, passEnv }: ServerEnvironmentOptions,
): Readonly<Record<string, string>> {
  const environment = baseEnvironment(source);
  const assign = (name: string, value: string): void => {
    // on Windows PATH and Path are the same variable
    if (source.platform === "windows") {
      const other = Object.keys(environment)
        .find((known) => known.toLowerCase() === name.toLowerCase());
      if (other !== undefined) delete environment[other];
    }
    environment[name] = value;
  };
  for (const [name, value] of Object.entries(passedEnvironment(source, passEnv))) {
    if (environment[name] === undefined) assign(name, value);
  }
  for (const [name, value] of Object.entries(definition.env)) assign(name, value);
  assign("PATH", path);
  assign(DEPTH_VARIABLE, String(bridgeDepth((name) => source.env(name)) + 1));
  return environment;
}

/** The variables of ours that a server gets besides the base; some hold secrets, as a proxy's may. */
export function passedEnvironment(
  source: EnvironmentSource,
  passEnv: readonly string[],
): Readonly<Record<string, string>> {
  const passed: Record<string, string> = Object.create(null);
  const patterns = [...Object.values(SERVER_VARIABLES).flat(), ...passEnv];
  for (const name of patterns.flatMap((pattern) => namesLike(pattern, source))) {
    const value = source.env(name);
    if (value !== undefined) passed[name] = value;
  }
  return passed;
}

/** The names that a pattern stands for, those of variables that are set. */
function namesLike(pattern: string, source: EnvironmentSource): readonly string[] {
  if (!pattern.endsWith("*")) return [pattern];
  const start = pattern.slice(0, -1);
  return source.envNames().filter((name) => name.startsWith(start));
}
