/** Writes each answer of a table, line for line: the tool `shape_<index>` writes that row. */
import { ANSWER_SHAPES } from "../calls/answer_shapes.ts";
import { NO_ANSWER, serve, type TestTool, writeLine } from "./support/stdio_server.ts";

await serve({
  tools: ANSWER_SHAPES.map(({ schema }, index): TestTool => ({
    name: `shape_${index}`,
    ...(schema === undefined ? {} : { outputSchema: { ...schema } }),
    run: () => NO_ANSWER,
  })),
  intercept({ method, id, params }) {
    if (method !== "tools/call") return undefined;
    const index = Number(/\d+$/.exec(String(params["name"]))?.[0]);
    const line = ANSWER_SHAPES[index]?.line ?? "";
    return writeLine(line.replaceAll("$ID", String(id))).then(() => NO_ANSWER);
  },
});
