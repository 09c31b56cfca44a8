/**
 * Ends with exit code 7 and lines on stderr: in the tool `crash`, or at its start with the argument
 * `--at-start`. `pid` tells whether it was started again.
 */
import { complain, serve, text } from "./support/stdio_server.ts";

function crash(): never {
  complain("about to fail");
  complain("fatal: the disk is on fire");
  Deno.exit(7);
}

if (Deno.args.includes("--at-start")) crash();

await serve({
  tools: [
    { name: "crash", description: "End the server", run: crash },
    {
      name: "hang",
      description: "Never answer",
      run: () => new Promise<never>(() => {}),
    },
    { name: "pid", description: "The server's process id", run: () => text(String(Deno.pid)) },
  ],
});
