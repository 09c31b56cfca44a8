/**
 * A trivial SDK server, which is called through the bridge and without it. Its optional arguments
 * are a number of additional tools and a file that it creates when it starts.
 */

import { McpServer } from "@modelcontextprotocol/server";
import { serveStdio, StdioServerTransport } from "@modelcontextprotocol/server/stdio";
import { z } from "zod";

const [tools = "0", mark] = Deno.args;
if (mark !== undefined) await Deno.writeTextFile(mark, "started");

/** The payloads of the benchmark exceed the SDK's default limit. */
const transport = new StdioServerTransport(undefined, undefined, {
  maxBufferSize: 64 * 1024 * 1024,
});
const text = (value: string) => ({ content: [{ type: "text" as const, text: value }] });

serveStdio(() => {
  const server = new McpServer({ name: "upstream", version: "1.0.0" });
  server.registerTool(
    "echo",
    { description: "Give a text back", inputSchema: z.object({ text: z.string() }) },
    (given) => text(given.text),
  );
  server.registerTool(
    "make",
    { description: "Make a text", inputSchema: z.object({ size: z.number() }) },
    ({ size }) => text("x".repeat(size)),
  );
  server.registerTool(
    "measure",
    { description: "Measure a text", inputSchema: z.object({ text: z.string() }) },
    (given) => text(String(given.text.length)),
  );
  for (let number = 0; number < Number(tools); number++) {
    const inputSchema = z.object({ text: z.string() });
    server.registerTool(`tool_${number}`, { inputSchema }, (given) => text(given.text));
  }
  return server;
}, { transport });
