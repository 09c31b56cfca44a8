import type {
  CallToolResult,
  StandardSchemaWithJSON,
  ToolAnnotations,
} from "@modelcontextprotocol/server";

/** Name of the one tool. */
export const RUN_PYTHON = "run_python";

export const RUN_PYTHON_TITLE = "Run Python with MCP servers";

/**
 * All that a model reads before its first program. It names no server and no setting, so that its
 * number of tokens is constant; programs find servers and tools at run time.
 */
export const RUN_PYTHON_DESCRIPTION = `\
Run Python 3 (standard library) in a fresh sandbox (no network, no host files) that can call the user's MCP servers.

Each server named in \`servers\` is an object mcp_<alias>; await its tools:
issues = await mcp_github.search_issues(query="bug")
Results are plain Python values with attribute access (issues[0].title). A failed call raises runtime.MCPError. asyncio.gather makes calls at once.

Find servers and tools from inside, without naming them in \`servers\`:
from mcp import runtime
print(runtime.discovered_servers())
print(await runtime.search_tool_docs("create issue"))
print(await runtime.query_tool_docs("github", "create_issue", detail="full"))

You get what is printed and the value of the last expression. Process data here and return only what you need. Nothing is kept between calls.`;

/**
 * True for any program: it may write and delete through its servers, a repeated call may have further
 * effects, and the servers reach external systems.
 */
export const RUN_PYTHON_ANNOTATIONS: ToolAnnotations = {
  readOnlyHint: false,
  destructiveHint: true,
  idempotentHint: false,
  openWorldHint: true,
};

/** JSON Schema of the arguments, with keywords that every client and model provider accepts. */
export const RUN_PYTHON_INPUT = {
  type: "object",
  properties: {
    code: { type: "string", description: "Python source; top-level await works" },
    servers: {
      type: "array",
      items: { type: "string" },
      description: "Names of all servers whose tools the code calls",
    },
    timeout: { type: "number", description: "Seconds" },
  },
  required: ["code"],
  additionalProperties: false,
};

/**
 * The schema as the SDK requires it. It accepts every value: `parseRunPythonArguments()` checks the
 * arguments, because its messages tell a model what to do.
 */
export const RUN_PYTHON_SCHEMA: StandardSchemaWithJSON<unknown, unknown> = {
  "~standard": {
    version: 1,
    vendor: "mcp-code-bridge",
    validate: (value) => ({ value }),
    jsonSchema: { input: () => RUN_PYTHON_INPUT, output: () => RUN_PYTHON_INPUT },
  },
};

/** The result of a call that was refused or could not be run. */
export function toolFailure(message: string): CallToolResult {
  return { content: [{ type: "text", text: message }], isError: true };
}
