/**
 * Writes its file (the first argument) only at the end of its stdin, and takes as many milliseconds for
 * it as the second says.
 */
import { serve, text } from "./support/stdio_server.ts";

const [file = "", ms] = Deno.args;

await serve({
  tools: [{ name: "pid", description: "The process's id", run: () => text(String(Deno.pid)) }],
  async onEnd() {
    await new Promise((resolve) => setTimeout(resolve, Number(ms)));
    await Deno.writeTextFile(file, "written at the end");
  },
});
