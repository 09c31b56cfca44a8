import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import type { DemoHome } from "./demo_home.ts";

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

/** Starts the bridge like an MCP client and connects the official SDK's client to it. */
export async function connectBridge(
  demo: { readonly root: string; readonly bundle: string; readonly home: DemoHome },
): Promise<BridgeSession> {
  const transport = new StdioClientTransport({
    command: Deno.execPath(),
    args: [
      ...["run", "--config", `${demo.root}/deno.json`, "-P=launcher", "--no-prompt", "--no-lock"],
      ...["--cached-only", "--no-remote", "--no-npm", `${demo.bundle}/main.js`, "serve"],
    ],
    env: bridgeEnvironment(demo.home),
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
  const engine = /^engine: (.+)$/m.exec(text)?.[1] ?? "not named in the answer";
  return { text, engine, ms };
}

function bridgeEnvironment(home: DemoHome): Record<string, string> {
  const names = Object.keys(Deno.env.toObject())
    .filter((name) => PASSED_ON.includes(name) || name.startsWith("MCP_BRIDGE_"));
  const passed = names.map((name) => [name, Deno.env.get(name) ?? ""] as const);
  return {
    ...Object.fromEntries(passed),
    HOME: home.path,
    USERPROFILE: home.path,
    DENO_DIR: Deno.env.get("DENO_DIR") ?? defaultDenoDir(),
  };
}

/** The user's Deno cache, which already contains the packages that the demo needs. */
function defaultDenoDir(): string {
  const home = Deno.env.get("HOME") ?? "";
  if (Deno.build.os === "darwin") return `${home}/Library/Caches/deno`;
  if (Deno.build.os === "windows") return `${Deno.env.get("LOCALAPPDATA")}\\deno`;
  return `${Deno.env.get("XDG_CACHE_HOME") ?? `${home}/.cache`}/deno`;
}
