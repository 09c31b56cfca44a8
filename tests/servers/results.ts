/** One tool for each kind of result that MCP knows, good and bad. */
import { serve, type TestTool, text } from "./support/stdio_server.ts";

/** A PNG of one pixel. */
const PNG =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABh6FO1AAAAABJRU5ErkJggg==";

const RESULTS: Record<string, unknown> = {
  structured: {
    content: [{ type: "text", text: '{"temperature": 21.5}' }],
    structuredContent: { temperature: 21.5 },
  },
  wrapped: { content: [{ type: "text", text: "hello" }], structuredContent: { result: "hello" } },
  summary: {
    content: [{ type: "text", text: "mild for the season" }],
    structuredContent: { temperature: 21.5 },
  },
  wrong_structure: { content: [], structuredContent: { temperature: "warm", extra: true } },
  no_structure: text("only text, though a schema was declared"),
  image: {
    content: [
      { type: "text", text: "a picture" },
      { type: "image", data: PNG, mimeType: "image/png" },
    ],
  },
  audio: { content: [{ type: "audio", data: "UklGRg==", mimeType: "audio/wav" }] },
  resource: {
    content: [{ type: "resource", resource: { uri: "file:///a.txt", text: "inside" } }],
  },
  link: { content: [{ type: "resource_link", uri: "file:///a.txt", name: "a.txt" }] },
  several: { content: [{ type: "text", text: "one" }, { type: "text", text: '{"two": 2}' }] },
  json_in_result: {
    content: [{ type: "text", text: '{"issues": [{"key": "APP-1"}], "score": NaN}' }],
    structuredContent: { result: '{"issues": [{"key": "APP-1"}], "score": NaN}' },
  },
  media_in_content: {
    content: [{ type: "image", data: PNG, mimeType: "image/png" }],
    structuredContent: { content: [{ type: "image", data: PNG, mimeType: "image/png" }] },
  },
  broken_json: text('{"issues": [1, 2'),
  empty: { content: [] },
  failure: { content: [{ type: "text", text: "no such page" }], isError: true },
  failure_without_text: { content: [], isError: true },
  not_a_result: "just a string",
};

const SCHEMA = {
  type: "object",
  properties: { temperature: { type: "number" }, code: { type: "string", pattern: "^(a+)+$" } },
  required: ["temperature"],
};
const BLOCK = { type: "object", properties: { type: { const: "image" } }, required: ["type"] };
/** The output schemas of those that have one. */
const SCHEMAS = new Map<string, Record<string, unknown>>([
  ["structured", SCHEMA],
  ["wrong_structure", SCHEMA],
  ["no_structure", SCHEMA],
  ["json_in_result", wrapper("result", { type: "string" })],
  ["media_in_content", wrapper("content", { type: "array", items: BLOCK })],
]);

function wrapper(key: string, inside: object): Record<string, unknown> {
  return { type: "object", properties: { [key]: inside }, required: [key] };
}

await serve({
  tools: Object.entries(RESULTS).map(([name, result]): TestTool => {
    const outputSchema = SCHEMAS.get(name);
    return {
      name,
      description: `Gives the result "${name}"`,
      ...(outputSchema === undefined ? {} : { outputSchema }),
      run: () => result,
    };
  }),
});
