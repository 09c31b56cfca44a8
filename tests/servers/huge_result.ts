/** Gives results of any size, as text, as a deeply nested value, or as one with many. */
import { serve, text } from "./support/stdio_server.ts";

const size = { type: "object", properties: { n: { type: "integer" } }, required: ["n"] };

await serve({
  tools: [
    {
      name: "mebibytes",
      description: "A text of n MiB",
      inputSchema: size,
      run: ({ n }) => text("x".repeat(Number(n) * 1024 * 1024)),
    },
    {
      name: "nested",
      description: "n lists in one another, as structured content",
      inputSchema: size,
      run: ({ n }) => ({
        content: [],
        structuredContent: { deep: JSON.parse("[".repeat(Number(n)) + "]".repeat(Number(n))) },
      }),
    },
    {
      name: "values",
      description: "n empty lists in a list, as structured content",
      inputSchema: size,
      run: ({ n }) => ({
        content: [],
        structuredContent: { many: Array.from({ length: Number(n) }, () => []) },
      }),
    },
    {
      name: "rows",
      description: "n rows of 5 fields in a text",
      inputSchema: size,
      run: ({ n }) =>
        text(Array.from({ length: Number(n) }, (_, id) => ({ id, a: 1, b: 2, c: 3, d: 4 }))),
    },
    {
      name: "integers",
      description: "n integers of 20 digits in a text",
      inputSchema: size,
      run: ({ n }) =>
        text(`[${"12345678901234567891,".repeat(Number(n) - 1)}12345678901234567891]`),
    },
    {
      name: "length",
      description: "The length of a text",
      inputSchema: { type: "object", properties: { text: { type: "string" } } },
      run: (args) => text({ length: String(args["text"]).length }),
    },
    {
      name: "count",
      description: "The number of items in a list",
      inputSchema: { type: "object", properties: { items: { type: "array" } } },
      run: ({ items }) => text({ count: Array.isArray(items) ? items.length : -1 }),
    },
  ],
});
