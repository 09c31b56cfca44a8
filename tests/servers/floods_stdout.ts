/** Writes to stdout without end once its tool is called: blank lines, or one line that never ends. */
import { serve, text } from "./support/stdio_server.ts";

async function flood(bytes: Uint8Array): Promise<never> {
  while (true) await Deno.stdout.write(bytes);
}

await serve({
  tools: [
    { name: "echo", description: "Answer", run: ({ message }) => text(String(message)) },
    {
      name: "lines",
      description: "Write short lines for ever",
      run: () => flood(new TextEncoder().encode("junk\n".repeat(10_000))),
    },
    {
      name: "notifications",
      description: "Send notifications for ever",
      run: () =>
        flood(new TextEncoder().encode(
          '{"jsonrpc":"2.0","method":"notifications/message","params":{}}\n'.repeat(1_000),
        )),
    },
    {
      name: "one_line",
      description: "Write a line that never ends",
      run: () => flood(new Uint8Array(1024 * 1024).fill(0x78)),
    },
  ],
});
