/**
 * Lists its tools in pages. Arguments: number of tools (default 25), tools a page (default 10).
 * `--endless` gives a next cursor for ever, `--same-cursor` always the same one.
 */
import { describe, serve, type TestTool, text } from "./support/stdio_server.ts";

const [count = 25, pageSize = 10] = Deno.args.filter((arg) => /^\d+$/.test(arg)).map(Number);
const endless = Deno.args.includes("--endless");
const sameCursor = Deno.args.includes("--same-cursor");

const tools = Array.from({ length: count }, (_, index): TestTool => ({
  name: `tool_${index}`,
  description: `Tool number ${index}`,
  run: () => text(String(index)),
}));

await serve({
  tools,
  intercept({ method, params }) {
    if (method !== "tools/list") return undefined;
    if (sameCursor) return { tools: tools.slice(0, 1).map(describe), nextCursor: "again" };
    const start = Number(params["cursor"] ?? 0);
    if (endless) {
      const name = `endless_${start}`;
      return { tools: [{ name, inputSchema: { type: "object" } }], nextCursor: `${start + 1}` };
    }
    const end = start + pageSize;
    return {
      tools: tools.slice(start, end).map(describe),
      ...(end < tools.length ? { nextCursor: `${end}` } : {}),
    };
  },
});
