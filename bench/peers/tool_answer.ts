import type { CallToolResult, Client } from "@modelcontextprotocol/client";

/**
 * The text of a tool's answer.
 *
 * @throws {Error} with the answer when the call failed
 */
function textAnswer({ content, isError }: CallToolResult): string {
  const text = content.map((block) => block.type === "text" ? block.text : "").join("\n");
  if (isError === true) throw new Error(`The run failed: ${text}`);
  return text;
}

/**
 * Makes a peer run a program with its tool `execute`; both peers have this name.
 *
 * @returns the program's result, parsed from JSON
 */
export async function execute(client: Client, code: string): Promise<unknown> {
  return JSON.parse(textAnswer(await client.callTool({ name: "execute", arguments: { code } })));
}
