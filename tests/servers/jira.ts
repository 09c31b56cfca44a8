/** An issue tracker with three issues, two of them open, one of those a bug. */
import { RpcError, serve, text, texts } from "./support/stdio_server.ts";

const ISSUES = [
  {
    id: "API-1",
    title: "Login fails",
    status: "Open",
    description: "A Bug: login fails at times.",
  },
  { id: "API-2", title: "Dark mode", status: "Open", description: "A wish: a dark theme." },
  { id: "API-3", title: "Old crash", status: "Done", description: "A bug, fixed." },
];

await serve({
  tools: [
    {
      name: "search_issues",
      description: "Find the issues of a project that have a status.",
      inputSchema: {
        type: "object",
        properties: {
          project: { type: "string", description: "Key of the project" },
          status: { type: "string", enum: ["Open", "In Progress", "Done"] },
          filter: {
            type: "object",
            properties: { labels: { type: "array", items: { type: "string" } } },
          },
        },
        required: ["project", "status"],
        additionalProperties: false,
      },
      annotations: { readOnlyHint: true },
      run({ project, status }) {
        const found = ISSUES.filter((issue) =>
          issue.id.startsWith(`${project}-`) && issue.status === status
        );
        return text(found.map(({ id, title }) => ({ id, title })));
      },
    },
    {
      name: "get_issue",
      description: "Get one issue with its description.",
      inputSchema: texts("id"),
      run({ id }) {
        const issue = ISSUES.find((one) => one.id === id);
        if (issue === undefined) throw new RpcError(-32602, `no issue ${id}`);
        return { ...text(issue), structuredContent: issue };
      },
    },
  ],
});
