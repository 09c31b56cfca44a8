/** Waits, and counts: `meet` answers when so many calls are there, `cancelled` are those taken back. */
import { serve, text } from "./support/stdio_server.ts";

let running = 0;
/** Those that wait in `meet` for others. */
let met: (() => void)[] = [];
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
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, Number(ms));
          signal.addEventListener("abort", () => {
            cancelled += 1;
            clearTimeout(timer);
            resolve();
          });
        });
        running -= 1;
        return text({ tag: tag ?? null });
      },
    },
    {
      name: "meet",
      description: "Wait until so many calls wait here; the last to come is answered first",
      inputSchema: {
        type: "object",
        properties: { count: { type: "integer" }, tag: { type: "string" } },
        required: ["count"],
      },
      async run({ count, tag }) {
        const together = new Promise<void>((resolve) => met.push(resolve));
        if (met.length === count) {
          for (const go of met.reverse()) go();
          met = [];
        }
        await together;
        return text({ tag: tag ?? null });
      },
    },
    { name: "cancelled", description: "Count", run: () => text({ cancelled }) },
    { name: "running", description: "Count", run: () => text({ running }) },
  ],
});
