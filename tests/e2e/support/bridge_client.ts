import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { bridgeCommand, bridgeEnvironment } from "./bridge_command.ts";

/** The answer object of a run, as `json` mode gives it. */
export interface Answer {
  readonly status: string;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly result?: unknown;
  readonly extra?: string;
  readonly error?: string;
  readonly exitCode?: number;
  readonly engine?: string;
  readonly limits?: string;
  readonly note?: string;
  /** What was displayed: the content blocks after the text. */
  readonly blocks: readonly unknown[];
  /** The same as it was written: the values of the object are what `JSON.parse` made of them. */
  readonly text: string;
}

/** A bridge that was started as a client starts it, spoken to by the official client. */
export interface BridgeClient extends AsyncDisposable {
  readonly client: Client;
  readonly pid: number;
  /** What it wrote to stderr so far. */
  stderr(): string;
  /** Calls `run_python` and gives the answer object. */
  run(
    code: string,
    options?: { readonly servers?: readonly string[]; readonly timeout?: number },
  ): Promise<Answer>;
}

export interface StartBridgeOptions {
  readonly home: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** @default {"auto"} both eras are tried, newest first */
  readonly negotiation?: "auto" | "legacy";
}

/** Starts a bridge and connects to it. */
export async function startBridge(options: StartBridgeOptions): Promise<BridgeClient> {
  const { command, args } = bridgeCommand();
  const transport = new StdioClientTransport({
    command,
    args: [...args],
    env: bridgeEnvironment(options.home, { MCP_BRIDGE_OUTPUT_MODE: "json", ...options.env }),
    stderr: "pipe",
    cwd: options.cwd ?? options.home,
  });
  let words = "";
  transport.stderr?.on("data", (chunk: unknown) => words += String(chunk));
  const client = new Client(
    { name: "tests", version: "1" },
    { versionNegotiation: { mode: options.negotiation ?? "legacy" } },
  );
  try {
    await client.connect(transport);
  } catch (error) {
    throw new Error(`The bridge did not answer; it said:\n${words}`, { cause: error });
  }
  return {
    client,
    pid: transport.pid ?? 0,
    stderr: () => words,
    async run(code, { servers, timeout } = {}) {
      const result = await client.callTool({
        name: "run_python",
        arguments: {
          code,
          ...(servers === undefined ? {} : { servers: [...servers] }),
          ...(timeout === undefined ? {} : { timeout }),
        },
      }, { timeout: 300_000 });
      if (!isAnswer(result.structuredContent)) {
        throw new Error(`no answer object: ${JSON.stringify(result)}\n${words}`);
      }
      const [block, ...blocks] = result.content;
      const text = block?.type === "text" ? block.text : "";
      return { ...result.structuredContent, blocks, text };
    },
    async [Symbol.asyncDispose]() {
      await client.close();
    },
  };
}

function isAnswer(value: unknown): value is Omit<Answer, "blocks" | "text"> {
  return typeof value === "object" && value !== null && "status" in value;
}
