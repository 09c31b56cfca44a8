import assert from "node:assert/strict";
import { countTokens } from "../../scripts/demo/count_tokens.ts";
import { parseRunPythonArguments } from "../../src/server/run_python_arguments.ts";
import { runPythonInput } from "../../src/server/run_python_tool.ts";
import { MODERN_META, ServedBridge } from "./connected_client.ts";

/** The whole result of `tools/list`, as a client of each era gets it. */
async function listTools(meta?: typeof MODERN_META): Promise<string> {
  const bridge = new ServedBridge();
  const params = meta === undefined ? {} : { _meta: meta };
  const { result } = await bridge.ask({ id: 1, method: "tools/list", params });
  bridge.transport.end();
  await bridge.server.closed;
  return JSON.stringify(result);
}

Deno.test("tools/list costs at most 400 tokens in each era", async () => {
  for (const list of [await listTools(), await listTools(MODERN_META)]) {
    const tokens = countTokens(list);
    assert.ok(tokens <= 400, `${tokens} tokens`);
  }
});

Deno.test("README.md and CHANGELOG.md name the tokens of the tool", async () => {
  const settings = {
    outputMode: "compact",
    timeoutMs: 30_000,
    maxTimeoutMs: 120_000,
    maxOutput: 40_000,
  } as const;
  const bridge = new ServedBridge({ settings });
  const { result } = await bridge.ask({ id: 1, method: "tools/list" });
  bridge.transport.end();
  await bridge.server.closed;
  const { tools } = JSON.parse(JSON.stringify(result));
  const tokens = `${countTokens(JSON.stringify(tools))} tokens`;
  for (const name of ["README.md", "CHANGELOG.md"]) {
    const text = await Deno.readTextFile(new URL(`../../${name}`, import.meta.url));
    assert.ok(text.replaceAll(/\s+/g, " ").includes(tokens), `${name} does not say ${tokens}`);
  }
});

Deno.test("tools/list is the same whatever the settings are, but for the times that it names", async () => {
  const lists = new Set<string>();
  for (const outputMode of ["compact", "toon", "json"] as const) {
    for (const maxTimeoutMs of [1_000, 3_600_000]) {
      const settings = { outputMode, timeoutMs: 500, maxTimeoutMs, maxOutput: 7 };
      const bridge = new ServedBridge({ settings });
      const list = JSON.stringify((await bridge.ask({ id: 1, method: "tools/list" })).result);
      const times = `Seconds; default 0.5, at most ${maxTimeoutMs / 1000}`;
      assert.ok(list.includes(`"timeout":{"type":"number","description":"${times}"}`), list);
      lists.add(list.replace(times, ""));
      bridge.transport.end();
      await bridge.server.closed;
    }
  }
  assert.equal(lists.size, 1);
});

Deno.test("tools/list teaches what a first program needs", async () => {
  const { tools } = JSON.parse(await listTools());
  assert.equal(tools.length, 1);
  const [{ name, title, description, annotations }] = tools;
  assert.equal(name, "run_python");
  assert.ok(title);
  for (
    const lesson of [
      "mcp_<alias>",
      "await mcp_",
      "`servers`",
      "Python 3.9+",
      "standard library",
      "runtime.packages()",
      "runtime.save_tool(",
      "from mcp.tools import",
      "runtime.discovered_servers()",
      "await runtime.search_tool_docs(",
      'await runtime.query_tool_docs("github", "create_issue", detail="full")',
      "MCPError",
      "asyncio.gather",
      "attribute access",
      "last expression",
      "no network",
      "Nothing is kept",
    ]
  ) {
    assert.ok(description.includes(lesson), lesson);
  }
  assert.deepEqual(annotations, {
    readOnlyHint: false,
    destructiveHint: true,
    idempotentHint: false,
    openWorldHint: true,
  });
});

Deno.test("runPythonInput() names the arguments that are taken, and no other", () => {
  const limits = { timeoutMs: 1000, maxTimeoutMs: 1000 };
  const input = runPythonInput(limits);
  const samples = { code: "1", servers: ["a"], timeout: 1 };
  assert.deepEqual(Object.keys(input.properties), Object.keys(samples));
  assert.ok(parseRunPythonArguments(samples, limits).ok);
  assert.deepEqual(input.required, ["code"]);
  assert.ok(parseRunPythonArguments({ code: "1" }, limits).ok);
  assert.equal(input.additionalProperties, false);
  assert.ok(!parseRunPythonArguments({ ...samples, other: 1 }, limits).ok);
});
