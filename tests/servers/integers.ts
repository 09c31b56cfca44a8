/**
 * Integers that a double cannot hold, wherever a server may write one. With the argument `modern` it
 * speaks revision 2026-07-28, else 2025-11-25.
 */
import {
  describe,
  type Request,
  RpcError,
  serve,
  type TestTool,
  text,
  type ToolContext,
} from "./support/stdio_server.ts";

const ID = "9007199254740993";
const INT64_MAX = raw("9223372036854775807");

/** A number with all its digits; the types of the runtime do not know `JSON.rawJSON` yet. */
function raw(digits: string): unknown {
  return Reflect.get(JSON, "rawJSON")(digits);
}

const tools: readonly TestTool[] = [
  {
    name: "structured",
    description: "An id in structured content",
    run: () => ({ content: [], structuredContent: { id: raw(ID), kind: "issue" } }),
  },
  {
    name: "wrapped",
    description: "A list in a wrapper, mirrored by the text",
    run: () => ({ ...text(`[${ID}]`), structuredContent: { result: [raw(ID)] } }),
  },
  {
    name: "written",
    description: "An id in JSON text",
    run: () => text(`{"id": ${ID}, "double": 0.1, "zero": -0}`),
  },
  {
    name: "linked",
    description: "A link to something large",
    run: () => ({
      content: [{ type: "resource_link", uri: "file:///a", name: "a", size: raw(ID) }],
    }),
  },
  {
    name: "told",
    description: "A notification with an integer, then a result",
    async run(_args, { send }) {
      const params = { level: "info", data: { id: raw(ID) } };
      await send({ method: "notifications/message", params });
      return text("done");
    },
  },
  {
    name: "echo",
    description: "The digits of an integer as they came",
    inputSchema: {
      type: "object",
      properties: { value: { type: "integer", maximum: INT64_MAX, default: INT64_MAX } },
    },
    run: (_args, { line }) => text(/"value":(-?\d+)/.exec(line)?.[1] ?? "no integer"),
  },
];

const modern = Deno.args.includes("modern");
const capabilities = { tools: {}, logging: {}, experimental: { limits: { id: INT64_MAX } } };
const meta = {
  id: raw(ID),
  ...(modern && { "io.modelcontextprotocol/serverInfo": { name: "integers", version: "1.0.0" } }),
};

async function answer(request: Request, send: ToolContext["send"]): Promise<unknown> {
  const { method, params, line } = request;
  switch (method) {
    case "server/discover":
      if (!modern) throw new RpcError(-32601, "Method not found");
      return { supportedVersions: ["2026-07-28"], capabilities };
    case "initialize":
      if (modern) throw new RpcError(-32601, "Method not found");
      return {
        protocolVersion: "2025-11-25",
        capabilities,
        serverInfo: { name: "integers", version: "1.0.0", build: raw(ID) },
      };
    case "tools/list":
      return { tools: tools.map(describe) };
    default: {
      const tool = tools.find(({ name }) => name === params["name"]);
      const signal = new AbortController().signal;
      return await tool?.run({}, { line, send, signal });
    }
  }
}

await serve({
  tools,
  async intercept(request, send) {
    const result = Object(await answer(request, send));
    const modernMembers = { resultType: "complete", ttlMs: 0, cacheScope: "private" };
    return { _meta: meta, ...result, ...(modern && modernMembers) };
  },
});
