/** Reads nothing more once `stop` was answered, and lives on; `pid` tells one life from another. */
import { serve, text } from "./support/stdio_server.ts";

await serve({
  intercept({ id, method, params }) {
    if (method !== "tools/call" || params["name"] !== "stop") return undefined;
    const answer = JSON.stringify({ jsonrpc: "2.0", id, result: text("stopped") });
    Deno.stdout.writeSync(new TextEncoder().encode(`${answer}\n`));
    // for ever: a turn of the loop would read on
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  },
  tools: [
    { name: "stop", description: "Read nothing more", run: () => text("never reached") },
    { name: "pid", description: "The server's process id", run: () => text(String(Deno.pid)) },
    {
      name: "length",
      description: "The length of a text",
      inputSchema: { type: "object", properties: { text: { type: "string" } } },
      run: (args) => text({ length: String(args["text"]).length }),
    },
  ],
});
