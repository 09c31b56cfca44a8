/** A server made with the official SDK that speaks both eras of the protocol. */
import { McpServer } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { z } from "zod";

serveStdio(({ era }) => {
  const server = new McpServer({ name: "sdk-both-eras", version: "1.0.0" });
  server.registerTool(
    "add",
    {
      description: "Add two numbers",
      inputSchema: z.object({ a: z.number(), b: z.number() }),
      outputSchema: z.object({ sum: z.number() }),
    },
    ({ a, b }) => {
      const structuredContent = { sum: a + b };
      return {
        content: [{ type: "text", text: JSON.stringify(structuredContent) }],
        structuredContent,
      };
    },
  );
  server.registerTool(
    "era",
    { description: "The era of the protocol that is spoken", inputSchema: z.object({}) },
    () => ({ content: [{ type: "text", text: era ?? "unknown" }] }),
  );
  server.registerTool(
    "grow",
    { description: "Get one tool more, and say its name", inputSchema: z.object({}) },
    () => {
      const result = { content: [{ type: "text" as const, text: "grown" }] };
      server.registerTool("grown", { inputSchema: z.object({}) }, () => result);
      return result;
    },
  );
  return server;
});
