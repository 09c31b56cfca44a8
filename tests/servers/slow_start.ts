/** Answers nothing for as many milliseconds as its argument says, as a first `npx` does that downloads. */
import { serve, text } from "./support/stdio_server.ts";

await new Promise((resolve) => setTimeout(resolve, Number(Deno.args[0])));
await serve({
  tools: [{ name: "pid", description: "The process's id", run: () => text(String(Deno.pid)) }],
});
