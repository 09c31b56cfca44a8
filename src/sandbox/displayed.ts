import {
  type DisplayedBlock,
  type DisplayedMedia,
  MAX_DISPLAYED_BLOCKS,
  MAX_DISPLAYED_CHARACTERS,
} from "../rpc/frames.ts";
import { readImageHeader } from "./image_header.ts";

/**
 * Longest side of an image in pixels. A model's service refuses a conversation with a larger one,
 * and the user cannot take the image out of it again (anthropics/claude-code#5147).
 */
export const MAX_IMAGE_SIDE = 8_000;
/** Types of audio, each with what its files may begin with. */
const AUDIO: ReadonlyMap<string, RegExp> = new Map([
  ["audio/wav", /^RIFF[^]{4}WAVE/],
  ["audio/mpeg", /^(ID3|\xff[\xe2-\xff])/],
  ["audio/ogg", /^OggS/],
]);
/** Texts of resources have one of these types. */
const TEXT_TYPE = /^(text\/[a-z0-9.+-]{1,60}|application\/json|image\/svg\+xml)$/;
/** The path of a file in the sandbox, as the runtime writes it: no scheme that a client would open. */
const URI = /^sandbox:\/\/\/[A-Za-z0-9%._~/-]{1,1000}$/;
/** Kinds of reasons that are told. */
const MAX_REASONS = 5;

/**
 * What a run displayed, within its bounds. The runtime keeps to them and says so to the program, so
 * what is refused here was damaged, or was not sent by the runtime. An image that is none would cost
 * the user the conversation: services refuse a conversation that holds one.
 */
export class Displayed {
  readonly blocks: DisplayedBlock[] = [];
  readonly #reasons = new Set<string>();
  #characters = 0;
  #refused = 0;

  /** Keeps a block that a client can show. */
  add(block: DisplayedBlock): void {
    const kept = this.#check(block);
    if (typeof kept !== "string") {
      this.blocks.push(kept);
      this.#characters += charactersOf(kept);
      return;
    }
    this.#refused++;
    if (this.#reasons.size < MAX_REASONS) this.#reasons.add(kept);
  }

  /** One sentence about what was left out, if something was. */
  notes(): readonly string[] {
    if (this.#refused === 0) return [];
    return [`Displayed and left out: ${this.#refused} (${[...this.#reasons].join("; ")}).`];
  }

  /** The block as it is kept, or why it is not. */
  #check(block: DisplayedBlock): DisplayedBlock | string {
    if (this.blocks.length >= MAX_DISPLAYED_BLOCKS) {
      return `a run shows at most ${MAX_DISPLAYED_BLOCKS} blocks`;
    }
    if (this.#characters + charactersOf(block) > MAX_DISPLAYED_CHARACTERS) {
      return `the blocks of a run have at most ${MAX_DISPLAYED_CHARACTERS} characters together`;
    }
    switch (block.type) {
      case "text":
        return { ...block, text: block.text.toWellFormed() };
      case "resource": {
        const { uri, mimeType, text } = block.resource;
        if (!URI.test(uri) || !TEXT_TYPE.test(mimeType)) return "a resource of no known type";
        return { type: "resource", resource: { uri, mimeType, text: text.toWellFormed() } };
      }
      case "image":
      case "audio":
        return checkMedia(block);
    }
  }
}

function charactersOf(block: DisplayedBlock): number {
  if (block.type === "text") return block.text.length;
  return block.type === "resource" ? block.resource.text.length : block.data.length;
}

function checkMedia({ type, mimeType, data }: DisplayedMedia): DisplayedMedia | string {
  const bytes = decode(data);
  if (bytes === null) return `an ${type} that is not base64`;
  if (type === "audio") {
    const head = String.fromCharCode(...bytes.subarray(0, 16));
    return AUDIO.get(mimeType)?.test(head) ? { type, mimeType, data } : "audio of no known type";
  }
  const header = readImageHeader(bytes);
  if (header === null || header.mimeType !== mimeType) {
    return "an image that is no PNG, JPEG, GIF or WebP, or damaged";
  }
  const { width, height } = header;
  if (width === 0 || height === 0) return "an image without a size";
  if (Math.max(width, height) > MAX_IMAGE_SIDE) {
    return `an image of ${width} x ${height} pixels, at most ${MAX_IMAGE_SIDE} a side; make it smaller`;
  }
  return { type, mimeType, data };
}

/** Strict: clients differ in what else they take. */
function decode(data: string): Uint8Array | null {
  if (data.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(data)) return null;
  try {
    return Uint8Array.fromBase64(data, { lastChunkHandling: "strict" });
  } catch {
    return null;
  }
}
