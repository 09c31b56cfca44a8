/** Tells its process id, its environment, its arguments and its working directory. */
import { serve, text } from "./support/stdio_server.ts";

await serve({
  tools: [
    { name: "pid", description: "The process id", run: () => text(String(Deno.pid)) },
    { name: "env", description: "All variables", run: () => text(Deno.env.toObject()) },
    { name: "args", description: "The arguments", run: () => text(Deno.args) },
    { name: "cwd", description: "The working directory", run: () => text(Deno.cwd()) },
  ],
});
