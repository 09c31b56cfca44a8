/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />

/** The SDK's server with one tool, over messages that contain lines. */

import { type JSONRPCMessage, McpServer, type Transport } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { CfWorkerJsonSchemaValidator } from "@modelcontextprotocol/server/validators/cf-worker";
import { z } from "zod";

class MessageTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  #held = "";

  start(): Promise<void> {
    return Promise.resolve();
  }

  receive(text: string): void {
    const lines = (this.#held + text).split("\n");
    this.#held = lines.pop() ?? "";
    for (const line of lines) if (line !== "") this.onmessage?.(JSON.parse(line));
  }

  send(message: JSONRPCMessage): Promise<void> {
    self.postMessage(new TextEncoder().encode(`${JSON.stringify(message)}\n`));
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.onclose?.();
    return Promise.resolve();
  }
}

const transport = new MessageTransport();
serveStdio(() => {
  const server = new McpServer({ name: "floor", version: "1.0.0" }, {
    jsonSchemaValidator: new CfWorkerJsonSchemaValidator(),
  });
  server.registerTool(
    "run_python",
    { description: "Does nothing", inputSchema: z.object({ code: z.string() }) },
    ({ code }) => ({ content: [{ type: "text", text: code }] }),
  );
  return server;
}, { transport });
const decoder = new TextDecoder();
self.addEventListener(
  "message",
  (event: MessageEvent<Uint8Array>) =>
    transport.receive(decoder.decode(event.data, { stream: true })),
);
