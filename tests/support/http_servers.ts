/** Small real servers over HTTP on loopback, each for one way of the protocol. */

import {
  createMcpHandler,
  McpServer,
  type Transport,
  WebStandardStreamableHTTPServerTransport,
} from "@modelcontextprotocol/server";
import { z } from "zod";

/** A server that listens. */
export interface HttpServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** Each request: its method, its path, and the method of the message in it. */
  readonly seen: readonly SeenRequest[];
}

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  /** Method of the JSON-RPC message, or `""`. */
  readonly rpc: string;
  readonly body: string;
}

export type Respond = (request: Request, seen: SeenRequest) => Response | Promise<Response>;

/** Serves with a function, and notes what was asked. */
export function serveHttp(respond: Respond, options: { hostname?: string } = {}): HttpServer {
  const seen: SeenRequest[] = [];
  const hostname = options.hostname ?? "127.0.0.1";
  const server = Deno.serve({ hostname, port: 0, onListen: () => {} }, async (request) => {
    const copy = request.clone();
    const body = await request.text();
    const [, rpc = ""] = /"method":\s*"([^"]+)"/.exec(body) ?? [];
    const { method, headers } = request;
    const one = { method, path: new URL(request.url).pathname, headers, rpc, body };
    seen.push(one);
    return await respond(copy, one);
  });
  const { port } = server.addr;
  return {
    url: `http://${hostname}:${port}/mcp`,
    port,
    seen,
    [Symbol.asyncDispose]: async () => {
      await Promise.race([server.shutdown(), new Promise((over) => setTimeout(over, 100))]);
    },
  };
}

/** The tools of the servers below. */
export function toolServer(era = "?"): McpServer {
  const server = new McpServer({ name: "http-tools", version: "1.0.0" });
  server.registerTool("add", {
    inputSchema: z.object({ a: z.number(), b: z.number() }),
    outputSchema: z.object({ sum: z.number() }),
  }, ({ a, b }) => {
    const structuredContent = { sum: a + b };
    return {
      content: [{ type: "text", text: JSON.stringify(structuredContent) }],
      structuredContent,
    };
  });
  server.registerTool(
    "era",
    { inputSchema: z.object({}), annotations: { readOnlyHint: true } },
    () => ({ content: [{ type: "text", text: era }] }),
  );
  server.registerTool(
    "length",
    { inputSchema: z.object({ text: z.string() }) },
    ({ text }) => ({ content: [{ type: "text", text: String(text.length) }] }),
  );
  server.registerTool("route", {
    inputSchema: z.object({ region: z.string().meta({ "x-mcp-header": "Region" }) }),
  }, ({ region }) => ({ content: [{ type: "text", text: region }] }));
  server.registerTool("large", { inputSchema: z.object({ items: z.number() }) }, ({ items }) => ({
    content: [{ type: "text", text: JSON.stringify(Array.from({ length: items }, (_, at) => at)) }],
  }));
  server.registerTool("wait", { inputSchema: z.object({}) }, () => new Promise(() => {}));
  return server;
}

/** Streamable HTTP of revision 2026-07-28, and without sessions of those before. */
export function serveBothEras(): HttpServer {
  const handler = createMcpHandler(({ era }) => toolServer(era));
  return serveHttp((request) => handler.fetch(request));
}

/** A server with sessions, which can forget them. */
export interface SessionServer extends HttpServer {
  forget(): void;
  readonly sessions: number;
}

/** Streamable HTTP with sessions, as servers up to revision 2025-11-25 have them. */
export function serveSessions(create = () => toolServer("sessions")): SessionServer {
  const sessions = new Map<string, WebStandardStreamableHTTPServerTransport>();
  const http = serveHttp(async (request, { rpc }) => {
    const id = request.headers.get("mcp-session-id");
    const known = id === null ? undefined : sessions.get(id);
    if (known !== undefined) return await known.handleRequest(request);
    if (id !== null) return Response.json({ error: "no such session" }, { status: 404 });
    if (rpc !== "initialize") return new Response("no session", { status: 400 });
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => crypto.randomUUID(),
      onsessioninitialized: (session) => void sessions.set(session, transport),
      onsessionclosed: (session) => void sessions.delete(session),
    });
    await create().connect(transport);
    return await transport.handleRequest(request);
  });
  return {
    ...http,
    forget: () => sessions.clear(),
    get sessions() {
      return sessions.size;
    },
  };
}

/** The transport before Streamable HTTP, which answers a POST to its URL with 405. */
export function serveSse(
  options: { readonly endpoint?: string; readonly create?: () => McpServer } = {},
): HttpServer {
  const { create = () => toolServer("sse") } = options;
  const sessions = new Map<string, Transport>();
  return serveHttp(async (request, { body }) => {
    const url = new URL(request.url);
    if (request.method === "GET" && url.pathname === "/mcp") {
      const session = crypto.randomUUID();
      const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
      const writer = writable.getWriter();
      const send = (event: string, data: string) =>
        writer.write(new TextEncoder().encode(`event: ${event}\ndata: ${data}\n\n`));
      void send("endpoint", options.endpoint ?? `/messages?session=${session}`).catch(() => {});
      writer.closed.catch(() => sessions.delete(session));
      const transport: Transport = {
        start: () => Promise.resolve(),
        send: (message) => send("message", JSON.stringify(message)),
        close: () => writer.close(),
      };
      sessions.set(session, transport);
      await create().connect(transport);
      return new Response(readable, { headers: { "content-type": "text/event-stream" } });
    }
    if (url.pathname !== "/messages") return new Response("no", { status: 405 });
    const transport = sessions.get(url.searchParams.get("session") ?? "");
    if (transport === undefined) return new Response("no stream", { status: 404 });
    transport.onmessage?.(JSON.parse(body));
    return new Response("Accepted", { status: 202 });
  });
}
