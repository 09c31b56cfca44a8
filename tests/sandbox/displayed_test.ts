import assert from "node:assert/strict";
import { type DisplayedBlock, MAX_DISPLAYED_CHARACTERS } from "../../src/rpc/frames.ts";
import { Displayed } from "../../src/sandbox/displayed.ts";

/** A PNG's head that says this size. */
function png(width: number, height: number): string {
  const bytes = new Uint8Array(33);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]);
  const view = new DataView(bytes.buffer);
  view.setUint32(16, width);
  view.setUint32(20, height);
  return bytes.toBase64();
}

function image(data: string, mimeType = "image/png"): DisplayedBlock {
  return { type: "image", mimeType, data };
}

function resource(fields: Partial<Record<"uri" | "mimeType" | "text", string>>): DisplayedBlock {
  const plain = { uri: "sandbox:///tmp/a%20b.csv", mimeType: "text/csv", text: "a,b\n" };
  return { type: "resource", resource: { ...plain, ...fields } };
}

function audio(head: string, mimeType: string): DisplayedBlock {
  return { type: "audio", mimeType, data: btoa(head.padEnd(18, "\0")) };
}

function addAll(blocks: readonly DisplayedBlock[]): Displayed {
  const displayed = new Displayed();
  for (const block of blocks) displayed.add(block);
  return displayed;
}

Deno.test("Displayed keeps what clients show, in its order, and tells nothing", () => {
  const blocks = [
    { type: "text", text: "# title" } as const,
    image(png(8_000, 1)),
    resource({}),
    resource({ mimeType: "application/json" }),
    audio("RIFF\xff\xff\xff\xffWAVE", "audio/wav"),
    audio("\xff\xfb", "audio/mpeg"),
    audio("OggS", "audio/ogg"),
  ];
  const displayed = addAll(blocks);
  assert.deepEqual(displayed.blocks, blocks);
  assert.deepEqual(displayed.notes(), []);
});

Deno.test("Displayed leaves out what would cost the user the conversation, and says why", () => {
  const refused: [DisplayedBlock, RegExp][] = [
    [image("!!!!"), /not base64/],
    [image(`${png(1, 1).slice(0, 8)} ${png(1, 1).slice(8)}`), /not base64/],
    [image(png(1, 1).slice(0, -1)), /not base64/],
    [image(""), /not base64/],
    [image(btoa("<svg/>")), /no PNG, JPEG, GIF or WebP/],
    [image(png(1, 1), "image/jpeg"), /no PNG, JPEG, GIF or WebP/],
    [image(png(1, 1), "text/html"), /no PNG, JPEG, GIF or WebP/],
    [image(png(0, 1)), /without a size/],
    [image(png(1, 8_001)), /1 x 8001 pixels/],
    [audio("RIFF....WEBP", "audio/wav"), /audio of no known type/],
    [audio("OggS", "application/ogg"), /audio of no known type/],
    [audio("OggS", "__proto__"), /audio of no known type/],
    [resource({ uri: "file:///etc/passwd" }), /resource of no known type/],
    [resource({ uri: "sandbox:///a\nb" }), /resource of no known type/],
    [resource({ mimeType: "text/html; charset=x" }), /resource of no known type/],
    [{ type: "text", text: "x".repeat(MAX_DISPLAYED_CHARACTERS + 1) }, /at most 960000 characters/],
  ];
  for (const [block, reason] of refused) {
    const displayed = addAll([block, image(png(1, 1))]);
    assert.equal(displayed.blocks.length, 1, String(reason));
    assert.match(displayed.notes().join(), reason);
  }
});

Deno.test("Displayed keeps 8 blocks and so many characters of a run, whatever is sent", () => {
  const many = addAll(new Array<DisplayedBlock>(50_000).fill(image(png(1, 1))));
  assert.equal(many.blocks.length, 8);
  assert.deepEqual(many.notes(), ["Displayed and left out: 49992 (a run shows at most 8 blocks)."]);
  const half = { type: "text", text: "x".repeat(MAX_DISPLAYED_CHARACTERS / 2) } as const;
  const large = addAll([half, half, image(png(1, 1))]);
  assert.deepEqual(large.blocks, [half, half]);
});

Deno.test("Displayed mends lone surrogates of texts", () => {
  const { blocks } = addAll([{ type: "text", text: "a\ud800" }, resource({ text: "\udc00" })]);
  assert.deepEqual(blocks, [{ type: "text", text: "a\ufffd" }, resource({ text: "\ufffd" })]);
});
