import type {
  CallToolResult,
  StandardSchemaWithJSON,
  ToolAnnotations,
} from "@modelcontextprotocol/server";
import type { TimeLimits } from "./run_python_arguments.ts";

/** Name of the one tool. */
export const RUN_PYTHON = "run_python";

export const RUN_PYTHON_TITLE = "Run Python with MCP servers";

/**
 * All that a model reads before its first program. It names no server: a client may ask before they
 * are known, and its number of tokens is constant. The example holds on every shape of a result.
 */
export const RUN_PYTHON_DESCRIPTION = `\
Run Python 3.9+ (only the standard library and runtime.packages()) in a fresh sandbox (no network, no host files) that can call the user's MCP servers.

Each server named in \`servers\` is an object mcp_<alias>; await its tools:
print(await mcp_github.search_issues(query="bug"))
Results are text, or dicts and lists with attribute access. A failed call raises MCPError. asyncio.gather makes calls at once.

Find servers and tools, without naming them in \`servers\`:
print(runtime.discovered_servers())
print(await runtime.search_tool_docs("create issue"))
print(await runtime.query_tool_docs("github", "create_issue", detail="full"))

You get what is printed and the value of the last expression; return only what you need. Nothing is kept between calls, but files in /workspace/out and runtime.save_tool(f) for \`from mcp.tools import f\`.`;

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

/** {@linkcode runPythonInput} as far as it is constant. */
export interface RunPythonInput {
  readonly [keyword: string]: unknown;
  readonly type: "object";
  readonly properties: Readonly<Record<string, object>>;
  readonly required: readonly string[];
}

/**
 * JSON Schema of the arguments, with keywords that every client and model provider accepts.
 *
 * @param limits of the settings, which it names
 */
export function runPythonInput({ timeoutMs, maxTimeoutMs }: TimeLimits): RunPythonInput {
  const seconds = `Seconds; default ${timeoutMs / 1000}, at most ${maxTimeoutMs / 1000}`;
  return {
    type: "object",
    properties: {
      code: { type: "string", description: "Python source; top-level await works" },
      servers: {
        type: "array",
        items: { type: "string" },
        description: "Names of all servers whose tools the code calls",
      },
      timeout: { type: "number", description: seconds },
    },
    required: ["code"],
    additionalProperties: false,
  };
}

/**
 * The schema as the SDK requires it. It accepts every value: `parseRunPythonArguments()` checks the
 * arguments, because its messages tell a model what to do.
 */
export function runPythonSchema(limits: TimeLimits): StandardSchemaWithJSON<unknown, unknown> {
  const input = runPythonInput(limits);
  return {
    "~standard": {
      version: 1,
      vendor: "mcp-code-bridge",
      validate: (value) => ({ value }),
      jsonSchema: { input: () => input, output: () => input },
    },
  };
}

/** The result of a call that was refused or could not be run. */
export function toolFailure(message: string): CallToolResult {
  return { content: [{ type: "text", text: message }], isError: true };
}
