/** Has one tool more after each call of `grow`, and says so; `--fails` refuses every later list. */
import { describe, RpcError, serve, type TestTool, text } from "./support/stdio_server.ts";

let lists = 0;
const tools: TestTool[] = [
  {
    name: "grow",
    description: "Get one tool more",
    async run(_args, { send }) {
      const name = `grown_${tools.length}`;
      tools.push({ name, description: "New", run: () => text(name) });
      for (let times = 0; times < 50; times++) {
        await send({ method: "notifications/tools/list_changed" });
      }
      return text(name);
    },
  },
  { name: "lists", description: "How often the tools were listed", run: () => text({ lists }) },
];

await serve({
  tools,
  listChanged: true,
  intercept({ method }) {
    if (method !== "tools/list") return undefined;
    lists += 1;
    if (lists > 1 && Deno.args.includes("--fails")) throw new RpcError(-32603, "out of order");
    return { tools: tools.map(describe) };
  },
});
