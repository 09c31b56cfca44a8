import type { McpServer } from "@modelcontextprotocol/server";

/** Where a client reads what programs can do and use here. */
export const CAPABILITIES_URI = "resource://mcp-code-bridge/capabilities";

/**
 * Says in Markdown what programs can do and use here. Never rejects, unless the signal aborts, when
 * the client takes its request back.
 */
export type DescribeCapabilities = (signal: AbortSignal) => Promise<string>;

const TYPE = "text/markdown";

/** Offers a client the one resource: what programs can do and use here. */
export function registerCapabilities(server: McpServer, describe: DescribeCapabilities): void {
  server.registerResource("capabilities", CAPABILITIES_URI, {
    title: "What programs of run_python can use",
    description: "Engine, Python, time and other limits, servers, packages and helpers",
    mimeType: TYPE,
  }, async (uri, { mcpReq: { signal } }) => ({
    contents: [{ uri: uri.href, mimeType: TYPE, text: await describe(signal) }],
  }));
}
