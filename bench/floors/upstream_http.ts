/**
 * The tool `echo` of `upstream.ts` over Streamable HTTP, on a free port of this machine alone. Prints
 * its address; ends when its input does.
 */

import { createMcpHandler, McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";

const handler = createMcpHandler(() => {
  const server = new McpServer({ name: "upstream", version: "1.0.0" });
  server.registerTool(
    "echo",
    { description: "Give a text back", inputSchema: z.object({ text: z.string() }) },
    (given) => ({ content: [{ type: "text", text: given.text }] }),
  );
  return server;
});

const server = Deno.serve({
  hostname: "127.0.0.1",
  port: 0,
  // deno-lint-ignore no-console -- how the address is told
  onListen: ({ port }) => console.log(`http://127.0.0.1:${port}/mcp`),
}, (request) => handler.fetch(request));

// nothing is written to it: its end is that of who started this
await Deno.stdin.readable.pipeTo(new WritableStream());
await server.shutdown();
