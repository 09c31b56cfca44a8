/** A server made with the official SDK that refuses `initialize`: it speaks revision 2026-07-28 alone. */
import { McpServer } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { z } from "zod";

serveStdio(() => {
  const server = new McpServer({ name: "sdk-newest-only", version: "1.0.0" });
  server.registerTool(
    "echo",
    { description: "Echo", inputSchema: z.object({ message: z.string() }) },
    ({ message }) => ({ content: [{ type: "text", text: message }] }),
  );
  return server;
}, { legacy: "reject" });
