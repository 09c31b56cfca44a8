/** Waits, and counts: `sleep` gives the most calls that ran at once, `cancelled` those taken back. */
import { serve, text } from "./support/stdio_server.ts";

let running = 0;
let most = 0;
let cancelled = 0;

await serve({
  tools: [
    {
      name: "sleep",
      description: "Wait for so many milliseconds",
      inputSchema: {
        type: "object",
        properties: { ms: { type: "integer" }, tag: { type: "string" } },
        required: ["ms"],
      },
      async run({ ms, tag }, { signal }) {
        running += 1;
        most = Math.max(most, running);
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, Number(ms));
          signal.addEventListener("abort", () => {
            cancelled += 1;
            clearTimeout(timer);
            resolve();
          });
        });
        running -= 1;
        return text({ most, tag: tag ?? null });
      },
    },
    { name: "cancelled", description: "Count", run: () => text({ cancelled }) },
    { name: "running", description: "Count", run: () => text({ running }) },
  ],
});
