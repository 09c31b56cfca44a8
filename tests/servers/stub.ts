/** The smallest server: `echo`, and `add` for arguments that are not texts. */
import { serve, text, texts } from "./support/stdio_server.ts";

await serve({
  tools: [
    {
      name: "echo",
      description: "Echo the provided message",
      inputSchema: texts("message"),
      run: ({ message }) => text(String(message)),
    },
    {
      name: "add",
      description: "Add two numbers",
      inputSchema: {
        type: "object",
        properties: { a: { type: "number" }, b: { type: "number" } },
        required: ["a", "b"],
      },
      run: ({ a, b }) => text({ sum: Number(a) + Number(b) }),
    },
  ],
});
