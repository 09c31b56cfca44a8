/** What an engine's sandboxes need besides their own processes, stopped as if it hung. */

import { fileURLToPath } from "node:url";
import type { ContainerEngineName } from "../src/engines.ts";
import { commandOf, treeOf } from "./processes.ts";

/** A service that can be stopped and resumed. */
export interface StoppableService extends AsyncDisposable {
  /** What is stopped. */
  readonly what: string;
  /** The socket by which docker's clients reach it; `null` for podman, which has none. */
  readonly socket: string | null;
  /**
   * Stops it for the sandboxes of a bridge.
   *
   * @returns a function that resumes it
   */
  stop(bridge: number): Promise<() => void>;
}

export interface StoppableOptions {
  /** Where a socket may be. */
  readonly directory: string;
  /** Ends what was started, if nobody disposes it. */
  readonly signal?: AbortSignal;
}

const PROXY = fileURLToPath(new URL("../tests/e2e/support/socket_proxy.ts", import.meta.url));
const DOCKER_SOCKET = "/var/run/docker.sock";
const CONTAINER = /mcp-code-bridge-[0-9a-f-]{36}/g;

/** Linux only: for docker a process between client and daemon, for podman the containers' monitors. */
export async function stoppableService(
  engine: ContainerEngineName,
  { directory, signal }: StoppableOptions,
): Promise<StoppableService> {
  if (engine !== "docker") return MONITORS;
  return await createDaemon(`${directory}/stopped.sock`, signal);
}

const MONITORS: StoppableService = {
  what: "monitor",
  socket: null,
  async stop(bridge) {
    const monitors = await monitorsOf(bridge);
    if (monitors.length === 0) throw new Error("Cannot stop podman's monitors: there are none");
    return suspend(monitors);
  },
  [Symbol.asyncDispose]: () => Promise.resolve(),
};

async function createDaemon(socket: string, signal?: AbortSignal): Promise<StoppableService> {
  const proxy = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-config", PROXY, DOCKER_SOCKET, socket],
    stdin: "null",
    stdout: "piped",
    ...(signal === undefined ? {} : { signal }),
  }).spawn();
  const reader = proxy.stdout.getReader();
  await reader.read();
  await reader.cancel();
  return {
    what: "daemon",
    socket,
    stop: () => Promise.resolve(suspend([proxy.pid])),
    async [Symbol.asyncDispose]() {
      proxy.kill("SIGKILL");
      await proxy.status;
      await Deno.remove(socket).catch(() => {});
    },
  };
}

/** The monitor of a container is no descendant of the bridge, but the client that started it is. */
async function monitorsOf(bridge: number): Promise<readonly number[]> {
  const clients = await Promise.all((await treeOf(bridge)).map(commandOf));
  const names = clients.flatMap((command) => command.match(CONTAINER) ?? []);
  const found: number[] = [];
  for await (const { name: pid } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    const command = await commandOf(Number(pid));
    if (command.includes("conmon") && names.some((name) => command.includes(name))) {
      found.push(Number(pid));
    }
  }
  return found;
}

function suspend(pids: readonly number[]): () => void {
  for (const pid of pids) Deno.kill(pid, "SIGSTOP");
  return () => {
    for (const pid of pids) {
      try {
        Deno.kill(pid, "SIGCONT");
      } catch {
        // it has ended
      }
    }
  };
}
