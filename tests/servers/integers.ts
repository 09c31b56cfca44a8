/** Integers that a double cannot hold, wherever a server may write one. */
import { describe, serve, type TestTool, text } from "./support/stdio_server.ts";

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
    name: "told",
    description: "Progress and metadata with integers, then a result",
    async run(_args, { send }) {
      const params = { level: "info", data: { id: raw(ID) } };
      await send({ method: "notifications/message", params });
      return { ...text("done"), _meta: { id: raw(ID) } };
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

await serve({
  tools,
  intercept({ method }) {
    if (method === "tools/list") return { tools: tools.map(describe), _meta: { id: raw(ID) } };
    if (method !== "initialize") return undefined;
    return {
      protocolVersion: "2025-11-25",
      capabilities: { tools: {}, logging: {}, experimental: { limits: { id: INT64_MAX } } },
      serverInfo: { name: "integers", version: "1.0.0", build: raw(ID) },
    };
  },
});
