import assert from "node:assert/strict";
import { UpstreamError } from "../../src/errors.ts";
import type { KeptRef } from "../../src/sandbox/outcome.ts";
import type { ClientRefs } from "../../src/server/ref_resources.ts";
import { outcomeOf } from "../output/sample_outcome.ts";
import { ServedBridge } from "./connected_client.ts";

const KEPT: KeptRef = {
  ref: "f1",
  name: "a\u202e.csv",
  schema: null,
  mime_type: "text/csv",
  bytes: 9,
  head: "id,title",
};
const LINK = {
  uri: "resource://mcp-code-bridge/refs/f1",
  name: "a\\u{202e}.csv",
  mimeType: "text/csv",
  size: 9,
};
const CALL = { name: "run_python", arguments: { code: "pass" } };

function refsOf(fields: Partial<ClientRefs> = {}): ClientRefs {
  return {
    keepResult: () => ({ ...KEPT, ref: "r1", name: "result", schema: "list[int], 9,999 items" }),
    list: () => [KEPT],
    read: (ref) => {
      if (ref === "f1") return { mimeType: "text/csv", text: "id,title\n" };
      if (ref === "f2") return { mimeType: "image/png", blob: "AQI=" };
      throw new UpstreamError("NOT_FOUND", `Cannot open ${ref}: nothing is kept`);
    },
    ...fields,
  };
}

for (const mode of ["legacy", "auto"] as const) {
  Deno.test(`the client lists and reads what is kept, negotiation ${mode}`, async () => {
    const bridge = new ServedBridge({ refs: refsOf() });
    const client = await bridge.connect(mode);
    const { resources } = await client.listResources();
    assert.deepEqual(resources.filter(({ uri }) => uri.includes("/refs/")), [{
      description: "Values and files that programs of run_python kept",
      ...LINK,
    }]);
    const read = async (ref: string) => {
      const uri = `resource://mcp-code-bridge/refs/${ref}`;
      return (await client.readResource({ uri })).contents;
    };
    assert.deepEqual(await read("f1"), [
      { uri: LINK.uri, mimeType: "text/csv", text: "id,title\n" },
    ]);
    assert.deepEqual(await read("f2"), [
      { uri: "resource://mcp-code-bridge/refs/f2", mimeType: "image/png", blob: "AQI=" },
    ]);
    await assert.rejects(() => read("r9"), /Cannot open r9: nothing is kept/);
    await client.close();
  });

  Deno.test(`an answer links to what its run kept, negotiation ${mode}`, async () => {
    const outcome = outcomeOf({ kept: [KEPT] });
    const bridge = new ServedBridge({ run: () => Promise.resolve(outcome), refs: refsOf() });
    const client = await bridge.connect(mode);
    const { content } = await client.callTool(CALL);
    assert.deepEqual(content[1], { type: "resource_link", ...LINK });
    await client.close();
  });
}

/** The blocks of an answer to a client of this revision. */
async function blocksFor(protocolVersion: string): Promise<readonly string[]> {
  const outcome = outcomeOf({ kept: [KEPT] });
  const bridge = new ServedBridge({ run: () => Promise.resolve(outcome), refs: refsOf() });
  const clientInfo = { name: "test", version: "0" };
  const params = { protocolVersion, capabilities: {}, clientInfo };
  await bridge.ask({ id: 1, method: "initialize", params });
  const { result } = await bridge.ask({ id: 2, method: "tools/call", params: CALL });
  return result?.content?.map(({ type }) => type) ?? [];
}

Deno.test("no link is sent in a revision that has none", async () => {
  assert.deepEqual(await blocksFor("2025-06-18"), ["text", "resource_link"]);
  for (const revision of ["2025-03-26", "2024-11-05"]) {
    assert.deepEqual(await blocksFor(revision), ["text"]);
  }
});

async function answerTo(result: readonly number[], refs: ClientRefs) {
  const bridge = new ServedBridge({
    run: () => Promise.resolve(outcomeOf({ result })),
    refs,
    settings: { maxOutput: 1_000 },
  });
  const client = await bridge.connect("legacy");
  const { content } = await client.callTool(CALL);
  await client.close();
  return content;
}

Deno.test("a result that is cut is kept whole, and only such a one", async () => {
  const rows = Array.from({ length: 9_999 }, (_, index) => index);
  const kept: unknown[] = [];
  const refs = refsOf();
  const keepResult: ClientRefs["keepResult"] = (result) => {
    kept.push(result);
    return refs.keepResult(result);
  };
  const [block, link, ...more] = await answerTo(rows, { ...refs, keepResult });
  assert.ok(block?.type === "text" && block.text.length <= 1_000);
  assert.match(block.text, /runtime\.ref\(.*r1.*r1 result \(list\[int\], 9,999 items, 9 B\)/);
  assert.ok(link?.type === "resource_link" && link.uri.endsWith("/refs/r1"));
  assert.deepEqual([kept, more], [[rows], []]);
  assert.equal((await answerTo([1, 2], { ...refs, keepResult })).length, 1);
  assert.equal(kept.length, 1);
});

Deno.test("a result that is too large to keep says so", async () => {
  const refs = refsOf({
    keepResult: () => {
      throw new UpstreamError("LIMIT", 'Cannot keep "result": it has 9 bytes; keep a part of it');
    },
  });
  const content = await answerTo(Array.from({ length: 9_999 }, () => 1), refs);
  const [block] = content;
  assert.ok(block?.type === "text");
  assert.match(block.text, /Cannot keep .*result.*keep a part of it\./);
  assert.equal(content.length, 1);
});
