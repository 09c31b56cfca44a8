import { join } from "node:path";
import { EmbeddedAssets } from "../../../src/engine/embedded/assets.ts";
import { createEmbeddedEngine } from "../../../src/engine/embedded/embedded_engine.ts";
import { createPackageFiles } from "../../../src/engine/embedded/pyodide_files.ts";
import type { Engine, EngineSandbox } from "../../../src/engine/engine.ts";
import { encodeMessage, FrameDecoder } from "../../../src/rpc/codec.ts";
import type {
  CallMessage,
  DoneMessage,
  MessageToSandbox,
  SandboxMessage,
} from "../../../src/rpc/frames.ts";
import type { JsonValue } from "../../../src/json/json.ts";
import { readExitReport } from "../../../src/sandbox/exit_report.ts";
import { PROTOCOL_VERSION } from "../../../src/rpc/frames.ts";
import { LOADER, RUNTIME_MODULES } from "../../../src/python/modules.ts";
import { createDenoSystem } from "../../../src/system/deno_system.ts";
import type { ProcessExit } from "../../../src/system/system.ts";

/** 256 MiB: enough for any test, and soon full. */
export const TEST_MEMORY_BYTES = 256 * 1024 * 1024;

/**
 * A state directory that stays: preparing the assets takes seconds, and all tests, of any run, may
 * share what was prepared from the same sources.
 */
export function sharedStateDir(): string {
  const home = Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE");
  const cache = Deno.env.get("XDG_CACHE_HOME") ??
    (home === undefined ? "/var/tmp" : join(home, ".cache"));
  return join(cache, "mcp-code-bridge-tests");
}

export interface TestEngineOptions {
  /** @default {TEST_MEMORY_BYTES} */
  readonly memoryBytes?: number;
  /** @default {120} */
  readonly lifetimeSeconds?: number;
}

/** The engine with the real runtime, from source. */
export async function createTestEngine(options: TestEngineOptions = {}): Promise<Engine> {
  const { memoryBytes = TEST_MEMORY_BYTES, lifetimeSeconds = 120 } = options;
  const system = createDenoSystem();
  const probe = await createEmbeddedEngine({
    system,
    log: () => {},
    stateDir: sharedStateDir(),
    limits: { memoryBytes, lifetimeSeconds },
    loader: LOADER,
    runtime: RUNTIME_MODULES,
    files: createPackageFiles(system.files),
  });
  if (!probe.usable) throw new Error(`the embedded engine cannot be used: ${probe.refusal}`);
  return probe.engine;
}

/** The folder that the engine's sandboxes are started from, prepared if need be. */
export async function prepareTestAssets(): Promise<string> {
  const system = createDenoSystem();
  return await new EmbeddedAssets({
    system,
    log: () => {},
    root: join(sharedStateDir(), "embedded"),
    files: createPackageFiles(system.files),
    loader: LOADER,
    runtime: RUNTIME_MODULES,
  }).prepare();
}

/** What came of a program. */
export interface ProgramRun {
  readonly stdout: string;
  readonly stderr: string;
  /** What the process itself wrote to its stderr, but for the report. */
  readonly written: string;
  /** The exit status as the sandbox said it on stderr before it went. */
  readonly reported: number | null;
  readonly done: DoneMessage | null;
  readonly calls: readonly CallMessage[];
  readonly exit: ProcessExit;
  readonly outOfMemory: boolean;
}

/** Answers a call, or throws the message of its failure. */
export type Answer = (call: CallMessage) => JsonValue | Promise<JsonValue>;

export interface RunProgramOptions {
  /** @default answers with the call's params */
  readonly answer?: Answer;
  /** Called with what was printed so far, each time that something is printed. */
  readonly onOutput?: (text: string, sandbox: EngineSandbox) => void;
}

/** Starts a sandbox, runs one program to its end, and answers its calls. */
export async function runProgram(
  engine: Engine,
  code: string,
  options: RunProgramOptions = {},
): Promise<ProgramRun> {
  const { answer = (call) => call.params, onOutput = () => {} } = options;
  const sandbox = await engine.start();
  const { stdio: process } = sandbox;
  const send = async (message: MessageToSandbox): Promise<void> => {
    for (const frame of encodeMessage(message)) await process.write(frame);
  };
  const printed = { stdout: "", stderr: "" };
  const calls: CallMessage[] = [];
  let done: DoneMessage | null = null;

  const complaints = new Response(process.stderr).text();
  // a sandbox that ends early is seen by what it left, not by the write that failed
  const ignore = (): void => {};
  send({
    type: "boot",
    protocol: PROTOCOL_VERSION,
    modules: RUNTIME_MODULES,
    lifetimeSeconds: 300,
    containerSeconds: 1200,
  }).catch(ignore);
  for await (const message of readMessages(process.stdout)) {
    switch (message.type) {
      case "ready":
        send({
          type: "execute",
          code,
          file: "<test>",
          argv: [],
          servers: [SERVER],
          timeoutSeconds: 60,
        })
          .catch(ignore);
        break;
      case "output":
        printed[message.stream] += message.text;
        onOutput(printed.stdout, sandbox);
        break;
      case "call":
        calls.push(message);
        reply(message, answer).then(send).catch(ignore);
        break;
      case "done":
        done = message;
    }
  }
  const exit = await process.exited;
  await process.closeInput();
  const said = await complaints;
  sandbox.noteStderr(new TextEncoder().encode(said));
  const outOfMemory = sandbox.ranOutOfMemory?.() ?? false;
  const reported = readExitReport(said);
  const rest = said.replace(/\0exit \d+\n$/, "");
  const { stdout } = printed;
  return {
    stdout,
    stderr: printed.stderr + rest,
    written: rest,
    reported,
    done,
    calls,
    exit,
    outOfMemory,
  };
}

const SERVER = { name: "echo", alias: "echo", granted: true, unavailable: null };

async function reply(call: CallMessage, answer: Answer): Promise<MessageToSandbox> {
  try {
    return { type: "reply", id: call.id, ok: true, value: await answer(call) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { type: "reply", id: call.id, ok: false, error: { code: "TOOL_FAILED", message } };
  }
}

async function* readMessages(stdout: ReadableStream<Uint8Array>): AsyncGenerator<SandboxMessage> {
  const decoder = new FrameDecoder();
  const text = new TextDecoder("utf-8", { fatal: true });
  for await (const chunk of stdout) {
    for (const json of decoder.decode(chunk)) yield JSON.parse(text.decode(json));
  }
}
