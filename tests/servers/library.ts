/** Resources in pages, prompts, progress, log messages, and lists that grow; `--hostile` makes them bad. */
import { describe, RpcError, serve, type TestTool, text } from "./support/stdio_server.ts";

const hostile = Deno.args.includes("--hostile");
const PAGE = 2;
const CONTENTS: Record<string, readonly Record<string, unknown>[]> = {
  "file:///note.txt": [{ uri: "file:///note.txt", mimeType: "text/plain", text: "TODO" }],
  "file:///pixel.png": [{ uri: "file:///pixel.png", mimeType: "image/png", blob: "iVBORw==" }],
  "file:///both": [
    { uri: "file:///both/a", text: "a" },
    { uri: "file:///both/b", blob: "Yg==" },
  ],
};
const LINK = { type: "resource_link", uri: "file:///note.txt", name: "note" };
const prompts = [{
  name: "greet",
  description: "Greet someone",
  arguments: [{ name: "who", required: true }, { name: "times" }],
}];

const tools: TestTool[] = [
  { name: "link", run: () => ({ content: [LINK] }) },
  {
    name: "count",
    description: "Count to a number, and tell each step",
    inputSchema: { type: "object", properties: { to: { type: "integer" } }, required: ["to"] },
    async run({ to }, { line, send }) {
      const progressToken = JSON.parse(line).params._meta?.progressToken;
      for (let progress = 1; progressToken !== undefined && progress <= Number(to); progress++) {
        const params = { progressToken, progress, total: to, message: `step ${progress}` };
        await send({ method: "notifications/progress", params });
      }
      return text({ wanted: progressToken !== undefined });
    },
  },
  {
    name: "log",
    description: "Log so many messages",
    inputSchema: { type: "object", properties: { count: { type: "integer" } } },
    async run({ count = 1 }, { send }) {
      const level = hostile ? "LOUD" : "warning";
      for (let number = 0; number < Number(count); number++) {
        const data = hostile ? `\x1b[2J${"x".repeat(10_000)}` : { number };
        await send({ method: "notifications/message", params: { level, logger: "shelf", data } });
      }
      return text("logged");
    },
  },
  {
    name: "grow",
    description: "Get a resource, a prompt and a tool more",
    async run(_args, { send }) {
      CONTENTS["file:///new.txt"] = [{ uri: "file:///new.txt", text: "new" }];
      prompts.push({ name: "new", description: "New", arguments: [] });
      tools.push({ name: "new", run: () => text("new") });
      for (const list of ["tools", "resources", "prompts"]) {
        await send({ method: `notifications/${list}/list_changed` });
      }
      return text("grown");
    },
  },
];

function resourcesFrom(cursor: unknown): Record<string, unknown> {
  if (hostile) return { resources: [7, { name: "no uri" }, { uri: "x:y" }], nextCursor: "1" };
  const start = Number(cursor ?? 0);
  const uris = Object.keys(CONTENTS);
  const resources = uris.slice(start, start + PAGE).map((uri) => ({ uri, name: uri }));
  const more = start + PAGE < uris.length ? { nextCursor: `${start + PAGE}` } : {};
  return { resources, ...more };
}

await serve({
  tools,
  listChanged: true,
  capabilities: {
    resources: { listChanged: true },
    prompts: { listChanged: true },
    logging: {},
  },
  intercept({ method, params }) {
    switch (method) {
      case "tools/list":
        return { tools: tools.map(describe) };
      case "resources/list":
        return resourcesFrom(params["cursor"]);
      case "resources/templates/list":
        if (hostile) throw new RpcError(-32601, "Method not found");
        return { resourceTemplates: [{ uriTemplate: "file:///{name}.txt", name: "texts" }] };
      case "resources/read": {
        if (hostile) return { contents: "no list" };
        const contents = CONTENTS[String(params["uri"])];
        if (contents === undefined) throw new RpcError(-32002, "Resource not found");
        return { contents };
      }
      case "prompts/list":
        return { prompts };
      case "prompts/get": {
        if (hostile) {
          return { messages: [{ content: JSON.parse(`${"[".repeat(110)}${"]".repeat(110)}`) }] };
        }
        const { who, times } = Object(params["arguments"]);
        const words = { type: "text", text: `Hello ${who}, ${times ?? "once"}` };
        const messages = [words, LINK].map((content) => ({ role: "user", content }));
        return { description: "A greeting", messages };
      }
      default:
        return undefined;
    }
  },
});
