/** A server made with the official SDK the older way: it speaks up to revision 2025-11-25. */
import { McpServer } from "@modelcontextprotocol/server";
import { StdioServerTransport } from "@modelcontextprotocol/server/stdio";
import { z } from "zod";

const server = new McpServer({ name: "sdk-initialize-only", version: "1.0.0" });
server.registerTool(
  "echo",
  { description: "Echo", inputSchema: z.object({ message: z.string() }) },
  ({ message }) => ({ content: [{ type: "text", text: message }] }),
);
await server.connect(new StdioServerTransport());
