/** Tools and parameters whose names are trouble. Each tool gives its own name and what it got. */
import { serve, text } from "./support/stdio_server.ts";

const NAMES = [
  "__proto__",
  "constructor",
  "class",
  "get-issue",
  "get_issue",
  "größe",
  "工具",
  "a.b/c",
  "3d",
  "x);import os#",
  "line\nbreak",
];

await serve({
  tools: [
    ...NAMES.map((name) => ({
      name,
      description: `The tool \u202e${JSON.stringify(name)}\u001b[31m`,
      run: (got: Record<string, unknown>) => text({ tool: name, got }),
    })),
    {
      name: "odd-parameters",
      description: "Parameters that are no identifiers",
      inputSchema: {
        type: "object",
        properties: {
          "from": { type: "string" },
          "issue-id": { type: "integer" },
          "__proto__x": { type: "string" },
        },
        required: ["from", "issue-id"],
        additionalProperties: false,
      },
      run: (got) => text({ got }),
    },
  ],
});
