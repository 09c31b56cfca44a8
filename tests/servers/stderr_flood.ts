/** Writes so many MiB (argument, default 4) to stderr before it serves, and again in a call. */
import { serve, text } from "./support/stdio_server.ts";

async function flood(mebibytes: number): Promise<void> {
  const line = new TextEncoder().encode(`${"x".repeat(1023)}\n`);
  for (let written = 0; written < mebibytes * 1024; written++) await Deno.stderr.write(line);
}

const mebibytes = Number(Deno.args[0] ?? 4);
await flood(mebibytes);
await serve({
  tools: [{
    name: "flood",
    description: "Flood stderr, then answer",
    async run() {
      await flood(mebibytes);
      return text("done");
    },
  }],
});
