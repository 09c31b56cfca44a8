/** Says of its tool `look` what its argument says; `same` is always the same. */
import { serve, text } from "./support/stdio_server.ts";

await serve({
  tools: [
    { name: "look", description: Deno.args[0] ?? "", run: () => text("seen") },
    { name: "same", description: "The same", run: () => text("same") },
  ],
});
