import { whenHung } from "../../support/eventually.ts";
import { LineReader } from "../../support/line_reader.ts";
import { bridgeCommand, bridgeEnvironment } from "./bridge_command.ts";

/** A bridge that is spoken to line by line, for what no well-behaved client would do. */
export interface RawBridge extends AsyncDisposable {
  readonly process: Deno.ChildProcess;
  /** Sends one line, whatever it is. */
  send(line: string | object): Promise<void>;
  /** The next line of stdout, parsed. */
  receive(): Promise<Record<string, unknown>>;
  /** Closes the bridge's stdin, as a client that ends does. */
  closeInput(): Promise<void>;
  /** What it wrote to stderr so far. */
  stderr(): string;
  /** How it ended, and everything that it wrote to stderr. */
  readonly ended: Promise<{ readonly code: number; readonly stderr: string }>;
}

/** Starts `serve` (no subcommand) with pipes on all three descriptors. */
export function startRawBridge(
  home: string,
  env: Readonly<Record<string, string>> = {},
): RawBridge {
  const { command, args } = bridgeCommand();
  const process = new Deno.Command(command, {
    args: [...args],
    env: bridgeEnvironment(home, env),
    clearEnv: true,
    cwd: home,
    signal: whenHung(),
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = process.stdin.getWriter();
  const stdout = new LineReader(process.stdout);
  let words = "";
  const stderr = (async () => {
    for await (const text of process.stderr.pipeThrough(new TextDecoderStream())) words += text;
    return words;
  })();
  let open = true;
  const closeInput = async () => {
    if (!open) return;
    open = false;
    await writer.close().catch(() => {});
  };
  const ended = process.status.then(async ({ code }) => ({ code, stderr: await stderr }));
  return {
    process,
    closeInput,
    ended,
    stderr: () => words,
    async send(line) {
      const text = typeof line === "string" ? line : JSON.stringify(line);
      await writer.write(new TextEncoder().encode(`${text}\n`));
    },
    async receive() {
      const line = await stdout.line();
      if (line === null) throw new Error(`stdout ended; stderr: ${await stderr}`);
      return JSON.parse(line);
    },
    async [Symbol.asyncDispose]() {
      await closeInput();
      await ended;
      await stdout.cancel();
    },
  };
}

/** The older era's opening. */
export async function initialize(
  bridge: RawBridge,
  protocolVersion = "2025-11-25",
): Promise<Record<string, unknown>> {
  await bridge.send({
    jsonrpc: "2.0",
    id: 1,
    method: "initialize",
    params: { protocolVersion, capabilities: {}, clientInfo: { name: "raw", version: "1" } },
  });
  const answer = await bridge.receive();
  await bridge.send({ jsonrpc: "2.0", method: "notifications/initialized" });
  return answer;
}

/** A call of `run_python`. */
export function runPythonCall(id: number, args: Readonly<Record<string, unknown>>): object {
  return {
    jsonrpc: "2.0",
    id,
    method: "tools/call",
    params: { name: "run_python", arguments: args },
  };
}
