/** Creates issues and remembers them: `list_issues` gives back what `create_issue` got. */
import { serve, text } from "./support/stdio_server.ts";

const issues: Record<string, unknown>[] = [];

await serve({
  tools: [
    {
      name: "create_issue",
      description: "Create an issue in a repository. Gives its number.",
      inputSchema: {
        type: "object",
        properties: {
          repo: { type: "string", description: "owner/name" },
          title: { type: "string" },
          body: { type: "string", default: "" },
          labels: { type: "array", items: { type: "string" } },
        },
        required: ["repo", "title"],
        additionalProperties: false,
      },
      outputSchema: {
        type: "object",
        properties: { number: { type: "integer" }, url: { type: "string" } },
        required: ["number", "url"],
      },
      run(args) {
        issues.push(args);
        const url = `https://github.example/${args["repo"]}/issues/${issues.length}`;
        const created = { number: issues.length, url };
        return { ...text(created), structuredContent: created };
      },
    },
    {
      name: "list_issues",
      description: "List the issues that were created.",
      run: () => text(issues),
    },
  ],
});
