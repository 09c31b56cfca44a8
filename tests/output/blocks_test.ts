import assert from "node:assert/strict";
import { buildAnswer, NO_LIMITS } from "../../src/output/answer.ts";
import { type Block, nameBlocks, renderBlocks } from "../../src/output/blocks.ts";
import { toClosingText, toShellJson } from "../../src/output/cli_text.ts";
import { outcomeOf } from "./sample_outcome.ts";

const PNG: Block = { type: "image", mimeType: "image/png", data: "A".repeat(40_000) };
const CSV: Block = {
  type: "resource",
  resource: { uri: "sandbox:///tmp/a.csv", mimeType: "text/csv", text: "a\n" },
};

Deno.test("renderBlocks() gives the blocks in their order, and escapes what is invisible", () => {
  const blocks: Block[] = [{ type: "text", text: "a\x1b[0m\u202eb" }, PNG, CSV];
  assert.deepEqual(renderBlocks(outcomeOf({ blocks }), 40_000), {
    blocks: [{ type: "text", text: "a\\x1b[0m\\u202eb" }, PNG, CSV],
    characters: 17,
  });
  assert.deepEqual(renderBlocks(outcomeOf(), 40_000), { blocks: [], characters: 0 });
});

Deno.test("renderBlocks() has their texts share half of the answer's characters", () => {
  const text = "x".repeat(30_000);
  const resource = { uri: "sandbox:///a.txt", mimeType: "text/plain", text };
  const blocks: Block[] = [{ type: "text", text: "short" }, { type: "text", text }, {
    type: "resource",
    resource,
  }];
  const rendered = renderBlocks(outcomeOf({ blocks }), 20_000);
  const [short, long, file] = rendered.blocks;
  assert.deepEqual(short, blocks[0]);
  assert.ok(long?.type === "text" && /characters omitted of 30,000/.test(long.text));
  assert.ok(file?.type === "resource" && file.resource.text.length < 5_100);
  assert.ok(rendered.characters <= 10_000, String(rendered.characters));
});

Deno.test("nameBlocks() names each block, and the answer and the command line tell the names", () => {
  const outcome = outcomeOf({ blocks: [PNG, { type: "text", text: "# a" }, CSV] });
  assert.equal(nameBlocks(outcome.blocks ?? []), "image/png (30 KB), text, a.csv");
  const { note } = buildAnswer(outcome, {
    limits: NO_LIMITS,
    maxOutput: Infinity,
    maxTimeoutMs: 1_000,
  });
  assert.equal(note, "Displayed: image/png (30 KB), text, a.csv.");
  const closing = toClosingText(outcome, { terminal: false, maxTimeoutMs: 1_000 });
  assert.deepEqual(closing, {
    stdout: "# a\n",
    stderr: "Displayed: image/png (30 KB), a.csv. With --json, `blocks` has it.\n",
  });
  const json = JSON.parse(toShellJson(outcome, { maxTimeoutMs: 1_000 }));
  assert.deepEqual(json.blocks, outcome.blocks);
});
