import { pathDirectories, pathsOf } from "../system/paths.ts";
import type { StdioDefinition } from "../discovery/server_definition.ts";
import { bridgeDepth, DEPTH_VARIABLE } from "../discovery/self_server.ts";
import type { Platform } from "../system/system.ts";

/** Variables that every program needs, by platform. A server gets no other variable of ours. */
const BASE_VARIABLES: Readonly<Record<Platform, readonly string[]>> = {
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

/** The source of the base variables. A `System` fits. */
export interface EnvironmentSource {
  readonly platform: Platform;
  env(name: string): string | undefined;
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
}

/**
 * Builds the whole environment of a server: the base variables, then the server's own, which
 * override them, then PATH and the number of bridges above it, which nothing overrides.
 */
export function serverEnvironment(
  source: EnvironmentSource,
  { definition, path }: ServerEnvironmentOptions,
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
  for (const [name, value] of Object.entries(definition.env)) assign(name, value);
  assign("PATH", path);
  assign(DEPTH_VARIABLE, String(bridgeDepth((name) => source.env(name)) + 1));
  return environment;
}
