import type { CallToolResult } from "@modelcontextprotocol/client";

/**
 * The text of a tool's answer.
 *
 * @throws {Error} with the answer when the call failed
 */
export function textAnswer({ content, isError }: CallToolResult): string {
  const text = content.map((block) => block.type === "text" ? block.text : "").join("\n");
  if (isError === true) throw new Error(`The run failed: ${text}`);
  return text;
}
