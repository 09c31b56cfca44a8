import { escapeText } from "../text/escape.ts";
import type { RunOutcome } from "../sandbox/outcome.ts";
import { cutString, shareBudget } from "./truncate.ts";

/** What a run displayed, one content block of MCP. */
export type Block = NonNullable<RunOutcome["blocks"]>[number];

/** The blocks of an answer. */
export interface RenderedBlocks {
  /** In the program's order; they follow the text. */
  readonly blocks: readonly Block[];
  /** Characters of their texts, which the answer's text no longer has. */
  readonly characters: number;
}

/**
 * Makes the blocks of an outcome ready to send: invisible characters of texts are escaped, and their
 * texts share half of `maxOutput` characters. Images and audio are bounded when they come in.
 */
export function renderBlocks(outcome: RunOutcome, maxOutput: number): RenderedBlocks {
  const given = outcome.blocks ?? [];
  const texts = given.map((block) => escapeText(textOf(block)));
  const limits = shareBudget(texts.map((text) => text.length), Math.floor(maxOutput / 2));
  let characters = 0;
  const blocks = given.map((block, index) => {
    const { text } = cutString(texts[index] ?? "", limits[index] ?? 0);
    characters += text.length;
    return withText(block, text);
  });
  return { blocks, characters: Math.min(characters, maxOutput) };
}

/** Names what was displayed, in its order: `image/png (3 KB)`. */
export function nameBlocks(blocks: readonly Block[]): string {
  return blocks.map(nameOf).join(", ");
}

function nameOf(block: Block): string {
  switch (block.type) {
    case "text":
      return "text";
    case "resource":
      return block.resource.uri.slice(block.resource.uri.lastIndexOf("/") + 1);
    case "image":
    case "audio":
      return `${block.mimeType} (${Math.ceil(block.data.length * 3 / 4 / 1000)} KB)`;
  }
}

function textOf(block: Block): string {
  if (block.type === "text") return block.text;
  return block.type === "resource" ? block.resource.text : "";
}

function withText(block: Block, text: string): Block {
  if (block.type === "text") return { ...block, text };
  if (block.type !== "resource") return block;
  return { ...block, resource: { ...block.resource, text } };
}
