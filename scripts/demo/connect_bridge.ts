import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { STATE_DIR_VARIABLE } from "../../src/settings/state_dir.ts";
import type { DemoHome } from "./demo_home.ts";
import { denoCache } from "./user_caches.ts";

/** One run, as the client saw it. */
export interface DemoRun {
  /** The text that would enter the model's context. */
  readonly text: string;
  readonly engine: string;
  readonly ms: number;
}

/** A connected bridge. */
export interface BridgeSession extends AsyncDisposable {
  /** The tool list as a client puts it into the model's context. */
  listTools(): Promise<string>;
  /** Runs a program. @throws {Error} with the answer when the run fails */
  run(code: string): Promise<DemoRun>;
}

/** Variables that the bridge gets besides its settings: to find programs and files. */
const PASSED_ON = [
  "PATH",
  "DENO_DIR",
  "XDG_RUNTIME_DIR",
  "SystemRoot",
  "LOCALAPPDATA",
  "APPDATA",
  "TEMP",
];

/** A program and its arguments. */
export interface BridgeCommand {
  readonly command: string;
  readonly args: readonly string[];
}

export interface ConnectBridgeOptions {
  /** How the bridge is started. */
  readonly program: BridgeCommand;
  readonly home: DemoHome;
  /** The user's own state directory, so that the engine is prepared once for all bridges. */
  readonly stateDir: string;
}

/** Starts a bundle of a repository as a client starts the bridge. */
export function bundleCommand(root: string, bundle: string): BridgeCommand {
  return {
    command: Deno.execPath(),
    args: [
      ...["run", "--quiet", "--config", `${root}/deno.json`, "-P=launcher", "--no-prompt"],
      ...["--no-lock", "--cached-only", "--no-remote", "--no-npm", `${bundle}/main.js`, "serve"],
    ],
  };
}

/** Starts the bridge like an MCP client and connects the official SDK's client to it. */
export async function connectBridge(demo: ConnectBridgeOptions): Promise<BridgeSession> {
  const transport = new StdioClientTransport({
    command: demo.program.command,
    args: [...demo.program.args],
    env: bridgeEnvironment(demo),
    cwd: demo.home.path,
    stderr: "inherit",
  });
  const client = new Client(
    { name: "demo", version: "1" },
    { versionNegotiation: { mode: "auto" } },
  );
  await client.connect(transport, { timeout: 120_000 });
  return {
    listTools: async () => JSON.stringify((await client.listTools()).tools),
    run: (code) => run(client, code),
    [Symbol.asyncDispose]: () => client.close(),
  };
}

async function run(client: Client, code: string): Promise<DemoRun> {
  const started = performance.now();
  const { content, isError } = await client.callTool({
    name: "run_python",
    arguments: { code, servers: ["filesystem", "everything"], timeout: 60 },
  }, { timeout: 300_000 });
  const ms = performance.now() - started;
  const text = content.map((block) => block.type === "text" ? block.text : "").join("\n");
  if (isError) throw new Error(`The run did not succeed:\n${text}`);
  const engine = /\[success on (\w+)/.exec(text)?.[1] ?? "not named in the answer";
  return { text, engine, ms };
}

function bridgeEnvironment({ home, stateDir }: ConnectBridgeOptions): Record<string, string> {
  const names = Object.keys(Deno.env.toObject())
    .filter((name) => PASSED_ON.includes(name) || name.startsWith("MCP_BRIDGE_"));
  const passed = names.map((name) => [name, Deno.env.get(name) ?? ""] as const);
  return {
    ...Object.fromEntries(passed),
    HOME: home.path,
    USERPROFILE: home.path,
    DENO_DIR: denoCache(),
    [STATE_DIR_VARIABLE]: stateDir,
  };
}
