import { parseJson } from "../../../json/read_json.ts";
import { pathsOf } from "../../../system/paths.ts";
import { type CommandResult, runCommand } from "../../../system/run_command.ts";
import type { Platform, System } from "../../../system/system.ts";
import { ENDPOINT_VARIABLE } from "../client_environment.ts";
import type { ContainerClient } from "../container_client.ts";
import { record } from "../fact_checks.ts";
import {
  COMMAND_GRACE_MS,
  type Machine,
  type MachineState,
  PATIENT_MS,
  STOP_MS,
} from "./machine.ts";
import { describeCommandFailure } from "../../../executables/command_failure.ts";

export interface DockerDesktopOptions {
  readonly system: System;
  readonly client: ContainerClient;
  /** Address of its daemon. */
  readonly endpoint: string;
  /** The client's whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Milliseconds that a question about its state may take. @default {10000} */
  readonly timeoutMs?: number;
}

/** Milliseconds that a command may take that only begins the start. */
const BEGIN_MS = 15_000;
/** Characters of a session's name. */
const MAX_SESSION = 64;
/** What clients say that have no command `docker desktop`: those before Docker Desktop 4.37. */
const NO_COMMAND = /not a docker command|unknown command|unknown (?:shorthand )?flag/i;

/**
 * Docker Desktop. Its commands are those of version 4.37 and later
 * (https://docs.docker.com/desktop/features/desktop-cli/); an older one is opened as the user opens it.
 */
export class DockerDesktop implements Machine {
  readonly name = "docker-desktop";
  readonly label = "Docker Desktop";
  readonly startStep = "start Docker Desktop";
  readonly #options: DockerDesktopOptions;

  constructor(options: DockerDesktopOptions) {
    this.#options = options;
  }

  async state(): Promise<MachineState> {
    const { Status: status } = await this.#status();
    if (status === "starting") return "starting";
    return status === "running" || status === "paused" ? "running" : "stopped";
  }

  /** Does not wait for the command's own look at the start, which hangs in some versions. */
  async start(): Promise<string | null> {
    const { client } = this.#options;
    const begun = await client.run(["desktop", "start", "--detach"], BEGIN_MS, {
      graceMs: COMMAND_GRACE_MS,
    });
    if (begun.kind === "timeout" || isDone(begun)) return null;
    return lacksCommand(begun) ? await this.#open() : describeCommandFailure(begun);
  }

  async session(): Promise<string | null> {
    const { SessionID: session, Status: status } = await this.#status();
    return status === "running" && typeof session === "string" && session !== ""
      ? session.slice(0, MAX_SESSION)
      : null;
  }

  async isBusy(): Promise<boolean> {
    const { client, endpoint } = this.#options;
    const format = "{{.ContainersRunning}} {{.ContainersPaused}}";
    const asked = await client.run(["info", "--format", format], PATIENT_MS, {
      env: { [ENDPOINT_VARIABLE.docker]: endpoint },
    });
    return asked.kind !== "exited" || asked.code !== 0 || asked.stdout.trim() !== "0 0";
  }

  async stop(): Promise<string | null> {
    const stopped = await this.#options.client.run(["desktop", "stop"], STOP_MS, {
      graceMs: COMMAND_GRACE_MS,
    });
    if (isDone(stopped)) return null;
    return lacksCommand(stopped)
      ? "its version has no command for that; quit it yourself"
      : describeCommandFailure(stopped);
  }

  async #status(): Promise<Readonly<Record<string, unknown>>> {
    const { client, timeoutMs = PATIENT_MS } = this.#options;
    const asked = await client.run(["desktop", "status", "--format", "json"], timeoutMs);
    return asked.kind === "exited" ? record(parseJson(asked.stdout)) : {};
  }

  async #open(): Promise<string | null> {
    const { system, env } = this.#options;
    const argv = OPENERS[system.platform](system);
    const opened = await runCommand(system, { argv, env, timeoutMs: BEGIN_MS });
    return isDone(opened) ? null : describeCommandFailure(opened);
  }
}

/** How each system opens an application. */
const OPENERS: Readonly<Record<Platform, (system: System) => readonly [string, ...string[]]>> = {
  linux: () => ["/usr/bin/systemctl", "--user", "start", "docker-desktop"],
  // `-g`: not before the user's other windows
  darwin: () => ["/usr/bin/open", "-g", "-a", application("darwin", () => undefined)],
  // `start` ends at once and leaves the application to itself; the empty text is the window's title
  windows: (system) => [
    "C:\\Windows\\System32\\cmd.exe",
    ...["/d", "/c", "start", "", application("windows", (name) => system.env(name))],
  ],
};

/** The program that opens an older Docker Desktop. */
export function openerOf(system: System): string {
  return OPENERS[system.platform](system)[0];
}

/** Where Docker Desktop is installed by default. */
function application(platform: Platform, env: (name: string) => string | undefined): string {
  switch (platform) {
    case "darwin":
      return "/Applications/Docker.app";
    case "linux":
      return "/opt/docker-desktop";
    case "windows": {
      const programs = env("ProgramFiles") ?? "C:\\Program Files";
      return pathsOf(platform).join(programs, "Docker", "Docker", "Docker Desktop.exe");
    }
  }
}

/**
 * Whether an address is that of Docker Desktop's daemon. Other programs serve the older addresses
 * too; these count only where Docker Desktop is installed.
 */
export async function isDockerDesktop(system: System, endpoint: string): Promise<boolean> {
  const home = system.home() ?? "";
  const own: Readonly<Record<Platform, string>> = {
    linux: `unix://${home}/.docker/desktop/docker.sock`,
    darwin: `unix://${home}/.docker/run/docker.sock`,
    windows: "npipe:////./pipe/dockerDesktopLinuxEngine",
  };
  const shared: Readonly<Record<Platform, string | null>> = {
    linux: null,
    darwin: "unix:///var/run/docker.sock",
    windows: "npipe:////./pipe/docker_engine",
  };
  const { platform } = system;
  if (endpoint === own[platform]) return true;
  if (endpoint !== shared[platform]) return false;
  const path = application(platform, (name) => system.env(name));
  return await system.files.info(path).catch(() => null) !== null;
}

function isDone(result: CommandResult): boolean {
  return result.kind === "exited" && result.code === 0;
}

function lacksCommand(result: CommandResult): boolean {
  return result.kind === "exited" && NO_COMMAND.test(`${result.stderr}\n${result.stdout}`);
}
