/**
 * Breaks the rules of JSON-RPC: speaks before it is spoken to, answers requests that nobody made, answers
 * twice, and answers what was taken back. With `--version` it agrees on a revision that does not exist.
 */
import { NO_ANSWER, serve, text, writeLine } from "./support/stdio_server.ts";

function line(message: Record<string, unknown>): Promise<void> {
  return writeLine(JSON.stringify({ jsonrpc: "2.0", ...message }));
}

await line({ method: "notifications/tools/list_changed" });
await line({ method: "notifications/message", params: { level: "info", data: "early" } });
await line({ id: 99, result: { content: [] } });

await serve({
  protocolVersion: Deno.args.includes("--version") ? "1999-01-01" : "2025-06-18",
  tools: [
    { name: "echo", description: "Answer twice", run: ({ message }) => text(String(message)) },
    { name: "late", description: "Answer what was taken back", run: () => text("late") },
  ],
  intercept({ id, method, params }) {
    if (method !== "tools/call") return undefined;
    const { name, arguments: given } = params as { name: string; arguments: { message?: string } };
    const answer = (message: string) => line({ id, result: text(message) });
    if (name === "late") setTimeout(() => answer("too late"), 300);
    else {
      for (const other of ["-1", 0, null, 1e15]) line({ id: other, result: text("not yours") });
      answer(given.message ?? "").then(() => answer("again"));
    }
    return NO_ANSWER;
  },
});
