import { pathsOf } from "../../system/paths.ts";
import type { Platform, System } from "../../system/system.ts";
import { refuseEndpoint } from "./endpoint.ts";
import type { ContainerEngineName } from "../../engines.ts";

export type ClientEnvironment =
  | {
    readonly usable: true;
    readonly env: Readonly<Record<string, string>>;
    /** The service's address that the user's environment names, or `null`. */
    readonly endpoint: string | null;
  }
  | { readonly usable: false; readonly refusal: string };

/** The variable by which each client learns the address of its service. */
export const ENDPOINT_VARIABLE: Readonly<Record<ContainerEngineName, string>> = {
  podman: "CONTAINER_HOST",
  docker: "DOCKER_HOST",
};

/**
 * What a client gets of our own environment: where the user's files are, nothing else. What would
 * change the engine itself (`CONTAINERS_CONF`, `STORAGE_DRIVER`, `DOCKER_CONTEXT`, …) is left out.
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

/** Where the clients look for their own helpers (conmon, newuidmap, ssh, wsl). */
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

/** The whole environment of an engine's client. */
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
    if (refusal !== null) return { usable: false, refusal: `${variable} ${refusal}` };
    env[variable] = endpoint;
  }
  return { usable: true, env, endpoint };
}
