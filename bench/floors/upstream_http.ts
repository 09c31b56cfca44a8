/**
 * The tool `echo` of `upstream.ts` over Streamable HTTP, on a free port of the loopback interface.
 * Prints its URL. Ends at the end of stdin.
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
  // deno-lint-ignore no-console -- prints the URL
  onListen: ({ port }) => console.log(`http://127.0.0.1:${port}/mcp`),
}, (request) => handler.fetch(request));

// nothing is written to stdin: it ends when the parent closes it or ends
await Deno.stdin.readable.pipeTo(new WritableStream());
await server.shutdown();
