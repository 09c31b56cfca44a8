import { type CallToolResult, McpServer, type ServerContext } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { CfWorkerJsonSchemaValidator } from "@modelcontextprotocol/server/validators/cf-worker";
import { messageOf, UsageError } from "../errors.ts";
import { escapeLine, escapeText } from "../text/escape.ts";
import type { OutputMode } from "../output/render.ts";
import { cutString } from "../output/truncate.ts";
import type { RunOutcome } from "../sandbox/outcome.ts";
import type { WatchRun } from "../sandbox/runner.ts";
import type { Clock } from "../system/system.ts";
import type { Log } from "../log.ts";
import {
  CAPABILITIES_URI,
  type DescribeCapabilities,
  registerCapabilities,
} from "./capabilities_resource.ts";
import type { ByteTransport } from "./message_transport.ts";
import {
  parseRunPythonArguments,
  type RunPythonRequest,
  type TimeLimits,
} from "./run_python_arguments.ts";
import { type GetClientRefs, refLinks, registerRefs, withKeptResult } from "./ref_resources.ts";
import { tellProgress } from "./run_progress.ts";
import {
  RUN_PYTHON,
  RUN_PYTHON_ANNOTATIONS,
  RUN_PYTHON_DESCRIPTION,
  RUN_PYTHON_TITLE,
  runPythonSchema,
  toolFailure,
} from "./run_python_tool.ts";

export interface ServerSettings extends TimeLimits {
  readonly outputMode: OutputMode;
  /** Longest answer, in characters. */
  readonly maxOutput: number;
}

/**
 * Runs one program. The signal aborts when the client cancels the request or disconnects; what the
 * run does can be watched.
 *
 * @throws {BridgeError} when the program could not be started; the model reads the message
 */
export type RunPython = (
  request: RunPythonRequest,
  signal: AbortSignal,
  watch: WatchRun,
) => Promise<RunOutcome>;

export interface ServerOptions {
  readonly transport: ByteTransport;
  readonly run: RunPython;
  /** What runs kept for later ones. */
  readonly refs: GetClientRefs;
  readonly capabilities: DescribeCapabilities;
  readonly settings: ServerSettings;
  /** Version of the bridge. */
  readonly version: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** A server with a connected client. */
export interface RunningServer {
  /**
   * Resolves when the connection is closed, its runs, which are aborted, have settled, and the output
   * has been written. Never rejects.
   */
  readonly closed: Promise<void>;
  /** Closes the connection. May be called more than once. */
  close(): Promise<void>;
}

const INSTRUCTIONS =
  "Use run_python for work with the user's MCP servers: one program can make many calls, and only " +
  "what it prints or returns enters the conversation. To find a tool, print(await " +
  `runtime.search_tool_docs("what it should do")). ${CAPABILITIES_URI} names the servers, the ` +
  "engine, packages, helpers and limits.";

/** Longest log line about a client's message, in characters. */
const MAX_LOGGED = 400;
/** Milliseconds that a client may cache the tool list, which never changes: one hour. */
const LIST_TTL_MS = 60 * 60 * 1000;

/**
 * Serves `run_python` to one client, in its revision of the protocol: 2026-07-28, or by `initialize`
 * 2025-11-25 and older.
 */
export function startServer(options: ServerOptions): RunningServer {
  const { transport, log } = options;
  const running = new Set<Promise<RunOutcome>>();
  const run: RunPython = (request, signal, watch) => {
    const outcome = options.run(request, signal, watch);
    running.add(outcome);
    return outcome.finally(() => running.delete(outcome));
  };
  const onProblem = (error: Error): void => {
    log("warning", `MCP: ${escapeLine(error.message).slice(0, MAX_LOGGED)}`);
  };
  const handle = serveStdio(() => createServer({ ...options, run }, onProblem), {
    transport,
    onerror: onProblem,
  });
  return {
    closed: transport.closed.then(() => Promise.allSettled(running)).then(() => {}),
    close: () => handle.close(),
  };
}

function createServer(options: ServerOptions, onProblem: (error: Error) => void): McpServer {
  const cacheHint = { ttlMs: LIST_TTL_MS, cacheScope: "public" } as const;
  const server = new McpServer(
    { name: "mcp-code-bridge", title: "MCP code bridge", version: options.version },
    {
      capabilities: { tools: { listChanged: false }, resources: { listChanged: false } },
      instructions: INSTRUCTIONS,
      cacheHints: { "tools/list": cacheHint, "server/discover": cacheHint },
      // the SDK's default validator generates code, which an executable forbids
      jsonSchemaValidator: new CfWorkerJsonSchemaValidator(),
    },
  );
  server.server.onerror = onProblem;
  server.registerTool(
    RUN_PYTHON,
    {
      title: RUN_PYTHON_TITLE,
      description: RUN_PYTHON_DESCRIPTION,
      inputSchema: runPythonSchema(options.settings),
      annotations: RUN_PYTHON_ANNOTATIONS,
    },
    (args, { mcpReq }) => {
      const revision = server.server.getNegotiatedProtocolVersion();
      return answerCall(args, { ...options, mcpReq, revision });
    },
  );
  registerRefs(server, options.refs);
  registerCapabilities(server, options.capabilities);
  return server;
}

interface CallOptions extends Pick<ServerOptions, "run" | "refs" | "settings" | "clock" | "log"> {
  /** Of the protocol, as the client speaks it. */
  readonly revision: string | undefined;
  readonly mcpReq: Pick<ServerContext["mcpReq"], "_meta" | "notify" | "signal">;
}

/** Answers one call of the tool, and tells a client that wants it that the run goes on. */
async function answerCall(args: unknown, options: CallOptions): Promise<CallToolResult> {
  const { clock, mcpReq: { _meta, notify, signal } } = options;
  let describe = () => "starting";
  const watch: WatchRun = (run) => void (describe = run);
  const token = _meta?.progressToken;
  const stopProgress = token === undefined
    ? null
    : tellProgress({ token, notify, describe: () => describe(), clock, signal });
  const result = await runToResult(args, { ...options, watch, signal });
  await stopProgress?.();
  return result;
}

interface RunToResultOptions
  extends Pick<CallOptions, "run" | "refs" | "settings" | "log" | "revision"> {
  readonly watch: WatchRun;
  readonly signal: AbortSignal;
}

/** Never throws: an error becomes text for the model. */
async function runToResult(args: unknown, options: RunToResultOptions): Promise<CallToolResult> {
  const { settings, signal, log } = options;
  // the SDK sends no answer to a canceled request
  if (signal.aborted) return toolFailure("Canceled");
  const parsed = parseRunPythonArguments(args, settings);
  if (!parsed.ok) return toolFailure(parsed.message);
  try {
    const outcome = await options.run(parsed.request, signal, options.watch);
    const { status, engine, durationMs } = outcome;
    log("debug", `${RUN_PYTHON}: ${status} on ${engine} in ${Math.round(durationMs)} ms`);
    // loaded on demand: the answer to `initialize` does not need it
    const [{ renderOutcome }, { renderBlocks }] = await Promise.all([
      import("../output/render.ts"),
      import("../output/blocks.ts"),
    ]);
    const { outputMode: mode, maxTimeoutMs } = settings;
    const { blocks, characters } = renderBlocks(outcome, settings.maxOutput);
    const maxOutput = settings.maxOutput - characters;
    const render = { mode, maxOutput, maxTimeoutMs };
    const first = renderOutcome(outcome, render);
    const told = first.cutsResult ? await withKeptResult(outcome, options.refs) : outcome;
    const { text, structured, isError } = told === outcome ? first : renderOutcome(told, render);
    const links = refLinks(told.kept ?? [], options.revision);
    return {
      content: [{ type: "text", text }, ...blocks, ...links],
      ...(structured !== undefined && { structuredContent: structured }),
      ...(isError && { isError }),
    };
  } catch (error) {
    const message = escapeText(messageOf(error));
    // an error of the model is reported to the model and is not an error of the bridge
    const level = error instanceof UsageError ? "info" : "error";
    if (!signal.aborted) log(level, `Run failed: ${escapeLine(message).slice(0, MAX_LOGGED)}`);
    return toolFailure(cutString(message, settings.maxOutput).text);
  }
}
