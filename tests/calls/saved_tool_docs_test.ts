import assert from "node:assert/strict";
import { createGrant } from "../../src/calls/grant.ts";
import {
  savedSignature,
  SavedToolDocs,
  type SavedToolsPolicy,
} from "../../src/calls/saved_tool_docs.ts";
import { SavedToolFiles } from "../../src/calls/saved_tool_files.ts";
import { FakeFiles } from "../fakes/fake_files.ts";

const DIRECTORY = "/state/tools";

function grantOf(...names: readonly string[]) {
  return createGrant(names.map((name) => ({ name, alias: name, unavailable: null })), names);
}

function saved(name: string, description: string, grants: readonly string[] = []): string {
  const source = `def ${name}(path, *, deep=False):\n    return path\n`;
  return JSON.stringify({ format: 2, name, description, source, grants, savedAt: 1 });
}

async function withTools(
  tools: Readonly<Record<string, string>>,
  policy: SavedToolsPolicy = "on",
): Promise<{ docs: SavedToolDocs; files: FakeFiles }> {
  const files = new FakeFiles({ separator: "/", uid: 1000, entries: {} });
  await files.makeDirectory(DIRECTORY, 0o700);
  for (const [name, text] of Object.entries(tools)) {
    await files.writeAtomic(`${DIRECTORY}/${name}.json`, text, 0o600);
  }
  const store = new SavedToolFiles({ files, directory: DIRECTORY });
  const docs = new SavedToolDocs({ store, policy });
  return { docs, files };
}

Deno.test("SavedToolDocs lists each tool with its signature and first sentence, and skips what is damaged", async () => {
  const { docs } = await withTools({
    count: saved("count", "Counts files.\n\nIn a folder."),
    broken: "{",
  });
  assert.deepEqual(await docs.list(grantOf()), [{
    server: null,
    tool: "count",
    alias: "count",
    signature: "count(path, *, deep=False)",
    description: "Counts files.",
  }]);
});

Deno.test("SavedToolDocs.records() says when a tool was saved, and by a run with which servers", async () => {
  const former = JSON.stringify({ format: 1, name: "former", source: "def former(): ..." });
  const { docs } = await withTools({ count: saved("count", "Counts. All.", ["jira"]), former });
  assert.deepEqual(await docs.records(grantOf()), [
    {
      name: "count",
      signature: "count(path, *, deep=False)",
      description: "Counts.",
      saved: "1970-01-01T00:00:00.001Z",
      servers: ["jira"],
    },
    { name: "former", signature: "former()", description: "", saved: null, servers: null },
  ]);
});

Deno.test("SavedToolDocs lists a tool that was replaced as it is now", async () => {
  const { docs, files } = await withTools({ count: saved("count", "Old.") });
  await docs.list(grantOf());
  await files.writeAtomic(`${DIRECTORY}/count.json`, saved("count", "New one."), 0o600);
  assert.deepEqual((await docs.list(grantOf())).map((doc) => doc.description), ["New one."]);
});

Deno.test("SavedToolDocs lists only what the run may load", async () => {
  const tools = { narrow: saved("narrow", "", []), wide: saved("wide", "", ["github"]) };
  const names = async (policy: SavedToolsPolicy, ...servers: readonly string[]) => {
    const { docs } = await withTools(tools, policy);
    return (await docs.list(grantOf(...servers))).map(({ tool }) => tool);
  };
  assert.deepEqual(await names("on", "github"), ["narrow", "wide"]);
  assert.deepEqual(await names("same-grant", "github"), ["wide"]);
  assert.deepEqual(await names("off"), []);
});

Deno.test("savedSignature() reads parameters over lines, with comments, texts and brackets", () => {
  const source = `async def f(
    a: dict[str, int],  # the first )
    b="(,", c=(1, 2),
) -> int:
    return 1
`;
  assert.equal(savedSignature("f", source), 'f(a: dict[str, int], b="(,", c=(1, 2))');
  assert.equal(savedSignature("f", "def f():\n    pass"), "f()");
  assert.equal(savedSignature("f", `def f(a="${"(".repeat(10_000)}")`), "f(...)");
  assert.equal(savedSignature("f", "nothing"), "f(...)");
});
