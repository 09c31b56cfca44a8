/**
 * A server of revision 2024-11-05. What it does with a request that it does not know before
 * `initialize`: refuses it, or ends (`--dies`), or ignores it (`--ignores`), or answers with an id
 * that is null (`--null-id`).
 */
import { complain, NO_ANSWER, RpcError, serve, text, texts } from "./support/stdio_server.ts";

await serve({
  protocolVersion: "2024-11-05",
  tools: [{
    name: "echo",
    description: "Echo",
    inputSchema: texts("message"),
    run: ({ message }) => text(String(message)),
  }],
  intercept({ method }, send) {
    if (method !== "server/discover") return undefined;
    if (Deno.args.includes("--dies")) {
      complain("expected initialize");
      Deno.exit(1);
    }
    if (Deno.args.includes("--ignores")) return NO_ANSWER;
    if (Deno.args.includes("--null-id")) {
      send({ id: null, error: { code: -32600, message: "Invalid Request" } });
      return NO_ANSWER;
    }
    throw new RpcError(-32601, "Method not found");
  },
});
