/** A search server: one hit, as an object. */
import { serve, text, texts } from "./support/stdio_server.ts";

await serve({
  tools: [{
    name: "search",
    description: "Search the knowledge base and give the best hit.",
    inputSchema: texts("query"),
    run: ({ query }) =>
      text({ title: `Result for ${query}`, url: "https://example.com/1", score: 0.97 }),
  }],
});
