import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import type { EngineName } from "../src/engines.ts";
import type { Bench, Command } from "./row.ts";

/** A server over stdio, and the official client that is connected to it. */
export interface Connected extends AsyncDisposable {
  readonly client: Client;
  readonly pid: number;
}

export interface ConnectOptions extends Command {
  readonly env: Readonly<Record<string, string>>;
  /** Whether the server's stderr is discarded. @default {false} */
  readonly quiet?: boolean;
}

/** Larger than the client's default, which the payloads of the benchmark exceed. */
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
const REQUEST = { timeout: 600_000 };

/** Starts a server and connects to it. */
export async function connect({ command, args, env, quiet }: ConnectOptions): Promise<Connected> {
  const transport = new StdioClientTransport({
    command,
    args: [...args],
    env: { ...env },
    stderr: quiet === true ? "ignore" : "inherit",
    maxBufferSize: MAX_MESSAGE_BYTES,
  });
  const client = new Client({ name: "bench", version: "1" });
  await client.connect(transport, REQUEST);
  return {
    client,
    pid: transport.pid ?? 0,
    [Symbol.asyncDispose]: () => client.close(),
  };
}

/** A bridge, and the client that is connected to it. */
export interface BridgeClient extends Connected {
  /**
   * Runs a program.
   *
   * @returns the value of its last expression
   * @throws {Error} when the run fails
   */
  run(code: string, servers?: readonly string[]): Promise<unknown>;
}

/** A server as an MCP configuration has it. */
export type ServerEntry = Command | { readonly url: string };

export interface BridgeOptions {
  readonly engine: EngineName;
  /** Servers by name, as in an MCP configuration. @default {{}} */
  readonly servers?: Readonly<Record<string, ServerEntry>>;
  /** @default {bench.shipped} */
  readonly command?: Command;
  /** Whether its log is discarded. @default {false} */
  readonly quiet?: boolean;
  /** The socket of docker's daemon. @default {null}, that of the machine */
  readonly dockerSocket?: string | null;
}

/** Creates a home directory for bridges, with an MCP configuration. */
export async function createHome(
  bench: Bench,
  servers: Readonly<Record<string, ServerEntry>> = {},
): Promise<string> {
  const home = await Deno.makeTempDir({ dir: bench.directory, prefix: "home-" });
  await Deno.mkdir(`${home}/.config/mcp/servers`, { recursive: true });
  const file = `${home}/.config/mcp/servers/bench.json`;
  await Deno.writeTextFile(file, JSON.stringify({ mcpServers: servers }));
  return home;
}

/** Starts a bridge with the product's defaults in a new home directory, and connects to it. */
export async function startBridge(bench: Bench, options: BridgeOptions): Promise<BridgeClient> {
  const home = await createHome(bench, options.servers);
  return await startBridgeIn(bench, { ...options, home });
}

/** Like {@linkcode startBridge}, in an existing home directory. */
export async function startBridgeIn(
  bench: Bench,
  options: BridgeOptions & { readonly home: string },
): Promise<BridgeClient> {
  const command = options.command ?? bench.shipped;
  const env = bridgeEnvironment(bench, options);
  const { client, pid, ...rest } = await connect({
    ...command,
    env,
    quiet: options.quiet ?? false,
  });
  return {
    client,
    pid,
    async run(code, servers = []) {
      const result = await client.callTool({
        name: "run_python",
        arguments: { code, servers: [...servers], timeout: 120 },
      }, REQUEST);
      const { structuredContent: answer } = result;
      if (!isSuccess(answer)) throw new Error(`The run failed: ${JSON.stringify(result)}`);
      return answer.result;
    },
    ...rest,
  };
}

/** The environment of a bridge. Of the user-visible defaults only the format of answers differs. */
export function bridgeEnvironment(
  bench: Bench,
  options: Pick<BridgeOptions, "engine" | "dockerSocket"> & { readonly home: string },
): Record<string, string> {
  const home = Deno.env.get("HOME") ?? "";
  const kept = ["PATH", "DENO_DIR", "MCP_BRIDGE_IMAGE", "XDG_RUNTIME_DIR", "DOCKER_HOST"]
    .map((name) => [name, Deno.env.get(name)] as const)
    .filter((pair): pair is readonly [string, string] => pair[1] !== undefined);
  return {
    DENO_DIR: `${Deno.env.get("XDG_CACHE_HOME") ?? `${home}/.cache`}/deno`,
    // rootless podman keeps its images there
    XDG_DATA_HOME: Deno.env.get("XDG_DATA_HOME") ?? `${home}/.local/share`,
    ...Object.fromEntries(kept),
    ...(options.dockerSocket ? { DOCKER_HOST: `unix://${options.dockerSocket}` } : {}),
    HOME: options.home,
    MCP_BRIDGE_RUNTIME: options.engine,
    MCP_BRIDGE_STATE_DIR: bench.stateDir,
    MCP_BRIDGE_OUTPUT_MODE: "json",
  };
}

function isSuccess(answer: unknown): answer is { status: "success"; result?: unknown } {
  return typeof answer === "object" && answer !== null && "status" in answer &&
    answer.status === "success";
}
