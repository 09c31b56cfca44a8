/**
 * A minimal MCP server over stdio, without the SDK: it starts fast, and can misbehave in ways that
 * the SDK does not allow.
 */

export interface TestTool {
  readonly name: string;
  readonly description?: string;
  readonly inputSchema?: Record<string, unknown>;
  readonly outputSchema?: Record<string, unknown>;
  readonly annotations?: Record<string, unknown>;
  /** Gives the result of `tools/call` as it goes over the wire; see {@linkcode text}. */
  run(args: Record<string, unknown>, context: ToolContext): unknown;
}

export interface ToolContext {
  /** Aborts when the client takes the request back. */
  readonly signal: AbortSignal;
  /** The request as it came, for what `JSON.parse` would round. */
  readonly line: string;
  /** Sends a notification or a request of the server's own. */
  send(message: Record<string, unknown>): Promise<void>;
}

export interface TestServerOptions {
  readonly tools: readonly TestTool[];
  /** Answered to `initialize`. @default {"2025-11-25"} */
  readonly protocolVersion?: string;
  readonly instructions?: string;
  readonly listChanged?: boolean;
  /** Announced besides the tools. */
  readonly capabilities?: Readonly<Record<string, unknown>>;
  /** Answers a request in its own way, or gives `undefined` to let the server answer. */
  readonly intercept?: (request: Request, send: ToolContext["send"]) => unknown;
  /** Awaited at the end of stdin, before the server ends. */
  readonly onEnd?: () => Promise<void>;
  /** Sees answers to requests of the server's own. */
  readonly onAnswer?: (message: Record<string, unknown>) => void;
}

export interface Request {
  readonly line: string;
  readonly id?: string | number;
  readonly method: string;
  readonly params: Record<string, unknown>;
}

/** Serves until stdin ends. */
export async function serve(options: TestServerOptions): Promise<void> {
  const running = new Map<unknown, AbortController>();
  let writing = Promise.resolve();

  function send(message: Record<string, unknown>): Promise<void> {
    writing = writing.then(() => writeLine(JSON.stringify({ jsonrpc: "2.0", ...message })));
    return writing;
  }

  async function handle(request: Request): Promise<void> {
    const { id, method, params } = request;
    if (method === "notifications/cancelled") running.get(params["requestId"])?.abort();
    if (id === undefined) return;
    const controller = new AbortController();
    running.set(id, controller);
    try {
      const result = await (options.intercept?.(request, send) ??
        answer(request, options, { signal: controller.signal, line: request.line, send }));
      if (!controller.signal.aborted && result !== NO_ANSWER) await send({ id, result });
    } catch (error) {
      if (controller.signal.aborted) return;
      const code = error instanceof RpcError ? error.code : -32603;
      await send({ id, error: { code, message: String((error as Error).message) } });
    } finally {
      running.delete(id);
    }
  }

  for await (const line of stdinLines()) {
    const message = JSON.parse(line);
    if (typeof message.method === "string") handle({ params: {}, ...message, line });
    else options.onAnswer?.(message);
  }
  await options.onEnd?.();
  Deno.exit(0);
}

/** Given by `intercept`: this request is never answered. */
export const NO_ANSWER = Symbol("no answer");

/** Answered as a JSON-RPC error. */
export class RpcError extends Error {
  constructor(readonly code: number, message: string) {
    super(message);
  }
}

function answer(request: Request, options: TestServerOptions, context: ToolContext): unknown {
  const { method, params } = request;
  switch (method) {
    case "initialize":
      return {
        protocolVersion: options.protocolVersion ?? "2025-11-25",
        capabilities: {
          tools: options.listChanged === true ? { listChanged: true } : {},
          ...options.capabilities,
        },
        serverInfo: { name: "test-server", version: "1.0.0" },
        ...(options.instructions === undefined ? {} : { instructions: options.instructions }),
      };
    case "ping":
      return {};
    case "tools/list":
      return { tools: options.tools.map(describe) };
    case "tools/call": {
      const tool = options.tools.find(({ name }) => name === params["name"]);
      if (tool === undefined) throw new RpcError(-32602, `Unknown tool: ${params["name"]}`);
      return tool.run((params["arguments"] ?? {}) as Record<string, unknown>, context);
    }
    default:
      throw new RpcError(-32601, "Method not found");
  }
}

/** A tool as `tools/list` gives it. */
export function describe(tool: TestTool): Record<string, unknown> {
  const { run: _run, ...rest } = tool;
  return { inputSchema: { type: "object" }, ...rest };
}

/** A result of one text block; what is no string is written as JSON. */
export function text(value: unknown): Record<string, unknown> {
  const written = typeof value === "string" ? value : JSON.stringify(value);
  return { content: [{ type: "text", text: written }] };
}

/** The input schema of parameters that are all required texts. */
export function texts(...names: readonly string[]): Record<string, unknown> {
  return {
    type: "object",
    properties: Object.fromEntries(names.map((name) => [name, { type: "string" }])),
    required: names,
  };
}

export async function writeLine(line: string): Promise<void> {
  const bytes = new TextEncoder().encode(`${line}\n`);
  for (let start = 0; start < bytes.length;) {
    start += await Deno.stdout.write(bytes.subarray(start));
  }
}

export async function* stdinLines(): AsyncGenerator<string> {
  let held = "";
  for await (const piece of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
    const lines = (held + piece).split("\n");
    held = lines.pop() ?? "";
    for (const line of lines) if (line.trim() !== "") yield line;
  }
}

/** Writes a line to stderr at once: the process may end next. */
export function complain(line: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${line}\n`));
}
