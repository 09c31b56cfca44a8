/** Runs one program in a real interpreter, as a sandbox does, with a table that answers its calls. */

import { UpstreamError } from "../../src/errors.ts";
import {
  type DisplayedBlock,
  type DoneMessage,
  type FileMessage,
  type OutputMessage,
  type ReadyMessage,
  type ServerBrief,
  UNNAMED_PROGRAM,
} from "../../src/rpc/frames.ts";
import type { TellProgress } from "../../src/rpc/calls.ts";
import type { JsonObject, JsonValue } from "../../src/json/json.ts";
import { SandboxChannel } from "../../src/rpc/channel.ts";
import { type EndReport, FirstProcessReader } from "../../src/sandbox/first_process.ts";
import { LOADER, RUNTIME_MODULES } from "../../src/python/modules.ts";
import { whenHung } from "../support/eventually.ts";
import type { Interpreter } from "./interpreters.ts";
import { readLargeHere } from "../support/read_here.ts";

/** Answers calls by method; what is absent is refused. */
export type CallTable = Readonly<
  Record<
    string,
    (params: JsonObject, signal: AbortSignal, tell: TellProgress) => JsonValue | Promise<JsonValue>
  >
>;

export interface RunOptions {
  /** @default {UNNAMED_PROGRAM} */
  readonly file?: string;
  /** @default its name without a file */
  readonly argv?: readonly string[];
  readonly servers?: readonly ServerBrief[];
  /** Answers `list_saved_tools`. @default {[]} */
  readonly savedTools?: readonly string[];
  readonly calls?: CallTable;
  /** Of the run. @default {30} */
  readonly timeoutSeconds?: number;
  /** Sees each piece of output as it comes. */
  readonly onOutput?: (message: OutputMessage, sandbox: Sandbox) => void;
}

export interface RecordedCall {
  readonly method: string;
  readonly params: JsonObject;
}

export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  /** Absent when the process ended without. */
  readonly done: DoneMessage | undefined;
  /** Files that the program left. */
  readonly files: readonly FileMessage[];
  readonly exitCode: number;
  readonly calls: readonly RecordedCall[];
  /** What the program displayed. */
  readonly blocks: readonly DisplayedBlock[];
  /** What the first process reported of the end; `null` when it ended without. */
  readonly report: EndReport | null;
  /** Where the program stood when stdin was closed; `null` when nothing was told. */
  readonly stood: string | null;
  /** What came on the process's own stderr besides records. */
  readonly diagnostics: string;
}

/** A started loader. */
export interface Sandbox {
  readonly process: Deno.ChildProcess;
  readonly channel: SandboxChannel;
  readonly ready: Promise<ReadyMessage>;
  /** Resolves when the process has ended and its stdout has been read. Rejects on broken frames. */
  readonly ended: Promise<Pick<Ended, "exitCode" | "report" | "stood" | "diagnostics">>;
  closeInput(): Promise<void>;
}

export function startSandbox(python: Interpreter): Sandbox {
  const process = new Deno.Command(python.path, {
    args: ["-I", "-u", "-c", LOADER],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    signal: whenHung(),
    clearEnv: true,
    env: { PATH: "/usr/local/bin:/usr/bin:/bin", LANG: "C.UTF-8" },
  }).spawn();
  const writer = process.stdin.getWriter();
  const channel = new SandboxChannel((bytes) => writer.write(bytes), readLargeHere);
  channel.boot({ modules: RUNTIME_MODULES, lifetimeSeconds: 300, containerSeconds: 1200 }).catch(
    () => {},
  );
  return {
    process,
    channel,
    ready: channel.ready,
    ended: follow(process, channel, writer),
    closeInput: () => writer.close().catch(() => {}),
  };
}

async function follow(
  process: Deno.ChildProcess,
  channel: SandboxChannel,
  writer: WritableStreamDefaultWriter<Uint8Array>,
): Promise<Pick<Ended, "exitCode" | "report" | "stood" | "diagnostics">> {
  const words: Uint8Array[] = [];
  let report: EndReport | null = null;
  let stood: string | null = null;
  const records = new FirstProcessReader({
    onOutput: (message) => channel.receiveOutput(message),
    onStood: (text) => void (stood = text),
    onEnd: (message) => {
      report = message;
      writer.close().catch(() => {});
    },
    onDead: () => {},
    onWords: (bytes) => words.push(bytes.slice()),
  });
  const readStderr = async () => {
    for await (const chunk of process.stderr) records.receive(chunk);
    return await new Blob(words as Uint8Array<ArrayBuffer>[]).text();
  };
  const diagnostics = readStderr();
  try {
    for await (const chunk of process.stdout) await channel.receive(chunk);
  } catch (error) {
    process.kill("SIGKILL");
    await Promise.all([process.status, diagnostics]);
    throw error;
  } finally {
    channel.close(new Error(`the sandbox has ended: ${await diagnostics}`));
  }
  const { code } = await process.status;
  return { exitCode: code, report, stood, diagnostics: await diagnostics };
}

/** Runs `code` to its end. */
export async function runProgram(
  python: Interpreter,
  code: string,
  options: RunOptions = {},
): Promise<Ended> {
  const sandbox = startSandbox(python);
  const table: CallTable = {
    list_saved_tools: () => options.savedTools ?? [],
    list_packages: () => [],
    ...options.calls,
  };
  const text = { stdout: "", stderr: "" };
  const calls: RecordedCall[] = [];
  const files: FileMessage[] = [];
  const blocks: DisplayedBlock[] = [];
  let done: DoneMessage | undefined;
  await sandbox.ready;
  await sandbox.channel.execute({
    code,
    file: options.file ?? UNNAMED_PROGRAM,
    argv: options.argv ?? [UNNAMED_PROGRAM],
    servers: options.servers ?? [],
    timeoutSeconds: options.timeoutSeconds ?? 30,
  }, {
    call: (method, sent, written) => async (signal, tell) => {
      const params = written === undefined ? sent : { ...sent, arguments: written.value() };
      calls.push({ method, params });
      const answer = table[method];
      if (answer === undefined) throw new UpstreamError("NOT_FOUND", `No answer to ${method}`);
      return await answer(params, signal, tell);
    },
    describeFailure: (thrown) =>
      thrown instanceof UpstreamError
        ? { code: thrown.code, message: thrown.message, data: thrown.data as JsonValue }
        : { code: "INTERNAL", message: String(thrown) },
    onOutput: (message) => {
      text[message.stream] += message.text;
      options.onOutput?.(message, sandbox);
    },
    onFile: (message) => void files.push(message),
    onDisplay: (block) => void blocks.push(block),
    onDone: (message) => {
      done = message;
    },
  });
  return { ...await sandbox.ended, ...text, done, calls, files, blocks };
}

/** A server that a run may call. */
export function granted(name: string, alias: string = name): ServerBrief {
  return { name, alias, granted: true, unavailable: null };
}

/** A server that was discovered and not named in `servers`. */
export function notGranted(name: string, alias: string = name): ServerBrief {
  return { name, alias, granted: false, unavailable: null };
}
