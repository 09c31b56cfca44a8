import assert from "node:assert/strict";

import type { JsonObject, JsonValue } from "../../src/json/json.ts";
import { testEveryPython } from "./every_python.ts";
import { granted } from "./run_program.ts";

/** Tools by server and name, as the documented examples use them. */
const TOOLS: Record<string, (args: JsonObject) => JsonValue> = {
  "filesystem.list_directory": () => ["/tmp/a.txt", "/tmp/b.txt"],
  "filesystem.read_file": ({ path }) => path === "/tmp/a.txt" ? "TODO: write" : "done",
  "google_drive.get_document": () => "word ".repeat(200),
  "salesforce.update_record": () => ({ ok: true }),
  "jira.search_issues": () => [{ id: 1, title: "Crash" }, { id: 2, title: "Wish" }],
  "jira.get_issue": ({ id }) => ({ description: id === 1 ? "A BUG in it" : "A wish" }),
  "github.create_issue": () => ({ number: 7 }),
  "search.search": () => ({ title: "Found" }),
};
const names = [...new Set(Object.keys(TOOLS).map((key) => key.split(".")[0] ?? ""))];

const options = {
  servers: names.map((name) => granted(name)),
  calls: {
    call_tool: (params: JsonObject) => ({
      kind: "json",
      value: TOOLS[`${params.server}.${params.tool}`]?.(params.arguments as JsonObject) ?? null,
    }),
    describe_server: ({ server }: JsonObject) => ({
      name: server as string,
      alias: server as string,
      tools: [{
        name: "echo",
        alias: "echo",
        description: "Echo the provided message",
        input_schema: {},
        signature: "echo()",
      }],
    }),
    list_servers: () => names,
  },
};

testEveryPython("The documented file example runs as written", async (run) => {
  const { stdout, done } = await run(
    `
files = await mcp_filesystem.list_directory(path='/tmp')
for file in files:
    content = await mcp_filesystem.read_file(path=file)
    if 'TODO' in content:
        print(f"TODO in {file}")
result = await mcp_filesystem.read_file(path='/tmp/test.txt')
data = await mcp_search.search(query="TODO")
await mcp_github.create_issue(repo='owner/repo', title=data.title)
`,
    options,
  );
  assert.equal(stdout, "TODO in /tmp/a.txt\n");
  assert.deepEqual(done?.result, { number: 7 });
});

testEveryPython("The documented pipeline and migration run as written", async (run) => {
  const { calls, done } = await run(
    `
transcript = await mcp_google_drive.get_document(documentId='abc123')
summary = transcript[:500] + "..."
await mcp_salesforce.update_record(
    objectType='SalesMeeting',
    recordId='00Q5f000001abcXYZ',
    data={'Notes': summary}
)
issues = await mcp_jira.search_issues(project='API', status='Open')
for issue in issues:
    details = await mcp_jira.get_issue(id=issue.id)
    if 'bug' in details.description.lower():
        await mcp_github.create_issue(
            repo='owner/repo',
            title=f"Bug: {issue.title}",
            body=details.description
        )
`,
    options,
  );
  assert.equal(done?.error, undefined);
  assert.deepEqual(calls.at(-2)?.params, {
    server: "github",
    tool: "create_issue",
    arguments: { repo: "owner/repo", title: "Bug: Crash", body: "A BUG in it" },
  });
});

testEveryPython("The documented inspection prints tuples", async (run) => {
  const { stdout } = await run(
    `
from mcp import runtime
print("Discovered:", runtime.discovered_servers())
print("Loaded metadata:", runtime.list_loaded_server_metadata())
print("Selectable via RPC:", await runtime.list_servers())
loaded = runtime.list_loaded_server_metadata()
if loaded:
    first = runtime.describe_server(loaded[0]["name"])
    for tool in first["tools"]:
        print(tool["alias"], "→", tool.get("description", ""))
`,
    {
      ...options,
      servers: [granted("stub")],
      calls: { ...options.calls, list_servers: () => ["stub"] },
    },
  );
  assert.equal(
    stdout,
    `Discovered: ('stub',)
Loaded metadata: ({'name': 'stub', 'alias': 'stub', 'tools': [{'name': 'echo', 'alias': 'echo', 'description': 'Echo the provided message', 'input_schema': {}, 'signature': 'echo()'}]},)
Selectable via RPC: ('stub',)
echo → Echo the provided message
`,
  );
});
