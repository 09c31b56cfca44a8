/** A real server over HTTP that behaves until a tool is called, and then as the test says. */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** What a faulty server does with a call of a tool. */
export type OnCall = (
  response: ServerResponse,
  call: { readonly id: unknown; readonly request: IncomingMessage },
) => void;

export interface FaultyServer extends AsyncDisposable {
  readonly url: string;
  /** Calls of tools that came. */
  readonly calls: number;
  /** Calls whose connection was closed by us. */
  readonly left: number;
  /** Methods of messages, in order; for a request without one, `GET` or `DELETE`. */
  readonly seen: readonly string[];
}

export interface FaultyOptions {
  readonly onCall?: OnCall;
  /** Answers any message in its own way. @returns whether it did */
  readonly intercept?: (method: string, response: ServerResponse) => boolean;
  /** Answers a GET; without it there is no such stream. */
  readonly onGet?: (response: ServerResponse, request: IncomingMessage) => void;
  readonly annotations?: Readonly<Record<string, boolean>>;
  readonly sessionId?: string;
}

/** Starts one. Its one tool is `call`. */
export async function serveFaulty(options: FaultyOptions): Promise<FaultyServer> {
  let calls = 0;
  let left = 0;
  const seen: string[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const message = body === "" ? { method: request.method } : JSON.parse(body);
    const { id, method } = message;
    seen.push(method ?? "answer");
    if (options.intercept?.(method, response) === true) return;
    if (request.method === "GET" && options.onGet !== undefined) {
      return options.onGet(response, request);
    }
    if (request.method !== "POST") return void response.writeHead(405).end();
    if (method === "tools/call") {
      calls++;
      response.on("close", () => {
        if (!response.writableEnded) left++;
      });
      return options.onCall?.(response, { id, request });
    }
    const result = resultOf(method, options);
    if (id === undefined) return void response.writeHead(202).end();
    if (result === null) return void response.writeHead(404).end("unknown method");
    const session = options.sessionId === undefined ? {} : { "mcp-session-id": options.sessionId };
    response.writeHead(200, { "content-type": "application/json", ...session });
    response.end(JSON.stringify({ jsonrpc: "2.0", id, result }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    get calls() {
      return calls;
    },
    get left() {
      return left;
    },
    seen,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function resultOf(method: string, { annotations }: FaultyOptions): unknown {
  switch (method) {
    case "initialize":
      return {
        protocolVersion: "2025-11-25",
        capabilities: { tools: {} },
        serverInfo: { name: "faulty", version: "1" },
      };
    case "tools/list":
      return {
        tools: [{
          name: "call",
          inputSchema: { type: "object" },
          ...(annotations === undefined ? {} : { annotations }),
        }],
      };
    default:
      return null;
  }
}

/** A result of a call, as a server writes it. */
export function answerOf(id: unknown, text: string): string {
  return JSON.stringify({ jsonrpc: "2.0", id, result: { content: [{ type: "text", text }] } });
}

/** Begins a stream of events. */
export function beginEvents(response: ServerResponse): ServerResponse {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.flushHeaders();
  return response;
}

/** Writes a text again and again, slowly, until the connection is closed. */
export function trickle(response: ServerResponse, text: string): void {
  const timer = setInterval(() => response.write(text), 5);
  response.on("close", () => clearInterval(timer));
}

/** Writes a text again and again, as fast as it is taken, until the connection is closed. */
export function flood(response: ServerResponse, text: string): void {
  if (response.destroyed) return;
  while (!response.destroyed && response.write(text));
  response.once("drain", () => flood(response, text));
}
