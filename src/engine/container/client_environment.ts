import { pathsOf } from "../../system/paths.ts";
import type { Platform, System } from "../../system/system.ts";
import { refuseEndpoint, socketOf } from "./endpoint.ts";
import type { ContainerEngineName } from "../../engines.ts";

/** The environment of an engine's client, or why the client cannot be used. */
export type ClientEnvironment =
  | {
    readonly usable: true;
    readonly env: Readonly<Record<string, string>>;
    /** Address of the service in the user's environment, or `null`. */
    readonly endpoint: string | null;
  }
  | {
    readonly usable: false;
    readonly refusal: string;
    /** The socket that the address names, if it is missing: what it belongs to may be stopped. */
    readonly missing?: {
      readonly endpoint: string;
      /** The client's environment without the address. */
      readonly env: Readonly<Record<string, string>>;
    };
  };

/** The variable from which each client takes the address of its service. */
export const ENDPOINT_VARIABLE: Readonly<Record<ContainerEngineName, string>> = {
  podman: "CONTAINER_HOST",
  docker: "DOCKER_HOST",
};

/**
 * The variables of our environment that a client gets: only those that locate the user's files.
 * Those that change the engine itself are left out (`CONTAINERS_CONF`, `STORAGE_DRIVER`, …).
 */
const PASSED_ON: Readonly<Record<Platform, readonly string[]>> = {
  linux: ["HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"],
  // the sockets of podman's machine are below TMPDIR
  darwin: ["HOME", "USER", "TMPDIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME"],
  windows: [
    "APPDATA",
    "HOMEDRIVE",
    "HOMEPATH",
    "LOCALAPPDATA",
    "ProgramData",
    "ProgramFiles",
    "SystemRoot",
    "TEMP",
    "TMP",
    "USERNAME",
    "USERPROFILE",
  ],
};

/** Directories of the clients' helper programs (conmon, newuidmap, ssh, wsl). */
const HELPER_DIRECTORIES: Readonly<Record<Platform, readonly string[]>> = {
  linux: [
    "/usr/local/sbin",
    "/usr/local/bin",
    "/usr/sbin",
    "/usr/bin",
    "/sbin",
    "/bin",
    "/run/wrappers/bin",
  ],
  darwin: ["/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"],
  windows: ["C:\\Windows\\System32", "C:\\Windows\\System32\\OpenSSH", "C:\\Windows"],
};

/** Builds the whole environment of an engine's client. Refuses a service that is not local. */
export async function buildClientEnvironment(
  system: System,
  client: { readonly name: ContainerEngineName; readonly program: string },
): Promise<ClientEnvironment> {
  const path = pathsOf(system.platform);
  const directories = [path.dirname(client.program), ...HELPER_DIRECTORIES[system.platform]];
  const env: Record<string, string> = { PATH: [...new Set(directories)].join(path.delimiter) };
  for (const name of PASSED_ON[system.platform]) {
    const value = system.env(name);
    if (value !== undefined) env[name] = value;
  }
  const variable = ENDPOINT_VARIABLE[client.name];
  const endpoint = system.env(variable) ?? null;
  if (endpoint !== null) {
    const refusal = await refuseEndpoint(system, endpoint);
    if (refusal !== null) {
      const socket = socketOf(endpoint);
      const isMissing = socket !== null && await system.files.realPath(socket) === null;
      return {
        usable: false,
        refusal: `${variable} ${refusal}`,
        ...(isMissing ? { missing: { endpoint, env } } : {}),
      };
    }
    env[variable] = endpoint;
  }
  return { usable: true, env, endpoint };
}
